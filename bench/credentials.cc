#include "bench/credentials.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "bench/process.h"

namespace tlsbench {
namespace {

using Result = tl::expected<void, std::string>;

constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view kEnd = "-----END CERTIFICATE-----";

// A private folder that goes when the object goes.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::error_code error;
    std::string pattern = (std::filesystem::temp_directory_path(error) / "tlsbench-XXXXXX").string();
    if (!error && mkdtemp(pattern.data()) != nullptr) {  // mode 0700: the keys are ours alone
      path_ = pattern;
    }
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    if (!path_.empty()) {
      std::error_code ignored;
      std::filesystem::remove_all(path_, ignored);
    }
  }
  const std::string& path() const { return path_; }
  std::string File(std::string_view name) const { return fmt::format("{}/{}", path_, name); }

 private:
  std::string path_;
};

Result Openssl(const std::vector<std::string>& arguments) {
  SpawnOptions options;
  options.arguments = {"openssl"};
  options.arguments.insert(options.arguments.end(), arguments.begin(), arguments.end());
  auto output = RunCommand(options);
  return output ? Result() : tl::unexpected(output.error());
}

Result MakeKey(Auth auth, const std::string& file) {
  if (auth == Auth::kRsa2048) {
    return Openssl({"genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", file});
  }
  return Openssl({"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", file});
}

struct Certificate {
  std::string name;    // of the files, and in the subject
  std::string issuer;  // empty: signed by itself
  std::vector<std::string> extensions;
};

Certificate Leaf() {
  return {"leaf",
          "intermediate",
          {"basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature", "extendedKeyUsage=serverAuth",
           fmt::format("subjectAltName=DNS:{}", kServerName)}};
}

Result MakeCertificate(const TemporaryFolder& folder, const Certificate& certificate) {
  std::vector<std::string> arguments = {"req",
                                        "-x509",
                                        "-new",
                                        "-config",
                                        folder.File("config"),
                                        "-sha256",
                                        "-days",
                                        "30",
                                        "-key",
                                        folder.File(certificate.name + ".key"),
                                        "-subj",
                                        "/CN=tlsbench " + certificate.name,
                                        "-out",
                                        folder.File(certificate.name + ".pem")};
  for (const std::string& extension : certificate.extensions) {
    arguments.insert(arguments.end(), {"-addext", extension});
  }
  if (!certificate.issuer.empty()) {
    arguments.insert(arguments.end(), {"-CA", folder.File(certificate.issuer + ".pem"), "-CAkey",
                                       folder.File(certificate.issuer + ".key")});
  }
  return Openssl(arguments);
}

// An extension of so many bytes that no library knows, under the arc for documentation (RFC 5612), which is nobody's.
// In the file and not an argument: the kernel takes no argument above 128 kB.
std::string PaddingConfig(std::size_t bytes) {
  return fmt::format(
      "[req]\ndistinguished_name = name\nx509_extensions = padding\n[name]\n[padding]\n"
      "1.3.6.1.4.1.32473.1 = ASN1:FORMAT:ASCII,OCTETSTRING:{}\n",
      std::string(bytes, '0'));
}

// How far from what was asked a chain may be. Some lengths do not exist: each level's DER length grows by a byte with
// what it tells. And ECDSA signatures have mostly 70 to 72 bytes.
constexpr std::size_t kGive = 4;

std::string TooShort(const CertificateKey& key, std::size_t least) {
  return fmt::format("--chain-bytes {} is too few: a padded chain of {} has {} bytes at least", key.chain_bytes,
                     AuthName(key.auth), least);
}

tl::expected<std::string, std::string> ReadChain(const TemporaryFolder& folder) {
  const auto leaf = ReadFile(folder.File("leaf.pem"));
  const auto intermediate = ReadFile(folder.File("intermediate.pem"));
  if (!leaf || !intermediate) {
    return leaf ? intermediate : leaf;
  }
  return *leaf + *intermediate;
}

// A leaf with so much padding; the bytes of its chain.
tl::expected<std::size_t, std::string> MakePaddedLeaf(const TemporaryFolder& folder, std::size_t padding) {
  std::ofstream(folder.File("config")) << PaddingConfig(padding);
  const Result made = MakeCertificate(folder, Leaf());
  const auto chain = made ? ReadChain(folder) : tl::unexpected(made.error());
  return chain ? tl::expected<std::size_t, std::string>(DerBytes(*chain)) : tl::unexpected(chain.error());
}

