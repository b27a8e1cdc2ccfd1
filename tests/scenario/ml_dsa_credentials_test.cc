// Certificates of ML-DSA, which Debian 12's openssl command can neither make nor verify: it reads their structure, and
// a library that has ML-DSA verifies them in a handshake.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "bench/os/process.h"
#include "bench/scenario/credentials.h"
#include "bench/scenario/endpoint.h"
#include "tests/support/folders.h"
#include "tests/support/pair.h"
#include "tests/support/plugins.h"

namespace tlsbench {
namespace {

namespace fs = std::filesystem;

// Bytes of a public key and of a signature (FIPS 204, table 2), and the last arc of the OID (RFC 9881, section 2).
struct Sizes {
  std::size_t key, signature;
  int arc;
};
Sizes SizesOf(Auth auth) { return auth == Auth::kMlDsa44 ? Sizes{1312, 2420, 17} : Sizes{1952, 3309, 18}; }

// Sets a variable for as long as it lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name), before_(getenv(name) ? getenv(name) : "") {
    setenv(name, value.c_str(), 1);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { before_.empty() ? unsetenv(name_) : setenv(name_, before_.c_str(), 1); }

 private:
  const char* name_;
  std::string before_;
};

class MlDsaTest : public testing::TestWithParam<Auth> {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "tlsbench-ml-dsa-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    if (const auto reason = CannotMake({GetParam()})) {
      GTEST_SKIP() << *reason;
    }
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }

  // What the openssl command says of the leaf.
  std::string Leaf(const Credentials& made, const std::vector<std::string>& wanted) const {
    SpawnOptions options;
    options.arguments = {"openssl", "x509", "-in", Write("leaf.pem", made.chain_pem), "-noout"};
    options.arguments.insert(options.arguments.end(), wanted.begin(), wanted.end());
    auto output = RunCommand(options);
    return output ? *output : output.error();
  }

  Variable backends_{"TLSBENCH_BACKENDS", kPluginFolder};
  fs::path folder_;
};

TEST_P(MlDsaTest, KeysAndSignaturesHaveTheirBytes) {
  const Sizes sizes = SizesOf(GetParam());
  for (const unsigned certificates : {1U, 2U, 4U}) {
    const Credentials made = MakeCredentials({GetParam(), 0, certificates}).value();
    const std::size_t least = certificates * (sizes.key + sizes.signature);
    EXPECT_GT(DerBytes(made.chain_pem), least + certificates * 200);
    EXPECT_LT(DerBytes(made.chain_pem), least + certificates * 400);
    EXPECT_GT(DerBytes(made.root_pem), sizes.key + sizes.signature);
    EXPECT_EQ(made.key_pem.substr(0, 27), "-----BEGIN PRIVATE KEY-----");
  }
}

TEST_P(MlDsaTest, KeyAndSignatureAreOfTheKind) {
  const std::string text = Leaf(MakeCredentials({GetParam()}).value(), {"-text"});
  const std::string oid = fmt::format("2.16.840.1.101.3.4.3.{}", SizesOf(GetParam()).arc);
  const bool number = text.find("Signature Algorithm: " + oid) != std::string::npos;
  const bool name = text.find("Signature Algorithm: ML-DSA-") != std::string::npos;  // OpenSSL 3.5
  EXPECT_TRUE(number || name) << text;
}

// All but keys and signatures is as the openssl command makes it.
TEST_P(MlDsaTest, TheLeafSaysWhatAnEcdsaLeafSays) {
  const std::vector<std::string> wanted = {"-subject", "-issuer", "-ext",
                                           "basicConstraints,keyUsage,extendedKeyUsage,subjectAltName"};
  for (const bool client : {false, true}) {
    const std::string said = Leaf(MakeCredentials({GetParam(), 0, 2, client}).value(), wanted);
    EXPECT_EQ(said, Leaf(MakeCredentials({Auth::kEcdsaP256, 0, 2, client}).value(), wanted));
    EXPECT_NE(said.find(kServerName), std::string::npos) << said;
  }
}

