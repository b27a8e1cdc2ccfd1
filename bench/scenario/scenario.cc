#include "bench/scenario/scenario.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "bench/scenario/name_table.h"

namespace tlsbench {
namespace {

constexpr Named<Handshake> kHandshakes[] = {{Handshake::kFull, "full"},
                                            {Handshake::kTicket, "ticket"},
                                            {Handshake::kSessionId, "session-id"},
                                            {Handshake::kPskKe, "psk-ke"},
                                            {Handshake::kEarlyData, "early-data"},
                                            {Handshake::kRejectedEarlyData, "rejected-early-data"},
                                            {Handshake::kHelloRetry, "hello-retry"},
                                            {Handshake::kHelloRetryTicket, "hello-retry-ticket"},
                                            {Handshake::kRefusedTicket, "refused-ticket"},
                                            {Handshake::kFalseStart, "false-start"}};
constexpr Named<Auth> kAuths[] = {{Auth::kEcdsaP256, "ecdsa-p256"}, {Auth::kEcdsaP384, "ecdsa-p384"},
                                  {Auth::kEcdsaP521, "ecdsa-p521"}, {Auth::kRsa2048, "rsa-2048"},
                                  {Auth::kRsa3072, "rsa-3072"},     {Auth::kRsa4096, "rsa-4096"},
                                  {Auth::kEd25519, "ed25519"},      {Auth::kMlDsa44, "ml-dsa-44"},
                                  {Auth::kMlDsa65, "ml-dsa-65"},    {Auth::kNone, "none"}};

}  // namespace

std::string_view HandshakeName(Handshake handshake) { return NameIn(kHandshakes, handshake); }
std::string_view AuthName(Auth auth) { return NameIn(kAuths, auth); }

std::optional<Handshake> ParseHandshake(std::string_view name) { return ValueIn(kHandshakes, name); }
std::optional<Auth> ParseAuth(std::string_view name) { return ValueIn(kAuths, name); }

std::vector<std::string> HandshakeNames() { return NamesIn(kHandshakes); }
std::vector<std::string> AuthNames() {
  std::vector<std::string> names = NamesIn(kAuths);
  names.pop_back();  // "none" is not a key type
  return names;
}

std::string OfferName(const Scenario& scenario) {
  if (scenario.offered_groups.empty()) {
    return GroupName(scenario.group);
  }
  std::vector<std::string> names;
  std::transform(scenario.offered_groups.begin(), scenario.offered_groups.end(), std::back_inserter(names), GroupName);
  return fmt::format("{}", fmt::join(names, "+"));
}

bool IsRsa(Auth auth) { return auth == Auth::kRsa2048 || auth == Auth::kRsa3072 || auth == Auth::kRsa4096; }

bool Scenario::offers_session() const {
  return handshake != Handshake::kFull && handshake != Handshake::kHelloRetry && handshake != Handshake::kFalseStart;
}

namespace {

bool IsMlDsa(Auth auth) { return auth == Auth::kMlDsa44 || auth == Auth::kMlDsa65; }

std::optional<std::string> WhyImpossibleHandshake(const Scenario& scenario, bool target) {
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

// TLS 1.2 suites belong to a certificate type, which a target chooses by itself.
std::optional<std::string> WhyImpossibleSuite(const Scenario& scenario, bool target) {
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

std::optional<std::string> WhyImpossibleGroup(const Scenario& scenario) {
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

std::optional<std::string> WhyImpossibleAuthentication(const Scenario& scenario, bool target) {
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

std::optional<std::string> WhyImpossible(const Scenario& scenario, bool target) {
  for (const auto& reason : {WhyImpossibleHandshake(scenario, target), WhyImpossibleSuite(scenario, target),
                             WhyImpossibleGroup(scenario), WhyImpossibleAuthentication(scenario, target)}) {
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

}  // namespace tlsbench
