// The openssl command is the judge of what MakeCredentials made.

#include "bench/credentials.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "bench/process.h"

namespace tlsbench {
namespace {

namespace fs = std::filesystem;

// A folder for the files of one test, which is also where temporary files go meanwhile.
class CredentialsTest : public testing::TestWithParam<Auth> {
 protected:
  void SetUp() override {
    const char* set = getenv("TMPDIR");
    temporary_ = set == nullptr ? "" : set;
    std::string pattern = (fs::temp_directory_path() / "tlsbench-test-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    fs::create_directory(folder_ / "tmp");
    setenv("TMPDIR", (folder_ / "tmp").c_str(), 1);
  }
  void TearDown() override {
    temporary_.empty() ? unsetenv("TMPDIR") : setenv("TMPDIR", temporary_.c_str(), 1);
    fs::remove_all(folder_);
  }

  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }

  static std::string Openssl(const std::vector<std::string>& arguments) {
    SpawnOptions options;
    options.arguments = {"openssl"};
    options.arguments.insert(options.arguments.end(), arguments.begin(), arguments.end());
    auto output = RunCommand(options);
    return output ? *output : output.error();
  }

  fs::path folder_;
  std::string temporary_;  // what TMPDIR was
};

// "-----BEGIN..." to "-----END...", one string each.
std::vector<std::string> Blocks(const std::string& pem) {
  std::vector<std::string> blocks;
  for (std::size_t at = 0; (at = pem.find("-----BEGIN", at)) != std::string::npos;) {
    const std::size_t next = pem.find("-----BEGIN", at + 1);
    blocks.push_back(pem.substr(at, next - at));
    at = next;
    if (next == std::string::npos) {
      break;
    }
  }
  return blocks;
}

TEST_P(CredentialsTest, TheChainVerifiesForTheServerName) {
  const Credentials made = MakeCredentials({GetParam()}).value();
  const std::vector<std::string> chain = Blocks(made.chain_pem);
  ASSERT_EQ(chain.size(), 2U) << "leaf, then intermediate; the root is the client's";
  const std::string leaf = Write("leaf.pem", chain[0]);
  const std::string intermediate = Write("intermediate.pem", chain[1]);
  const std::string root = Write("root.pem", made.root_pem);
  EXPECT_EQ(Openssl({"verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", std::string(kServerName),
                     "-no-CApath", "-no-CAstore", "-CAfile", root, "-untrusted", intermediate, leaf}),
            leaf + ": OK\n");
  EXPECT_NE(Openssl({"verify", "-no-CApath", "-no-CAstore", "-CAfile", root, leaf}), leaf + ": OK\n")
      << "without the intermediate there is no chain";
}

TEST_P(CredentialsTest, TheKeyIsTheLeafsAndOfTheKindAsked) {
  const Credentials made = MakeCredentials({GetParam()}).value();
  const std::string public_key = Openssl({"pkey", "-in", Write("key.pem", made.key_pem), "-pubout"});
  EXPECT_EQ(public_key, Openssl({"x509", "-in", Write("leaf.pem", made.chain_pem), "-noout", "-pubkey"}));
  const std::string text = Openssl({"x509", "-in", Write("leaf.pem", made.chain_pem), "-noout", "-text"});
  const char* kind = GetParam() == Auth::kRsa2048 ? "Public-Key: (2048 bit)" : "ASN1 OID: prime256v1";
  EXPECT_NE(text.find(kind), std::string::npos) << text;
}

// wolfSSL refuses an intermediate without it.
TEST_P(CredentialsTest, TheIntermediateMaySignCertificates) {
  const Credentials made = MakeCredentials({GetParam()}).value();
  const std::string intermediate = Write("intermediate.pem", Blocks(made.chain_pem).at(1));
  const std::string usage = Openssl({"x509", "-in", intermediate, "-noout", "-ext", "keyUsage,basicConstraints"});
  EXPECT_NE(usage.find("Certificate Sign"), std::string::npos) << usage;
  EXPECT_NE(usage.find("CA:TRUE"), std::string::npos) << usage;
}

TEST_P(CredentialsTest, EachCallMakesItsOwnAndLeavesNothingBehind) {
  const Credentials one = MakeCredentials({GetParam()}).value();
  const Credentials two = MakeCredentials({GetParam()}).value();
  EXPECT_NE(one.key_pem, two.key_pem);
  EXPECT_NE(one.root_pem, two.root_pem);
  EXPECT_TRUE(fs::is_empty(folder_ / "tmp"));
}

// DER bytes by the openssl command.
TEST_P(CredentialsTest, APaddedChainHasTheBytesAskedAndStillVerifies) {
  for (const unsigned wanted : {3000U, 20000U, 66000U, 90000U}) {
    const Credentials made = MakeCredentials({GetParam(), wanted}).value();
    const std::vector<std::string> chain = Blocks(made.chain_pem);
    ASSERT_EQ(chain.size(), 2U);
    const std::string leaf = Write("leaf.pem", chain[0]);
    const std::string intermediate = Write("intermediate.pem", chain[1]);
    std::size_t bytes = 0;
    for (const std::string& pem : {leaf, intermediate}) {
      Openssl({"x509", "-in", pem, "-outform", "DER", "-out", pem + ".der"});
      bytes += fs::file_size(pem + ".der");
    }
    EXPECT_EQ(bytes, wanted);
    EXPECT_EQ(DerBytes(made.chain_pem), wanted);
    EXPECT_EQ(Openssl({"verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", std::string(kServerName),
                       "-no-CApath", "-no-CAstore", "-CAfile", Write("root.pem", made.root_pem), "-untrusted",
                       intermediate, leaf}),
              leaf + ": OK\n");
  }
}

TEST_P(CredentialsTest, AChainThatWouldHaveToShrinkIsRefusedWithTheLeastThatIsPossible) {
  const auto made = MakeCredentials({GetParam(), 500});
  ASSERT_FALSE(made);
  const std::string start =
      fmt::format("--chain-bytes 500 is too few: a padded chain of {} has ", AuthName(GetParam()));
  ASSERT_EQ(made.error().substr(0, start.size()), start);
  const auto least = static_cast<unsigned>(std::stoul(made.error().substr(start.size())));
  const Credentials shortest = MakeCredentials({GetParam(), least}).value();
  EXPECT_NEAR(static_cast<double>(DerBytes(shortest.chain_pem)), least, 4);
  const Credentials unpadded = MakeCredentials({GetParam()}).value();
  EXPECT_NEAR(static_cast<double>(DerBytes(unpadded.chain_pem)), least, 25) << "the extension alone, and signatures";
}

// Where a DER length gets its third and fourth byte, not every length exists.
TEST(PaddingTest, NextToALengthThatDoesNotExistAChainIsAFewBytesOff) {
  for (unsigned wanted = 65535 + 590; wanted < 65535 + 610; wanted += 7) {
    const Credentials made = MakeCredentials({Auth::kEcdsaP256, wanted}).value();
    EXPECT_NEAR(static_cast<double>(DerBytes(made.chain_pem)), wanted, 4);
  }
}

TEST(DerBytesTest, AreTheBytesBetweenTheLines) {
  EXPECT_EQ(DerBytes(""), 0U);
  const std::string one = "-----BEGIN CERTIFICATE-----\nAAEC\nAw==\n-----END CERTIFICATE-----\n";
  EXPECT_EQ(DerBytes(one), 4U);
  EXPECT_EQ(DerBytes("words before\n" + one + "\r\n" + one), 8U);
}

INSTANTIATE_TEST_SUITE_P(All, CredentialsTest, testing::Values(Auth::kEcdsaP256, Auth::kRsa2048),
                         [](const auto& row) { return row.param == Auth::kRsa2048 ? "rsa" : "ecdsa"; });

using CredentialsFailureTest = CredentialsTest;

TEST_P(CredentialsFailureTest, WithoutATemporaryFolderThereIsAReason) {
  setenv("TMPDIR", "/nonexistent", 1);
  const auto made = MakeCredentials({GetParam()});
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().find("TMPDIR"), std::string::npos) << made.error();
  EXPECT_FALSE(fs::exists("/root.key")) << "keys in the root folder";
}

TEST_P(CredentialsFailureTest, WithoutTheOpensslCommandThereIsAReason) {
  const char* path = getenv("PATH");
  ASSERT_NE(path, nullptr);
  const std::string saved = path;
  setenv("PATH", folder_.c_str(), 1);
  const auto made = MakeCredentials({GetParam()});
  setenv("PATH", saved.c_str(), 1);
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().find("cannot start openssl"), std::string::npos) << made.error();
  EXPECT_TRUE(fs::is_empty(folder_ / "tmp"));
}

INSTANTIATE_TEST_SUITE_P(All, CredentialsFailureTest, testing::Values(Auth::kEcdsaP256));

TEST(ReadFileTest, TheWholeFileOrAReason) {
  EXPECT_EQ(ReadFile("/proc/self/comm").value().substr(0, 8), "credenti");
  EXPECT_EQ(ReadFile("/dev/null").value_or("error"), "") << "an empty file is no error";
  EXPECT_EQ(ReadFile("/nonexistent").error(), "cannot read /nonexistent: No such file or directory");
  EXPECT_EQ(ReadFile("/").error(), "cannot read /: Is a directory");
}

TEST(SystemRootsTest, AreCertificates) { EXPECT_GT(Blocks(SystemRoots().value()).size(), 50U); }

}  // namespace
}  // namespace tlsbench
