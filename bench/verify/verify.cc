#include "bench/verify/verify.h"

#include <fmt/format.h>

#include <algorithm>

#include "bench/scenario/endpoint.h"

namespace tlsbench {
namespace {

// Holds one property as each witness reports it. A witness that reports nothing (0) does not contradict the others.
struct Testimony {
  std::string_view what;
  std::uint16_t asked;  // 0: not pinned
  std::uint16_t wire;
  std::uint16_t client;
  std::uint16_t server;
  std::string (*name)(std::uint16_t);
};

std::string NameOfProtocol(std::uint16_t protocol) {
  const std::string_view name = ProtocolName(protocol);
  return name.empty() ? fmt::format("0x{:04x}", protocol) : std::string(name);
}

std::optional<std::string> Disagreement(const Testimony& testimony) {
  const std::pair<std::string_view, std::uint16_t> witnesses[] = {{"on the wire", testimony.wire},
                                                                  {"according to the client", testimony.client},
                                                                  {"according to the server", testimony.server}};
  std::uint16_t expected = testimony.asked;
  for (const auto& [who, told] : witnesses) {
    if (expected == 0) {
      expected = told;
    }
    if (told != 0 && told != expected) {
      return fmt::format("{} is {} {}, not {}", testimony.what, testimony.name(told), who, testimony.name(expected));
    }
  }
  return std::nullopt;
}

// Compares the three witnesses on resumption. If they disagree, one of them is wrong.
std::optional<std::string> ResumptionDispute(bool wire, const Negotiated& client, const Negotiated* server) {
  if (client.resumed != wire) {
    return fmt::format("the client calls it a {}, the wire shows a {}",
                       client.resumed ? "resumption" : "full handshake", wire ? "resumption" : "full handshake");
  }
  if (server != nullptr && server->resumed != wire) {
    return fmt::format("the server calls it a {}, the wire shows a {}",
                       server->resumed ? "resumption" : "full handshake", wire ? "resumption" : "full handshake");
  }
  return std::nullopt;
}

// Checks that a ticket row offered a ticket and a session-ID row offered none: from the server's side both TLS 1.2
// resumptions look the same.
std::optional<std::string> WrongOffer(const Scenario& scenario, const WireFacts& wire) {
  const bool session_id = scenario.handshake == Handshake::kSessionId;
  if (scenario.tls13() && !wire.offered_psk) {
    return "the ClientHello carries no pre_shared_key";
  }
  if (!scenario.tls13() && (wire.offered_ticket_bytes == 0) != session_id) {
    return session_id ? "the ClientHello carries a session ticket" : "the ClientHello carries no session ticket";
  }
  if (session_id && !wire.session_id_echoed) {
    return "the server did not take the session ID that it was offered";
  }
  return std::nullopt;
}

// Checks the PSK mode: psk_ke has no key_share in the ServerHello, psk_dhe_ke has one (RFC 9846, section 4.3.9).
std::optional<std::string> WrongPskMode(const Scenario& scenario, const WireFacts& wire) {
  const bool psk_ke = scenario.handshake == Handshake::kPskKe;
  if (!scenario.tls13() || psk_ke == (wire.group == 0)) {
    return std::nullopt;
  }
  return psk_ke ? "the ServerHello carries a key_share: it resumed with a key exchange (psk_dhe_ke)"
                : "the ServerHello carries no key_share: it resumed without a key exchange (psk_ke)";
}

// Checks early data: both ends and the EndOfEarlyData on the wire must agree on whether it was taken.
std::optional<std::string> WrongEarlyData(const Scenario& scenario, const Negotiated& client, const Negotiated* server,
                                          const WireFacts& wire) {
  if (wire.offered_early_data != scenario.early_data()) {
    return wire.offered_early_data ? "the client sent early data, which this row does not have"
                                   : "the ClientHello announces no early data";
  }
  const bool taken = wire.end_of_early_data;
  if (client.early_data_accepted != taken || (server != nullptr && server->early_data_accepted != taken)) {
    return fmt::format("early data was {} according to the client, {} on the wire{}",
                       client.early_data_accepted ? "taken" : "not taken", taken ? "taken" : "not taken",
                       server == nullptr             ? ""
                       : server->early_data_accepted ? ", taken according to the server"
                                                     : ", not taken according to the server");
  }
  if (taken && scenario.handshake == Handshake::kRejectedEarlyData) {
    return "the server took the early data that it should reject";
  }
  return std::nullopt;
}

// Checks middlebox compatibility (RFC 9846, appendix D.4).
std::optional<std::string> WrongMiddlebox(const Scenario& scenario, const WireFacts& wire) {
  const bool session_id = wire.session_id_bytes != 0;
  const bool change = wire.client_changed_cipher && wire.server_changed_cipher;
  if (scenario.middlebox == Middlebox::kOn && !(session_id && change)) {
    return "the wire shows no middlebox compatibility: a session ID or a ChangeCipherSpec is missing";
  }
  if (scenario.middlebox == Middlebox::kOff &&
      (session_id || wire.client_changed_cipher || wire.server_changed_cipher)) {
    return "the wire shows middlebox compatibility: a session ID or a ChangeCipherSpec";
  }
  return std::nullopt;
}

// Checks the client's own certificate, where the wire or the server shows it: libraries do not keep it in resumptions.
std::optional<std::string> WrongClientAuthentication(const Scenario& scenario, const Negotiated* server,
                                                     const WireFacts& wire) {
  const bool wanted = scenario.client_auth != Auth::kNone;
  if (server == nullptr || wire.resumed()) {
    return std::nullopt;
  }
  const std::string auth = AuthOfKey(server->peer_key, server->peer_key_bits);
  const std::string expected(wanted ? AuthName(scenario.client_auth) : "");
  if (auth != expected) {
    return fmt::format("the client's certificate is {} according to the server, not {}", auth.empty() ? "none" : auth,
                       expected.empty() ? "none" : expected);
  }
  if (!scenario.tls13() && (wire.client_certificate != wanted || wire.certificate_request != wanted)) {
    return fmt::format("the wire shows {} certificate of the client", wire.client_certificate ? "a" : "no");
  }
  const std::uint16_t pinned = PinnedSignatureScheme(scenario.protocol, scenario.client_auth);
  // The schemes of both certificates are offered, and in TLS 1.2 those of ECDSA name a hash but no curve (RFC 8446,
  // section 4.2.3): a client may sign with the scheme of the server's certificate.
  const std::uint16_t servers = PinnedSignatureScheme(scenario.protocol, scenario.auth);
  const std::uint16_t told = wire.client_signature_scheme;
  const bool other_hash = told == servers && (told & 0xff) == 3 && (pinned & 0xff) == 3;
  if (!scenario.as_shipped && told != 0 && told != pinned && !other_hash) {
    return fmt::format("the client signed with {}, not {}", SignatureSchemeName(wire.client_signature_scheme),
                       SignatureSchemeName(pinned));
  }
  return std::nullopt;
}

// Checks ServerKeyExchange: static RSA has none, every other key exchange has one (RFC 5246, section 7.4.3).
std::optional<std::string> WrongKeyExchange(const WireFacts& wire) {
  const std::string_view key_exchange = KeyExchangeOfSuite(wire.cipher_suite);
  if (wire.protocol != kTls12 || wire.resumed() || key_exchange.empty()) {
    return std::nullopt;
  }
  if (wire.server_key_exchange == (key_exchange == "RSA")) {
    return fmt::format("the wire shows {} ServerKeyExchange, and the suite is {}",
                       wire.server_key_exchange ? "a" : "no", CipherSuiteName(wire.cipher_suite));
  }
  return std::nullopt;
}

// Checks the lengths of the records, which TLS 1.3 encryption makes longer by the content type and the tag (RFC 9846,
// section 5.2). A remote server's records are not checked.
std::optional<std::string> WrongRecordSize(const Scenario& scenario, bool local, const WireFacts& wire) {
  const std::size_t most = scenario.record_size + (scenario.tls13() ? 1 + 16 : 0);
  const auto wrong = [&](std::string_view who, std::size_t bytes) {
    return fmt::format("a record of the {} has {} bytes, and no more than {} go with {} in it", who, bytes, most,
                       scenario.record_size);
  };
  if (scenario.record_size != 0 && wire.client_record_bytes > most) {
    return wrong("client", wire.client_record_bytes);
  }
  if (scenario.record_size != 0 && local && wire.server_record_bytes > most) {
    return wrong("server", wire.server_record_bytes);
  }
  return std::nullopt;
}

std::optional<std::string> WrongSwitches(const Scenario& scenario, const WireFacts& wire) {
  if (scenario.grease && !wire.grease) {
    return "the ClientHello has no GREASE";
  }
  if (scenario.certificate_compression && !wire.offered_compression) {
    return "the ClientHello does not offer to take compressed certificates";
  }
  if (wire.sent_early && scenario.handshake != Handshake::kFalseStart && !wire.offered_early_data) {
    return "the client could send before the server's Finished had come: False Start";
  }
  return WrongMiddlebox(scenario, wire);
}

std::optional<std::string> WrongParameters(const Scenario& scenario, const Negotiated& client, const Negotiated* server,
                                           const WireFacts& wire) {
  static const Negotiated silent;
  const Negotiated& other = server != nullptr ? *server : silent;
  // Without a key exchange libraries report the group of the original session.
  const bool key_exchange = wire.group != 0 || !wire.resumed();
  const Testimony testimonies[] = {
      {"the protocol", scenario.protocol, wire.protocol, client.protocol, other.protocol, NameOfProtocol},
      {"the cipher suite", scenario.cipher_suite, wire.cipher_suite, client.cipher_suite, other.cipher_suite,
       CipherSuiteName},
      {"the group", wire.resumed() && wire.group == 0 ? std::uint16_t{0} : scenario.group, wire.group,
       key_exchange ? client.group : std::uint16_t{0}, key_exchange ? other.group : std::uint16_t{0}, GroupName}};
  for (const Testimony& testimony : testimonies) {
    if (auto disagreement = Disagreement(testimony)) {
      return disagreement;
    }
  }
  if (key_exchange && scenario.group != 0 && wire.group == 0) {
    return "the wire shows no key exchange";
  }
  return std::nullopt;
}

// Checks the lengths of the shares: they reveal a library that reports one group but sends a share of another.
std::optional<std::string> WrongKeyShares(const WireFacts& wire) {
  const auto expected = wire.protocol == kTls13 ? KeyShareBytesOf(wire.group) : std::nullopt;
  if (!expected) {
    return std::nullopt;
  }
  const auto client = std::find_if(wire.client_shares.begin(), wire.client_shares.end(),
                                   [&](const KeyShare& share) { return share.group == wire.group; });
  if (client == wire.client_shares.end()) {
    return fmt::format("the ClientHello has no key share of {}", GroupName(wire.group));
  }
  if (client->bytes != expected->client || wire.server_share_bytes != expected->server) {
    return fmt::format("the key shares have {} and {} bytes, those of {} have {} and {}", client->bytes,
                       wire.server_share_bytes, GroupName(wire.group), expected->client, expected->server);
  }
  return std::nullopt;
}

// Checks the server's signature, certificate and ALPN. Only for what this side pinned: a remote server chooses its own
// certificate.
std::optional<std::string> WrongAuthentication(const Scenario& scenario, const Negotiated& client,
                                               const WireFacts& wire) {
  if (client.resumed) {
    return std::nullopt;
  }
  const std::uint16_t pinned = PinnedSignatureScheme(scenario.protocol, scenario.auth);
  const bool signs = KeyExchangeOfSuite(wire.cipher_suite) != "RSA";
  for (const std::uint16_t told : {client.signature_scheme, wire.signature_scheme}) {
    if (!scenario.as_shipped && signs && told != 0 && told != pinned) {
      return fmt::format("the server signed with {}, not {}", SignatureSchemeName(told), SignatureSchemeName(pinned));
    }
  }
  if (client.alpn != kAlpnHttp11) {
    return fmt::format("ALPN chose '{}', not {}", client.alpn, kAlpnHttp11);
  }
  const std::string auth = AuthOfKey(client.peer_key, client.peer_key_bits);
  if (!auth.empty() && auth != AuthName(scenario.auth)) {
    return fmt::format("the server's certificate is {}, not {}", auth, AuthName(scenario.auth));
  }
  return std::nullopt;
}

// Checks that the client offered only what this row claims, and what came of the offer.
Verification VerifyResumption(const Scenario& scenario, const WireFacts& wire) {
  const auto wrong = [](std::string reason) { return Verification{VerificationOutcome::kWrong, std::move(reason)}; };
  if (auto reason = scenario.offers_session() ? WrongOffer(scenario, wire) : std::nullopt; reason && !wire.resumed()) {
    const bool session_id = scenario.handshake == Handshake::kSessionId && wire.session_id_bytes != 0;
    const bool offered = scenario.tls13() ? wire.offered_psk : wire.offered_ticket_bytes != 0 || session_id;
    return {VerificationOutcome::kDeclined, offered ? "the server did not resume: it ran a full handshake"
                                                    : "the client offered no session: it was a full handshake"};
  } else if (reason) {
    return wrong(*reason);
  }
  if (!scenario.offers_session() && !wire.resumed() && (wire.offered_psk || wire.offered_ticket_bytes != 0)) {
    return wrong("the client offered a session, which this row does not have");
  }
  if (scenario.resumes() && !wire.resumed()) {
    return {VerificationOutcome::kDeclined, "the server did not resume: it ran a full handshake"};
  }
  if (!scenario.resumes() && wire.resumed()) {
    return wrong(scenario.offers_session() ? "the server read the ticket that it should not be able to"
                                           : "it was a resumption, not a full handshake");
  }
  if (auto reason = scenario.resumes() ? WrongPskMode(scenario, wire) : std::nullopt) {
    return wrong(*reason);
  }
  return {};
}

}  // namespace

std::string KeyExchangeName(const WireFacts& wire) {
  if (wire.protocol != kTls13) {
    return wire.resumed() ? "" : std::string(KeyExchangeOfSuite(wire.cipher_suite));
  }
  const bool ml_kem_alone = IsMlKemGroup(wire.group) && wire.group < 0x1000;
  return wire.group == 0 ? "PSK" : ml_kem_alone ? "ML-KEM" : IsFiniteFieldGroup(wire.group) ? "DHE" : "ECDHE";
}

std::string PskModeName(const WireFacts& wire) {
  if (wire.protocol != kTls13 || !wire.resumed()) {
    return "";
  }
  return wire.group == 0 ? "psk_ke" : "psk_dhe_ke";
}

std::uint16_t SignatureOf(const Scenario& scenario, const Negotiated& client, const WireFacts& wire, bool pinned) {
  if (wire.resumed() || KeyExchangeOfSuite(wire.cipher_suite) == "RSA") {
    return 0;
  }
  if (client.signature_scheme != 0) {
    return client.signature_scheme;
  }
  return wire.signature_scheme == 0 && pinned ? PinnedSignatureScheme(scenario.protocol, scenario.auth)
                                              : wire.signature_scheme;
}

Verification Verify(const Scenario& scenario, const Negotiated& client, const Negotiated* server,
                    const WireFacts& wire) {
  const auto wrong = [](std::string reason) { return Verification{VerificationOutcome::kWrong, std::move(reason)}; };
  if (!wire.malformed.empty() || !wire.client_hello || !wire.server_hello) {
    return wrong("the wire shows no whole handshake: " +
                 (wire.malformed.empty() ? "a hello is missing" : wire.malformed));
  }
  for (const auto& reason : {WrongParameters(scenario, client, server, wire), WrongKeyExchange(wire),
                             WrongKeyShares(wire), ResumptionDispute(wire.resumed(), client, server)}) {
    if (reason) {
      return wrong(*reason);
    }
  }
  if (wire.hello_retry && !scenario.hello_retry()) {
    return {VerificationOutcome::kHelloRetry,
            "the server sent a HelloRetryRequest, which costs a round trip that this row does not have"};
  }
  if (!wire.hello_retry && scenario.hello_retry()) {
    return wrong("the server sent no HelloRetryRequest");
  }
  if (const Verification resumption = VerifyResumption(scenario, wire);
      resumption.outcome != VerificationOutcome::kVerified) {
    return resumption;
  }
  for (const auto& reason :
       {WrongEarlyData(scenario, client, server, wire), WrongSwitches(scenario, wire),
        WrongRecordSize(scenario, server != nullptr, wire), WrongClientAuthentication(scenario, server, wire),
        server != nullptr ? WrongAuthentication(scenario, client, wire) : std::nullopt}) {
    if (reason) {
      return wrong(*reason);
    }
  }
  if (scenario.handshake == Handshake::kEarlyData && !wire.end_of_early_data) {
    return {VerificationOutcome::kDeclined, "the server did not take the early data"};
  }
  if (scenario.handshake == Handshake::kFalseStart && !wire.sent_early) {
    return {VerificationOutcome::kDeclined,
            client.alpn.empty() ? "no False Start: the server chose no protocol by ALPN"
                                : "no False Start: the client could not send before the server's Finished had come"};
  }
  return {};
}

}  // namespace tlsbench
