#include "bench/scenario/scenario.h"

#include <fmt/format.h>

#include <algorithm>

namespace tlsbench {

bool Scenario::offers_session() const {
  return handshake != Handshake::kFull && handshake != Handshake::kHelloRetry && handshake != Handshake::kFalseStart;
}

bool IsTls13Suite(std::uint16_t cipher_suite) { return cipher_suite >> 8 == 0x13; }

bool IsMlKemGroup(std::uint16_t group) { return group >> 4 == 0x11e || (group >= 512 && group <= 514); }

bool IsFiniteFieldGroup(std::uint16_t group) { return group >= 256 && group <= 260; }

std::string_view KeyExchangeOfSuite(std::uint16_t cipher_suite) {
  const std::string name = CipherSuiteName(cipher_suite);
  for (const std::string_view key_exchange : {"RSA", "DHE", "ECDHE"}) {
    if (name.starts_with(fmt::format("TLS_{}_", key_exchange))) {
      return key_exchange;
    }
  }
  return "";
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

namespace {

bool IsRsa(Auth auth) { return auth == Auth::kRsa2048 || auth == Auth::kRsa3072 || auth == Auth::kRsa4096; }
bool IsMlDsa(Auth auth) { return auth == Auth::kMlDsa44 || auth == Auth::kMlDsa65; }

std::optional<std::string> ImpossibleHandshake(const Scenario& scenario, bool target) {
  const bool tls12_kind = scenario.handshake == Handshake::kSessionId || scenario.handshake == Handshake::kFalseStart;
  const bool any_kind = scenario.handshake == Handshake::kFull || scenario.handshake == Handshake::kTicket ||
                        scenario.handshake == Handshake::kRefusedTicket;
  if (!any_kind && tls12_kind == scenario.tls13()) {
    return fmt::format("TLS {} has no {}", ProtocolName(scenario.protocol), HandshakeName(scenario.handshake));
  }
  if (!target && scenario.tickets == 0 && scenario.offers_session() && scenario.handshake != Handshake::kSessionId) {
    return fmt::format("{} needs a ticket, and --tickets 0 gives none", HandshakeName(scenario.handshake));
  }
  if (target && scenario.handshake == Handshake::kRefusedTicket) {
    return "a target's ticket keys are its own: no ticket can be made that it cannot read";
  }
  if (target && scenario.hello_retry() && scenario.offered_groups.size() < 2) {
    return "hello-retry of a target needs two groups, of which the client shares the first alone: --group A+B";
  }
  if (scenario.tls13() ? scenario.renew_tickets : (scenario.stateful_tickets || scenario.reuse_tickets)) {
    return scenario.tls13() ? "TLS 1.3 renews its tickets anyway"
                            : "TLS 1.2 has no stateful tickets, and offers a ticket any number of times";
  }
  const bool only_tls13 = scenario.certificate_compression || scenario.middlebox != Middlebox::kAsItComes;
  if (only_tls13 && !scenario.tls13()) {
    return "certificate compression and middlebox compatibility are TLS 1.3's";
  }
  return std::nullopt;
}

// Suites of TLS 1.2 belong to a kind of certificate, which a target chooses by itself.
std::optional<std::string> ImpossibleSuite(const Scenario& scenario, bool target) {
  const std::uint16_t suite = scenario.cipher_suite;
  if (suite != 0 && IsTls13Suite(suite) != scenario.tls13()) {
    return fmt::format("{} is a suite of TLS {}", CipherSuiteName(suite), IsTls13Suite(suite) ? "1.3" : "1.2");
  }
  if (suite == 0 || scenario.tls13() || target) {
    return std::nullopt;
  }
  const bool rsa_suite = CipherSuiteName(suite).find("_RSA_") != std::string::npos;
  if (rsa_suite != IsRsa(scenario.auth)) {
    return fmt::format("{} does not go with a certificate of {}", CipherSuiteName(suite), AuthName(scenario.auth));
  }
  return std::nullopt;
}

std::optional<std::string> ImpossibleGroup(const Scenario& scenario) {
  const std::string_view key_exchange = KeyExchangeOfSuite(scenario.cipher_suite);
  for (const std::uint16_t group : OfferedGroups(scenario)) {
    if (!scenario.tls13() && IsMlKemGroup(group)) {
      return fmt::format("{} is a group of TLS 1.3 only", GroupName(group));
    }
  }
  if (scenario.tls13() || scenario.group == 0 || scenario.cipher_suite == 0) {
    return std::nullopt;
  }
  if (key_exchange == "RSA" || IsFiniteFieldGroup(scenario.group) != (key_exchange == "DHE")) {
    return fmt::format("{} does not go with {}", GroupName(scenario.group), CipherSuiteName(scenario.cipher_suite));
  }
  return std::nullopt;
}

std::optional<std::string> ImpossibleAuthentication(const Scenario& scenario, bool target) {
  if (!scenario.tls13() && (IsMlDsa(scenario.auth) || IsMlDsa(scenario.client_auth))) {
    return "certificates of ML-DSA are TLS 1.3's";  // draft-ietf-tls-mldsa, section 4
  }
  if (target && scenario.client_auth != Auth::kNone) {
    return "a target knows no certificate that is made here";
  }
  const bool false_start = scenario.handshake == Handshake::kFalseStart;
  if (false_start && KeyExchangeOfSuite(scenario.cipher_suite) == "RSA") {
    return "False Start wants forward secrecy (RFC 7918, section 5.2.1)";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> Impossible(const Scenario& scenario, bool target) {
  for (const auto& reason : {ImpossibleHandshake(scenario, target), ImpossibleSuite(scenario, target),
                             ImpossibleGroup(scenario), ImpossibleAuthentication(scenario, target)}) {
    if (reason) {
      return reason;
    }
  }
  return std::nullopt;
}

std::string AuthOfKey(KeyType type, unsigned bits) {
  switch (type) {
    case KeyType::kRsa:
      return fmt::format("rsa-{}", bits);
    case KeyType::kEcdsa:
      return fmt::format("ecdsa-p{}", bits);
    case KeyType::kEd25519:
      return "ed25519";
    case KeyType::kMlDsa:
      return fmt::format("ml-dsa-{}", bits);
    case KeyType::kUnknown:
      return "";
  }
  return "";
}

std::uint16_t DefaultCipherSuite(std::uint16_t protocol, Auth auth) {
  if (protocol == kTls13) {
    return 0x1301;
  }
  return IsRsa(auth) ? 0xc02f : 0xc02b;
}

std::uint16_t DefaultGroup(std::uint16_t cipher_suite) {
  const std::string_view key_exchange = KeyExchangeOfSuite(cipher_suite);
  return key_exchange == "RSA" ? 0 : key_exchange == "DHE" ? kGroupFfdhe2048 : kGroupX25519;
}

// RFC 9846, section 4.3.3, and for ML-DSA draft-ietf-tls-mldsa, section 3. RSA: PSS in TLS 1.3, PKCS #1 in TLS 1.2.
std::uint16_t PinnedSignatureScheme(std::uint16_t protocol, Auth auth) {
  switch (auth) {
    case Auth::kEcdsaP256:
      return 0x0403;
    case Auth::kEcdsaP384:
      return 0x0503;
    case Auth::kEcdsaP521:
      return 0x0603;
    case Auth::kEd25519:
      return 0x0807;
    case Auth::kMlDsa44:
      return 0x0904;
    case Auth::kMlDsa65:
      return 0x0905;
    case Auth::kNone:
      return 0;
    default:
      return protocol == kTls13 ? 0x0804 : 0x0401;
  }
}

std::vector<std::uint16_t> OfferedGroups(const Scenario& scenario) {
  if (!scenario.offered_groups.empty() || scenario.group == 0) {
    return scenario.offered_groups;
  }
  if (!scenario.hello_retry()) {
    return {scenario.group};
  }
  return {scenario.group == kGroupX25519 ? kGroupSecp256r1 : kGroupX25519, scenario.group};
}

std::vector<std::uint16_t> KeySharesOf(const Scenario& scenario) {
  const std::vector<std::uint16_t> groups = OfferedGroups(scenario);
  return scenario.hello_retry() && !groups.empty() ? std::vector{groups.front()} : groups;
}

namespace {

void PushOnce(std::vector<std::uint16_t>& values, std::uint16_t value) {
  if (value != 0 && std::find(values.begin(), values.end(), value) == values.end()) {
    values.push_back(value);
  }
}

// In TLS 1.2 the list also names the curves that certificates may use (RFC 8422, section 5.1.1). P-256 is among them
// whatever the certificates are.
void PushCurves(const Scenario& scenario, std::vector<std::uint16_t>& groups) {
  PushOnce(groups, kGroupSecp256r1);
  for (const Auth auth : {scenario.auth, scenario.client_auth}) {
    PushOnce(groups, auth == Auth::kEcdsaP384 ? 24 : auth == Auth::kEcdsaP521 ? 25 : 0);
  }
}

void PinSuiteAndGroup(const Scenario& scenario, EndpointConfig& config) {
  if (scenario.cipher_suite != 0) {
    config.cipher_suites = {scenario.cipher_suite};
  }
  const bool server = config.role == Role::kServer;
  config.groups = OfferedGroups(scenario);
  if (scenario.tls13() && !config.groups.empty()) {
    if (server && scenario.hello_retry()) {
      config.groups = {scenario.group};
    } else if (!server) {
      config.key_shares = KeySharesOf(scenario);
    }
  } else if (!config.groups.empty()) {
    PushCurves(scenario, config.groups);
  }
}

void PinProtocolAndSignature(const Scenario& scenario, EndpointConfig& config) {
  config.min_protocol = config.max_protocol = scenario.protocol;
  for (const Auth auth : {scenario.auth, scenario.client_auth}) {
    PushOnce(config.signature_schemes, PinnedSignatureScheme(scenario.protocol, auth));
  }
  if (scenario.tls13() && (IsRsa(scenario.auth) || IsRsa(scenario.client_auth))) {
    config.signature_schemes.push_back(0x0401);  // the chain's own signatures; TLS 1.3 cannot sign a handshake so
  }
}

// What the kind of handshake and the scenario's switches want of either end, wherever the other one is.
void SetKind(const Scenario& scenario, EndpointConfig& config) {
  config.psk_ke = scenario.handshake == Handshake::kPskKe;
  config.early_data_limit = scenario.early_data() ? kEarlyDataLimit : 0;
  config.declined_sessions = config.role == Role::kClient && scenario.handshake == Handshake::kRefusedTicket;
  config.false_start = config.role == Role::kClient && scenario.handshake == Handshake::kFalseStart;
  config.reuse_sessions = config.role == Role::kClient && scenario.reuse_tickets;
  config.grease = config.role == Role::kClient && scenario.grease;
  config.certificate_compression = scenario.certificate_compression;
  if (scenario.middlebox != Middlebox::kAsItComes) {
    config.middlebox_compatibility = scenario.middlebox == Middlebox::kOn;
  }
}

void SetServer(const Scenario& scenario, EndpointConfig& config) {
  const bool session_id = scenario.handshake == Handshake::kSessionId;
  config.tickets = session_id ? 0 : scenario.tickets;
  config.stateful_sessions = session_id || scenario.stateful_tickets;
  config.renew_tickets = scenario.renew_tickets;
  config.reject_early_data = scenario.handshake == Handshake::kRejectedEarlyData;
  config.require_client_certificate = scenario.client_auth != Auth::kNone;
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
  SetKind(scenario, config);
  config.tickets = scenario.tickets;
  config.chain_bytes = scenario.chain_bytes;
  if (role == Role::kServer) {
    SetServer(scenario, config);
  }
  return config;
}

EndpointConfig RemoteClient(const Scenario& scenario, const std::string& server_name,
                            const std::vector<std::string>& alpn) {
  EndpointConfig config;
  config.role = Role::kClient;
  config.min_protocol = config.max_protocol = scenario.protocol;
  config.server_name = server_name;
  PinSuiteAndGroup(scenario, config);
  SetKind(scenario, config);
  config.alpn = alpn;
  return config;
}

}  // namespace tlsbench
