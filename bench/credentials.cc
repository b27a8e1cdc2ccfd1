#include "bench/credentials.h"

#include <fmt/format.h>

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

}  // namespace

tl::expected<Credentials, std::string> MakeCredentials(Auth auth) {
  const TemporaryFolder folder;
  if (folder.path().empty()) {
    return tl::unexpected(
        std::string("no temporary folder for the certificates; set TMPDIR to one that can be written"));
  }
  std::ofstream(folder.File("config")) << "[req]\ndistinguished_name = name\n[name]\n";
  // wolfSSL refuses an intermediate without keyCertSign (error -188).
  const std::vector<std::string> authority = {"basicConstraints=critical,CA:TRUE",
                                              "keyUsage=critical,keyCertSign,cRLSign"};
  const Certificate certificates[] = {
      {"root", "", authority},
      {"intermediate", "root", authority},
      {"leaf",
       "intermediate",
       {"basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature", "extendedKeyUsage=serverAuth",
        fmt::format("subjectAltName=DNS:{}", kServerName)}}};
  for (const Certificate& certificate : certificates) {
    const Result made = MakeKey(auth, folder.File(certificate.name + ".key")).and_then([&] {
      return MakeCertificate(folder, certificate);
    });
    if (!made) {
      return tl::unexpected(fmt::format("cannot make the {} certificate: {}", certificate.name, made.error()));
    }
  }
  Credentials credentials;
  const std::pair<std::string_view, std::string*> files[] = {{"leaf.pem", &credentials.chain_pem},
                                                             {"intermediate.pem", &credentials.chain_pem},
                                                             {"leaf.key", &credentials.key_pem},
                                                             {"root.pem", &credentials.root_pem}};
  for (const auto& [name, target] : files) {
    const auto text = ReadFile(folder.File(name));
    if (!text) {
      return tl::unexpected(text.error());
    }
    *target += *text;
  }
  return credentials;
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
