#include "bench/scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace tlsbench {
namespace {

template <class Value>
struct Name {
  Value value;
  std::string_view name;
};

constexpr Name<std::uint16_t> kProtocols[] = {{kTls12, "1.2"}, {kTls13, "1.3"}};
constexpr Name<Handshake> kHandshakes[] = {{Handshake::kFull, "full"}, {Handshake::kTicket, "ticket"}};
constexpr Name<Auth> kAuths[] = {{Auth::kEcdsaP256, "ecdsa-p256"}, {Auth::kRsa2048, "rsa-2048"}};
constexpr Name<std::uint16_t> kGroups[] = {
    {29, "x25519"},    {23, "secp256r1"},  {24, "secp384r1"},          {25, "secp521r1"},
    {30, "x448"},      {256, "ffdhe2048"}, {0x11ec, "X25519MLKEM768"}, {0x11eb, "SecP256r1MLKEM768"},
    {512, "MLKEM512"}, {513, "MLKEM768"},  {514, "MLKEM1024"},         {0x11ed, "SecP384r1MLKEM1024"},
    {257, "ffdhe3072"}};
constexpr Name<std::uint16_t> kCipherSuites[] = {{0x1301, "TLS_AES_128_GCM_SHA256"},
                                                 {0x1302, "TLS_AES_256_GCM_SHA384"},
                                                 {0x1303, "TLS_CHACHA20_POLY1305_SHA256"},
                                                 {0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"},
                                                 {0xc02c, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"},
                                                 {0xcca9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"},
                                                 {0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"},
                                                 {0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"},
                                                 {0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"}};
constexpr Name<std::uint16_t> kSignatureSchemes[] = {{0x0401, "rsa_pkcs1_sha256"},
                                                     {0x0501, "rsa_pkcs1_sha384"},
                                                     {0x0601, "rsa_pkcs1_sha512"},
                                                     {0x0403, "ecdsa_secp256r1_sha256"},
                                                     {0x0503, "ecdsa_secp384r1_sha384"},
                                                     {0x0603, "ecdsa_secp521r1_sha512"},
                                                     {0x0804, "rsa_pss_rsae_sha256"},
                                                     {0x0805, "rsa_pss_rsae_sha384"},
                                                     {0x0806, "rsa_pss_rsae_sha512"},
                                                     {0x0807, "ed25519"},
                                                     {0x0808, "ed448"},
                                                     {0x0201, "rsa_pkcs1_sha1"},
                                                     {0x0203, "ecdsa_sha1"}};

template <class Table>
std::string_view Find(const Table& table, decltype(table[0].value) value) {
  const auto found = std::find_if(std::begin(table), std::end(table), [&](auto& row) { return row.value == value; });
  return found == std::end(table) ? std::string_view() : found->name;
}

template <class Table>
auto Parse(const Table& table, std::string_view name) {
  using Value = std::remove_cv_t<decltype(table[0].value)>;
  const auto found = std::find_if(std::begin(table), std::end(table), [&](auto& row) { return row.name == name; });
  return found == std::end(table) ? std::optional<Value>() : std::optional<Value>(found->value);
}

template <class Table>
std::vector<std::string> Names(const Table& table) {
  std::vector<std::string> names;
  std::transform(std::begin(table), std::end(table), std::back_inserter(names),
                 [](auto& row) { return std::string(row.name); });
  return names;
}

// A code point without a name here is still shown: the number is the truth.
template <class Table>
std::string NameOrNumber(const Table& table, std::uint16_t value) {
  const std::string_view name = Find(table, value);
  return value == 0 || !name.empty() ? std::string(name) : fmt::format("0x{:04x}", value);
}

}  // namespace

std::string_view ProtocolName(std::uint16_t protocol) { return Find(kProtocols, protocol); }
std::string_view HandshakeName(Handshake handshake) { return Find(kHandshakes, handshake); }
std::string_view AuthName(Auth auth) { return Find(kAuths, auth); }
std::string GroupName(std::uint16_t group) { return NameOrNumber(kGroups, group); }
std::string CipherSuiteName(std::uint16_t cipher_suite) { return NameOrNumber(kCipherSuites, cipher_suite); }
std::string SignatureSchemeName(std::uint16_t scheme) { return NameOrNumber(kSignatureSchemes, scheme); }

std::optional<std::uint16_t> ParseProtocol(std::string_view name) { return Parse(kProtocols, name); }
std::optional<Handshake> ParseHandshake(std::string_view name) { return Parse(kHandshakes, name); }
std::optional<Auth> ParseAuth(std::string_view name) { return Parse(kAuths, name); }
std::optional<std::uint16_t> ParseGroup(std::string_view name) { return Parse(kGroups, name); }
std::optional<std::uint16_t> ParseCipherSuite(std::string_view name) { return Parse(kCipherSuites, name); }

std::vector<std::string> ProtocolNames() { return Names(kProtocols); }
std::vector<std::string> HandshakeNames() { return Names(kHandshakes); }
std::vector<std::string> AuthNames() { return Names(kAuths); }
std::vector<std::string> GroupNames() { return Names(kGroups); }
std::vector<std::string> CipherSuiteNames() { return Names(kCipherSuites); }

bool IsTls13Suite(std::uint16_t cipher_suite) { return cipher_suite >> 8 == 0x13; }

bool IsTls13Group(std::uint16_t group) {
  const bool encapsulation = group >> 4 == 0x11e || (group >= 512 && group <= 514);
  const bool finite_field = group >= 256 && group <= 260;
  return encapsulation || finite_field;
}

std::optional<KeyShareBytes> KeyShareBytesOf(std::uint16_t group) {
  switch (group) {
    case 23:
      return KeyShareBytes{65, 65};
    case 24:
      return KeyShareBytes{97, 97};
    case 25:
      return KeyShareBytes{133, 133};
    case 29:
      return KeyShareBytes{32, 32};
    case 30:
      return KeyShareBytes{56, 56};
    case 256:
      return KeyShareBytes{256, 256};
    case 257:
      return KeyShareBytes{384, 384};
    case 512:
      return KeyShareBytes{800, 768};
    case 513:
      return KeyShareBytes{1184, 1088};
    case 514:
      return KeyShareBytes{1568, 1568};
    case 0x11ed:
      return KeyShareBytes{97 + 1568, 97 + 1568};
    case 0x11eb:  // ML-KEM-768's 1184 and 1088 bytes beside the curve's
      return KeyShareBytes{65 + 1184, 65 + 1088};
    case 0x11ec:
      return KeyShareBytes{1184 + 32, 1088 + 32};
    default:
      return std::nullopt;
  }
}

bool GroupFits(const Scenario& scenario) { return scenario.tls13() || !IsTls13Group(scenario.group); }

bool SuiteFits(const Scenario& scenario, bool target) {
  if (scenario.cipher_suite == 0) {
    return true;
  }
  if (IsTls13Suite(scenario.cipher_suite) || scenario.tls13() || target) {
    return IsTls13Suite(scenario.cipher_suite) == scenario.tls13();
  }
  const bool ecdsa = CipherSuiteName(scenario.cipher_suite).find("_ECDSA_") != std::string::npos;
  return ecdsa == (scenario.auth == Auth::kEcdsaP256);
}

std::string AuthOfKey(KeyType type, unsigned bits) {
  switch (type) {
    case KeyType::kRsa:
      return fmt::format("rsa-{}", bits);
    case KeyType::kEcdsa:
      return fmt::format("ecdsa-p{}", bits);
    case KeyType::kEd25519:
      return "ed25519";
    case KeyType::kUnknown:
      return "";
  }
  return "";
}

std::uint16_t DefaultCipherSuite(std::uint16_t protocol, Auth auth) {
  if (protocol == kTls13) {
    return 0x1301;
  }
  return auth == Auth::kEcdsaP256 ? 0xc02b : 0xc02f;
}

std::uint16_t PinnedSignatureScheme(std::uint16_t protocol, Auth auth) {
  if (auth == Auth::kEcdsaP256) {
    return 0x0403;
  }
  return protocol == kTls13 ? 0x0804 : 0x0401;  // PSS in TLS 1.3, PKCS #1 in TLS 1.2
}

namespace {

void PinSuiteAndGroup(const Scenario& scenario, EndpointConfig& config) {
  if (scenario.cipher_suite != 0) {
    config.cipher_suites = {scenario.cipher_suite};
  }
  if (scenario.group != 0) {
    config.groups = {scenario.group};
    if (!scenario.tls13() && scenario.group != kGroupSecp256r1) {
      // In TLS 1.2 the list also names the curves that certificates may use (RFC 8422, section 5.1.1).
      config.groups.push_back(kGroupSecp256r1);
    }
  }
}

void PinProtocolAndSignature(const Scenario& scenario, EndpointConfig& config) {
  config.min_protocol = config.max_protocol = scenario.protocol;
  config.signature_schemes = {PinnedSignatureScheme(scenario.protocol, scenario.auth)};
  if (scenario.tls13() && scenario.auth == Auth::kRsa2048) {
    config.signature_schemes.push_back(0x0401);  // the chain's own signatures; TLS 1.3 cannot sign a handshake so
  }
}

}  // namespace

EndpointConfig LocalEndpoint(const Scenario& scenario, Role role) {
  EndpointConfig config;
  config.role = role;
  config.as_shipped = scenario.as_shipped;
  PinSuiteAndGroup(scenario, config);
  if (!scenario.as_shipped) {
    PinProtocolAndSignature(scenario, config);
  } else if (role == Role::kServer && !scenario.tls13()) {
    config.max_protocol = scenario.protocol;  // the client keeps its whole offer, as it would before an old server
  }
  config.server_name = kServerName;
  config.alpn = {std::string(kAlpnHttp11)};
  config.tickets = scenario.tickets;
  config.chain_bytes = scenario.chain_bytes;
  return config;
}

EndpointConfig RemoteClient(const Scenario& scenario, const std::string& server_name,
                            const std::vector<std::string>& alpn) {
  EndpointConfig config;
  config.role = Role::kClient;
  config.min_protocol = config.max_protocol = scenario.protocol;
  config.server_name = server_name;
  PinSuiteAndGroup(scenario, config);
  config.alpn = alpn;
  return config;
}

}  // namespace tlsbench
