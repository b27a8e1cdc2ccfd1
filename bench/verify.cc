#include "bench/verify.h"

#include <fmt/format.h>

#include <algorithm>

namespace tlsbench {
namespace {

// One property, as each witness tells it. A witness that says nothing (0) is not held against the others.
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
                                                                  {"by the client's word", testimony.client},
                                                                  {"by the server's word", testimony.server}};
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

// The three witnesses on resumption. Anything but unanimity is a lie somewhere.
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

// A ticket row must have offered a ticket: a TLS 1.2 resumption by session ID looks the same from the server's side.
std::optional<std::string> WrongResumption(const Scenario& scenario, const WireFacts& wire) {
  if (scenario.tls13() && !wire.offered_psk) {
    return "the ClientHello carries no pre_shared_key";
  }
  if (!scenario.tls13() && wire.offered_ticket_bytes == 0) {
    return "the ClientHello carries no session ticket";
  }
  return std::nullopt;
}

std::optional<std::string> WrongParameters(const Scenario& scenario, const Negotiated& client, const Negotiated* server,
                                           const WireFacts& wire) {
  static const Negotiated silent;
  const Negotiated& other = server != nullptr ? *server : silent;
  // A TLS 1.2 resumption exchanges no keys: what libraries report then is the session's past.
  const bool key_exchange = scenario.tls13() || !wire.resumed();
  const Testimony testimonies[] = {
      {"the protocol", scenario.protocol, wire.protocol, client.protocol, other.protocol, NameOfProtocol},
      {"the cipher suite", scenario.cipher_suite, wire.cipher_suite, client.cipher_suite, other.cipher_suite,
       CipherSuiteName},
      {"the group", scenario.group, wire.group, key_exchange ? client.group : wire.group,
       key_exchange ? other.group : wire.group, GroupName}};
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

// A library that says one group and sends another's share is found out by its length.
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

// Only where this side pinned them: a remote server's certificate is its own affair.
std::optional<std::string> WrongAuthentication(const Scenario& scenario, const Negotiated& client,
                                               const WireFacts& wire) {
  if (client.resumed) {
    return std::nullopt;
  }
  const std::uint16_t pinned = PinnedSignatureScheme(scenario.protocol, scenario.auth);
  for (const std::uint16_t told : {client.signature_scheme, wire.signature_scheme}) {
    if (!scenario.as_shipped && told != 0 && told != pinned) {
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

}  // namespace

std::uint16_t SignatureOf(const Scenario& scenario, const Negotiated& client, const WireFacts& wire, bool pinned) {
  if (wire.resumed()) {
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
  const auto wrong = [](std::string reason) { return Verification{Verdict::kWrong, std::move(reason)}; };
  if (!wire.malformed.empty() || !wire.client_hello || !wire.server_hello) {
    return wrong("the wire shows no whole handshake: " +
                 (wire.malformed.empty() ? "a hello is missing" : wire.malformed));
  }
  if (auto reason = WrongParameters(scenario, client, server, wire)) {
    return wrong(*reason);
  }
  if (auto reason = WrongKeyShares(wire)) {
    return wrong(*reason);
  }
  if (auto reason = ResumptionDispute(wire.resumed(), client, server)) {
    return wrong(*reason);
  }
  if (wire.hello_retry) {
    return {Verdict::kHelloRetry,
            "the server sent a HelloRetryRequest, which costs a round trip that this row does not have"};
  }
  if (scenario.resumes() && !wire.resumed()) {
    const bool offered = scenario.tls13() ? wire.offered_psk : wire.offered_ticket_bytes != 0;
    return {Verdict::kNotResumed, offered ? "the server did not resume: it ran a full handshake"
                                          : "the client offered no session: it was a full handshake"};
  }
  if (!scenario.resumes() && wire.resumed()) {
    return wrong("it was a resumption, not a full handshake");
  }
  if (auto reason = scenario.resumes() ? WrongResumption(scenario, wire) : std::nullopt) {
    return wrong(*reason);
  }
  if (auto reason = server != nullptr ? WrongAuthentication(scenario, client, wire) : std::nullopt) {
    return wrong(*reason);
  }
  return {};
}

}  // namespace tlsbench