// Signatures are all of one length, so every attempt but the first hits.
TEST_P(MlDsaTest, ChainsArePaddedToTheByte) {
  for (const unsigned wanted : {12001U, 20000U, 90000U}) {
    EXPECT_EQ(DerBytes(MakeCredentials({GetParam(), wanted}).value().chain_pem), wanted);
  }
  const std::string few = MakeCredentials({GetParam(), 3000}).error();
  EXPECT_EQ(few.find("--chain-bytes 3000 is too few: a padded chain of ml-dsa-"), 0U) << few;
}

TEST_P(MlDsaTest, TheOpensslCommandWillDoWhereItKnowsTheKind) {
  const fs::path helper = fs::path(kPluginFolder) / "tlsbench-ml-dsa";
  if (!fs::exists(helper)) {
    GTEST_SKIP() << "no tlsbench-ml-dsa that could stand in for a newer openssl command";
  }
  fs::create_symlink(helper, folder_ / "openssl");
  const Variable path("PATH", folder_);
  const Variable backends("TLSBENCH_BACKENDS", folder_);
  EXPECT_EQ(CannotMake({GetParam()}), std::nullopt);
  EXPECT_TRUE(MakeCredentials({GetParam()}));
}

TEST_P(MlDsaTest, WithoutEitherProgramTheReasonSaysWhatWouldHelp) {
  fs::create_symlink("/bin/false", folder_ / "openssl");
  const Variable path("PATH", folder_);
  const Variable backends("TLSBENCH_BACKENDS", folder_);
  const auto made = MakeCredentials({GetParam()});
  ASSERT_FALSE(made);
  EXPECT_EQ(CannotMake({GetParam()}), made.error());
  EXPECT_NE(made.error().find(AuthName(GetParam())), std::string::npos) << made.error();
  EXPECT_NE(made.error().find("scripts/get-library openssl 3.5"), std::string::npos) << made.error();
  EXPECT_EQ(made.error().find('\n'), std::string::npos) << made.error();
  EXPECT_EQ(CannotMake({Auth::kEcdsaP256}), std::nullopt) << "of other kinds MakeCredentials itself finds that out";
}

// Both ends' certificates, verified by a library that has the kind.
TEST_P(MlDsaTest, LibrariesThatHaveItVerifyTheChain) {
  const Auth auth = GetParam();
  Scenario scenario = LocalScenario(kTls13, Handshake::kFull);
  scenario.auth = scenario.client_auth = auth;
  const CertificateKey server_key = CertificatesOf(scenario);
  const CertificateKey client_key = ClientCertificatesOf(scenario);
  const std::map<CertificateKey, Credentials> made = {{server_key, MakeCredentials(server_key).value()},
                                                      {client_key, MakeCredentials(client_key).value()}};
  const EndpointConfig client = EndpointWith(scenario, Role::kClient, made);
  const EndpointConfig server = EndpointWith(scenario, Role::kServer, made);
  int able = 0;
  for (const std::string& file : FindPlugins(kPluginFolder)) {
    const auto plugin = LoadPlugin(file);
    if (!plugin || !plugin->backend->is_library() || plugin->backend->Unsupported(client) ||
        plugin->backend->Unsupported(server)) {
      continue;
    }
    ++able;
    const auto client_context = MakeTestContext(*plugin->backend, client);
    const auto server_context = MakeTestContext(*plugin->backend, server);
    ASSERT_TRUE(client_context && server_context) << file;
    const MemoryHandshake handshake = MemoryLink(*client_context, *server_context).Run(nullptr);
    EXPECT_EQ(handshake.failure, "") << file;
    EXPECT_EQ(AuthOfKey(handshake.client.peer_key, handshake.client.peer_key_bits), AuthName(auth)) << file;
    EXPECT_EQ(AuthOfKey(handshake.server.peer_key, handshake.server.peer_key_bits), AuthName(auth)) << file;
  }
  if (able == 0) {
    GTEST_SKIP() << "no plug-in here has certificates of ML-DSA";
  }
}

INSTANTIATE_TEST_SUITE_P(All, MlDsaTest, testing::Values(Auth::kMlDsa44, Auth::kMlDsa65),
                         [](const auto& row) { return row.param == Auth::kMlDsa44 ? "ml_dsa_44" : "ml_dsa_65"; });

}  // namespace
}  // namespace tlsbench