// Makes the leaf anew until the chain has the bytes that are wanted: at least 3 of 8 attempts hit them, since so often
// two ECDSA signatures are equally long.
Result PadLeaf(const TemporaryFolder& folder, const CertificateKey& key) {
  constexpr int kAttempts = 20;
  const std::size_t wanted = key.chain_bytes;
  std::size_t padding = 0;
  auto bytes = MakePaddedLeaf(folder, padding);
  if (bytes && *bytes > wanted + kGive) {
    return tl::unexpected(TooShort(key, *bytes));
  }
  for (int attempt = 1; attempt < kAttempts && bytes && *bytes != wanted; ++attempt) {
    padding = padding + wanted < *bytes ? 0 : padding + wanted - *bytes;
    bytes = MakePaddedLeaf(folder, padding);
  }
  if (!bytes) {
    return tl::unexpected(bytes.error());
  }
  if (*bytes > wanted + kGive || *bytes + kGive < wanted) {
    return tl::unexpected(fmt::format("cannot pad the chain to {} bytes: it has {}", wanted, *bytes));
  }
  return {};
}

Result MakeChain(const TemporaryFolder& folder, Auth auth) {
  std::ofstream(folder.File("config")) << "[req]\ndistinguished_name = name\n[name]\n";
  // wolfSSL refuses an intermediate without keyCertSign (error -188).
  const std::vector<std::string> authority = {"basicConstraints=critical,CA:TRUE",
                                              "keyUsage=critical,keyCertSign,cRLSign"};
  const Certificate certificates[] = {{"root", "", authority}, {"intermediate", "root", authority}, Leaf()};
  for (const Certificate& certificate : certificates) {
    const Result made = MakeKey(auth, folder.File(certificate.name + ".key")).and_then([&] {
      return MakeCertificate(folder, certificate);
    });
    if (!made) {
      return tl::unexpected(fmt::format("cannot make the {} certificate: {}", certificate.name, made.error()));
    }
  }
  return {};
}

tl::expected<Credentials, std::string> ReadCredentials(const TemporaryFolder& folder) {
  const auto chain = ReadChain(folder);
  const auto key = ReadFile(folder.File("leaf.key"));
  const auto root = ReadFile(folder.File("root.pem"));
  for (const auto* text : {&chain, &key, &root}) {
    if (!*text) {
      return tl::unexpected(text->error());
    }
  }
  return Credentials{*chain, *key, *root};
}

}  // namespace

CertificateKey CertificatesOf(const Scenario& scenario) { return {scenario.auth, scenario.chain_bytes}; }

tl::expected<Credentials, std::string> MakeCredentials(const CertificateKey& key) {
  const TemporaryFolder folder;
  if (folder.path().empty()) {
    return tl::unexpected(
        std::string("no temporary folder for the certificates; set TMPDIR to one that can be written"));
  }
  const Result made =
      MakeChain(folder, key.auth).and_then([&] { return key.chain_bytes == 0 ? Result() : PadLeaf(folder, key); });
  return made ? ReadCredentials(folder) : tl::unexpected(made.error());
}

// Base64 (RFC 4648, section 4) between the lines of RFC 7468, section 2: four characters for three bytes.
std::size_t DerBytes(std::string_view pem) {
  std::size_t bytes = 0;
  for (std::size_t at = 0; (at = pem.find(kBegin, at)) != std::string_view::npos;) {
    at += kBegin.size();
    const std::string_view block = pem.substr(at, pem.find(kEnd, at) - at);
    const auto skipped = std::count_if(block.begin(), block.end(), [](char c) { return c == '\n' || c == '\r'; });
    const auto filled = std::count(block.begin(), block.end(), '=');
    bytes += (block.size() - static_cast<std::size_t>(skipped)) / 4 * 3 - static_cast<std::size_t>(filled);
  }
  return bytes;
}

tl::expected<std::string, std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  const bool empty = file.peek() == std::ifstream::traits_type::eof();  // inserting nothing would count as a failure
  if (!file.is_open() || file.bad() || (!empty && !(text << file.rdbuf()))) {
    return tl::unexpected(fmt::format("cannot read {}: {}", path, std::strerror(errno != 0 ? errno : EIO)));
  }
  return text.str();
}

tl::expected<std::string, std::string> SystemRoots() {
  auto roots = ReadFile("/etc/ssl/certs/ca-certificates.crt");
  if (!roots) {
    return tl::unexpected(roots.error() + "; install ca-certificates, or name the roots with --ca FILE");
  }
  return roots;
}

}  // namespace tlsbench
