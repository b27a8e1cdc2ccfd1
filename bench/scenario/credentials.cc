#include "bench/scenario/credentials.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "bench/os/file.h"
#include "bench/scenario/certificate_command.h"
#include "bench/scenario/endpoint.h"

namespace tlsbench {
namespace {

using Result = tl::expected<void, std::string>;

constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view kEnd = "-----END CERTIFICATE-----";

// Holds where the files of one chain are, and what makes them.
struct Workshop {
  const TemporaryFolder& folder;
  const KeyRecipe& recipe;
  std::string command;

  Result Run(const std::vector<std::string>& arguments) const { return RunCertificateCommand(command, arguments); }
};

Result MakeKey(const Workshop& shop, const std::string& name) {
  std::vector<std::string> arguments = {"genpkey", "-algorithm", std::string(shop.recipe.algorithm), "-out",
                                        shop.folder.File(name + ".key")};
  if (!shop.recipe.option.empty()) {
    arguments.insert(arguments.end(), {"-pkeyopt", std::string(shop.recipe.option)});
  }
  return shop.Run(arguments);
}

struct Certificate {
  std::string name;    // of the files, and in the subject
  std::string issuer;  // empty: self-signed
  std::vector<std::string> extensions;
};

// Static RSA encrypts to the server's key (RFC 5246, section 7.4.2); in all other handshakes the key signs.
Certificate Leaf(const CertificateKey& key, const std::string& issuer) {
  const bool rsa = FindRecipe(key.auth)->algorithm == "RSA";
  return {"leaf",
          issuer,
          {"basicConstraints=critical,CA:FALSE",
           rsa ? "keyUsage=critical,digitalSignature,keyEncipherment" : "keyUsage=critical,digitalSignature",
           key.client ? "extendedKeyUsage=clientAuth" : "extendedKeyUsage=serverAuth",
           fmt::format("subjectAltName=DNS:{}", kServerName)}};
}

Result MakeCertificate(const Workshop& shop, const Certificate& certificate) {
  std::vector<std::string> arguments = {"req",
                                        "-x509",
                                        "-new",
                                        "-config",
                                        shop.folder.File("config"),
                                        "-days",
                                        "30",
                                        "-key",
                                        shop.folder.File(certificate.name + ".key"),
                                        "-subj",
                                        "/CN=tlsbench " + certificate.name,
                                        "-out",
                                        shop.folder.File(certificate.name + ".pem")};
  if (!shop.recipe.digest.empty()) {
    arguments.emplace_back(shop.recipe.digest);
  }
  for (const std::string& extension : certificate.extensions) {
    arguments.insert(arguments.end(), {"-addext", extension});
  }
  if (!certificate.issuer.empty()) {
    arguments.insert(arguments.end(), {"-CA", shop.folder.File(certificate.issuer + ".pem"), "-CAkey",
                                       shop.folder.File(certificate.issuer + ".key")});
  }
  return shop.Run(arguments);
}

// Returns an extension of so many bytes that no library knows, under the arc reserved for documentation (RFC 5612). It
// is in a file, not an argument: the kernel takes no argument above 128 kB.
std::string PaddingConfig(std::size_t bytes) {
  return fmt::format(
      "[req]\ndistinguished_name = name\nx509_extensions = padding\n[name]\n[padding]\n"
      "1.3.6.1.4.1.32473.1 = ASN1:FORMAT:ASCII,OCTETSTRING:{}\n",
      std::string(bytes, '0'));
}

// How far a chain may be from the bytes asked for. Some lengths do not exist: the DER length field of each level grows
// by a byte when its content grows. And ECDSA signatures mostly have 70 to 72 bytes.
constexpr std::size_t kGive = 4;

std::string TooShort(const CertificateKey& key, std::size_t least) {
  return fmt::format("--chain-bytes {} is too few: a padded chain of {} has {} bytes at least", key.chain_bytes,
                     AuthName(key.auth), least);
}

// Returns the name of an intermediate, counted from the leaf's issuer: "intermediate", "intermediate2".
std::string IntermediateName(unsigned number) {
  return number == 1 ? "intermediate" : fmt::format("intermediate{}", number);
}

std::string IssuerOfLeaf(const CertificateKey& key) {
  return key.chain_certificates < 2 ? "root" : IntermediateName(1);
}

tl::expected<std::string, std::string> ReadChain(const TemporaryFolder& folder, const CertificateKey& key) {
  std::string chain;
  for (unsigned i = 0; i < key.chain_certificates; ++i) {
    const auto text = ReadFile(folder.File((i == 0 ? "leaf" : IntermediateName(i)) + ".pem"));
    if (!text) {
      return text;
    }
    chain += *text;
  }
  return chain;
}

// Makes a leaf with so much padding; returns the bytes of its chain.
tl::expected<std::size_t, std::string> MakePaddedLeaf(const Workshop& shop, const CertificateKey& key,
                                                      std::size_t padding) {
  std::ofstream(shop.folder.File("config")) << PaddingConfig(padding);
  const Result made = MakeCertificate(shop, Leaf(key, IssuerOfLeaf(key)));
  const auto chain = made ? ReadChain(shop.folder, key) : tl::unexpected(made.error());
  return chain ? tl::expected<std::size_t, std::string>(DerBytes(*chain)) : tl::unexpected(chain.error());
}

// Makes new leaves until the chain has the wanted bytes. At least 3 of 8 attempts succeed: so often two ECDSA
// signatures are equally long.
Result PadLeaf(const Workshop& shop, const CertificateKey& key) {
  constexpr int kAttempts = 20;
  const std::size_t wanted = key.chain_bytes;
  std::size_t padding = 0;
  auto bytes = MakePaddedLeaf(shop, key, padding);
  if (bytes && *bytes > wanted + kGive) {
    return tl::unexpected(TooShort(key, *bytes));
  }
  for (int attempt = 1; attempt < kAttempts && bytes && *bytes != wanted; ++attempt) {
    padding = padding + wanted < *bytes ? 0 : padding + wanted - *bytes;
    bytes = MakePaddedLeaf(shop, key, padding);
  }
  if (!bytes) {
    return tl::unexpected(bytes.error());
  }
  if (*bytes > wanted + kGive || *bytes + kGive < wanted) {
    return tl::unexpected(fmt::format("cannot pad the chain to {} bytes: it has {}", wanted, *bytes));
  }
  return {};
}

// Makes the chain from the root down.
std::vector<Certificate> CertificatesOfChain(const CertificateKey& key) {
  // wolfSSL refuses an intermediate without keyCertSign (error -188).
  const std::vector<std::string> authority = {"basicConstraints=critical,CA:TRUE",
                                              "keyUsage=critical,keyCertSign,cRLSign"};
  std::vector<Certificate> certificates = {{"root", "", authority}};
  for (unsigned i = key.chain_certificates - 1; i >= 1; --i) {
    certificates.push_back({IntermediateName(i), certificates.back().name, authority});
  }
  certificates.push_back(Leaf(key, certificates.back().name));
  return certificates;
}

Result MakeChain(const Workshop& shop, const CertificateKey& key) {
  std::ofstream(shop.folder.File("config")) << "[req]\ndistinguished_name = name\n[name]\n";
  for (const Certificate& certificate : CertificatesOfChain(key)) {
    const Result made = MakeKey(shop, certificate.name).and_then([&] { return MakeCertificate(shop, certificate); });
    if (!made) {
      return tl::unexpected(fmt::format("cannot make the {} certificate: {}", certificate.name, made.error()));
    }
  }
  return {};
}

tl::expected<Credentials, std::string> ReadCredentials(const TemporaryFolder& folder,
                                                       const CertificateKey& certificates) {
  const auto chain = ReadChain(folder, certificates);
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

CertificateKey CertificatesOf(const Scenario& scenario) {
  return {scenario.auth, scenario.chain_bytes, scenario.chain_certificates};
}

CertificateKey ClientCertificatesOf(const Scenario& scenario) {
  return {scenario.client_auth, 0, scenario.chain_certificates, true};
}

EndpointConfig EndpointWith(const Scenario& scenario, Role role, const std::map<CertificateKey, Credentials>& made) {
  EndpointConfig config = LocalEndpoint(scenario, role);
  const auto find = [&](const CertificateKey& key) {
    const auto found = made.find(key);
    return found == made.end() ? Credentials() : found->second;
  };
  const Credentials server = find(CertificatesOf(scenario));
  const Credentials client = scenario.client_auth == Auth::kNone ? Credentials() : find(ClientCertificatesOf(scenario));
  const Credentials& own = role == Role::kServer ? server : client;
  config.certificate_chain_pem = own.chain_pem;
  config.private_key_pem = own.key_pem;
  config.trust_anchors_pem = role == Role::kServer ? client.root_pem : server.root_pem;
  return config;
}

tl::expected<Credentials, std::string> MakeCredentials(const CertificateKey& key) {
  const TemporaryFolder folder("tlsbench-");
  if (folder.path().empty()) {
    return tl::unexpected(
        std::string("no temporary folder for the certificates; set TMPDIR to one that can be written"));
  }
  const KeyRecipe* const recipe = FindRecipe(key.auth);
  const auto command = FindCertificateCommand(key.auth);
  if (recipe == nullptr || !command) {
    return tl::unexpected(recipe == nullptr ? "there is no certificate of no kind" : command.error());
  }
  const Workshop shop{folder, *recipe, *command};
  const Result made =
      MakeChain(shop, key).and_then([&] { return key.chain_bytes == 0 ? Result() : PadLeaf(shop, key); });
  return made ? ReadCredentials(folder, key) : tl::unexpected(made.error());
}

tl::expected<std::optional<std::string>, std::string> AddCredentials(
    const Scenario& scenario, std::map<CertificateKey, Credentials>& made,
    const std::function<void(const CertificateKey&)>& on_making) {
  for (const CertificateKey& key : {CertificatesOf(scenario), ClientCertificatesOf(scenario)}) {
    if (key.auth == Auth::kNone || made.count(key) != 0) {
      continue;
    }
    if (auto reason = CannotMake(key)) {
      return reason;
    }
    if (on_making) {
      on_making(key);
    }
    auto credentials = MakeCredentials(key);
    if (!credentials) {
      return tl::unexpected(credentials.error());
    }
    made[key] = std::move(*credentials);
  }
  return std::nullopt;
}

std::optional<std::string> CannotMake(const CertificateKey& key) {
  const auto command = FindCertificateCommand(key.auth);
  return command ? std::nullopt : std::optional(command.error());
}

// Counts the bytes in Base64 (RFC 4648, section 4) between the lines of RFC 7468, section 2: four characters for three
// bytes.
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

tl::expected<std::string, std::string> SystemRoots() {
  auto roots = ReadFile("/etc/ssl/certs/ca-certificates.crt");
  if (!roots) {
    return tl::unexpected(roots.error() + "; install ca-certificates, or name the roots with --ca FILE");
  }
  return roots;
}

}  // namespace tlsbench
