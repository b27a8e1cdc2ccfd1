// The openssl command is the judge of what MakeCredentials made. Of ML-DSA: ml_dsa_credentials_test.cc.

#include "bench/scenario/credentials.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "bench/os/process.h"
#include "bench/scenario/endpoint.h"

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

  // What the openssl command says of a chain.
  std::string Verify(const Credentials& made, const std::string& purpose) const {
    const std::size_t leaf_end = made.chain_pem.find("-----BEGIN", 1);
    const std::string leaf = Write("leaf.pem", made.chain_pem.substr(0, leaf_end));
    std::vector<std::string> arguments = {"verify",           "-x509_strict",
                                          "-purpose",         purpose,
                                          "-verify_hostname", std::string(kServerName),
                                          "-no-CApath",       "-no-CAstore",
                                          "-CAfile",          Write("root.pem", made.root_pem)};
    if (leaf_end != std::string::npos) {
      arguments.insert(arguments.end(), {"-untrusted", Write("rest.pem", made.chain_pem.substr(leaf_end))});
    }
    arguments.push_back(leaf);
    const std::string said = Openssl(arguments);
    return said == leaf + ": OK\n" ? "OK" : said;
  }
  std::string LeafText(const Credentials& made) const {
    return Openssl({"x509", "-in", Write("leaf.pem", made.chain_pem), "-noout", "-text"});
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

// Every kind of key that the openssl command has. rsa-4096 is rsa-3072 with another number, and seconds slower.
using KindTest = CredentialsTest;

struct Kind {
  const char* key;
  const char* signature;
};
Kind ExpectedOf(Auth auth) {
  switch (auth) {
    case Auth::kEcdsaP256:
      return {"ASN1 OID: prime256v1", "Signature Algorithm: ecdsa-with-SHA256"};
    case Auth::kEcdsaP384:
      return {"ASN1 OID: secp384r1", "Signature Algorithm: ecdsa-with-SHA384"};
    case Auth::kEcdsaP521:
      return {"ASN1 OID: secp521r1", "Signature Algorithm: ecdsa-with-SHA512"};
    case Auth::kRsa2048:
      return {"Public-Key: (2048 bit)", "Signature Algorithm: sha256WithRSAEncryption"};
    case Auth::kRsa3072:
      return {"Public-Key: (3072 bit)", "Signature Algorithm: sha256WithRSAEncryption"};
    default:
      return {"ED25519 Public-Key:", "Signature Algorithm: ED25519"};
  }
}

TEST_P(KindTest, VerifiesAndHasTheKeyAndTheSignatureOfItsKind) {
  const Credentials made = MakeCredentials({GetParam()}).value();
  EXPECT_EQ(Verify(made, "sslserver"), "OK");
  const std::string text = LeafText(made);
  EXPECT_NE(text.find(ExpectedOf(GetParam()).key), std::string::npos) << text;
  EXPECT_NE(text.find(ExpectedOf(GetParam()).signature), std::string::npos) << text;
  EXPECT_EQ(CannotMake({GetParam()}), std::nullopt);
}

// RFC 5246, section 7.4.2: a client of static RSA encrypts to the key.
TEST_P(KindTest, OnlyAnRsaLeafMayBeEncryptedTo) {
  const bool rsa = GetParam() == Auth::kRsa2048 || GetParam() == Auth::kRsa3072;
  const std::string text = LeafText(MakeCredentials({GetParam(), 0, 1}).value());
  EXPECT_NE(text.find("Digital Signature"), std::string::npos) << text;
  EXPECT_EQ(text.find("Key Encipherment") != std::string::npos, rsa) << text;
}

std::string NameOfKind(const testing::TestParamInfo<Auth>& row) {
  std::string name(AuthName(row.param));
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(All, KindTest,
                         testing::Values(Auth::kEcdsaP256, Auth::kEcdsaP384, Auth::kEcdsaP521, Auth::kRsa2048,
                                         Auth::kRsa3072, Auth::kEd25519),
                         NameOfKind);

using ChainTest = CredentialsTest;

TEST_P(ChainTest, HasAsManyCertificatesAsAskedAndVerifiesWithAllOfThem) {
  for (const unsigned certificates : {1U, 3U, 4U}) {
    Credentials made = MakeCredentials({GetParam(), 0, certificates}).value();
    const std::vector<std::string> chain = Blocks(made.chain_pem);
    ASSERT_EQ(chain.size(), certificates);
    EXPECT_EQ(std::set(chain.begin(), chain.end()).count(made.root_pem), 0U) << "the root is the client's";
    EXPECT_EQ(Verify(made, "sslserver"), "OK") << certificates;
    made.chain_pem.resize(made.chain_pem.size() - chain.back().size());
    EXPECT_NE(certificates == 1 ? "" : Verify(made, "sslserver"), "OK") << "the last one is needed, too";
  }
}

// As they are sent: each signs the one before it (RFC 8446, section 4.4.2).
TEST_P(ChainTest, EachCertificateIsIssuedByTheNext) {
  const Credentials made = MakeCredentials({GetParam(), 0, 4}).value();
  std::vector<std::string> chain = Blocks(made.chain_pem);
  chain.push_back(made.root_pem);
  const std::vector<std::string> names = {"leaf", "intermediate", "intermediate2", "intermediate3", "root"};
  ASSERT_EQ(chain.size(), names.size());
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const std::string issuer = names[std::min(i + 1, chain.size() - 1)];
    EXPECT_EQ(Openssl({"x509", "-in", Write("one.pem", chain[i]), "-noout", "-subject", "-issuer"}),
              fmt::format("subject=CN = tlsbench {}\nissuer=CN = tlsbench {}\n", names[i], issuer));
  }
}

TEST_P(ChainTest, OfAnyLengthIsPaddedToTheBytesAsked) {
  for (const unsigned certificates : {1U, 3U, 4U}) {
    const Credentials made = MakeCredentials({GetParam(), 5000, certificates}).value();
    EXPECT_EQ(DerBytes(made.chain_pem), 5000U);
    EXPECT_EQ(Verify(made, "sslserver"), "OK");
  }
}

TEST_P(ChainTest, AServersIsForServersAndAClientsForClients) {
  for (const bool client : {false, true}) {
    const Credentials made = MakeCredentials({GetParam(), 0, 2, client}).value();
    EXPECT_EQ(Verify(made, client ? "sslclient" : "sslserver"), "OK");
    EXPECT_NE(Verify(made, client ? "sslserver" : "sslclient"), "OK");
    const std::string text = LeafText(made);
    EXPECT_EQ(text.find("TLS Web Client Authentication") != std::string::npos, client) << text;
    EXPECT_EQ(text.find("TLS Web Server Authentication") != std::string::npos, !client) << text;
  }
}

INSTANTIATE_TEST_SUITE_P(All, ChainTest, testing::Values(Auth::kEcdsaP256));

using CredentialsFailureTest = CredentialsTest;

TEST_P(CredentialsFailureTest, NoKindIsNoCertificate) {
  EXPECT_EQ(MakeCredentials({Auth::kNone}).error(), "there is no certificate of no kind");
}

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

TEST(SystemRootsTest, AreCertificates) { EXPECT_GT(Blocks(SystemRoots().value()).size(), 50U); }

}  // namespace
}  // namespace tlsbench
