// What is measured: a scenario is data, named in the field's own words, and what can be is decided here. Used by
// everything above the seam; pure functions, no state.
//
// Numbers inside, names outside (code_points.h). The axes that a scenario has, one by one: axes.h. What its two ends
// are told: endpoint.h.

#ifndef TLSBENCH_BENCH_SCENARIO_SCENARIO_H_
#define TLSBENCH_BENCH_SCENARIO_SCENARIO_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/backend.h"
#include "bench/scenario/code_points.h"

namespace tlsbench {

enum class Handshake : std::uint8_t {
  kFull,
  kTicket,             // TLS 1.3: psk_dhe_ke
  kSessionId,          // TLS 1.2
  kPskKe,              // TLS 1.3: a ticket, and no key exchange
  kEarlyData,          // TLS 1.3: a ticket, and the request inside the first flight, which the server takes
  kRejectedEarlyData,  // the same, but the server takes the ticket alone
  kHelloRetry,         // TLS 1.3, full: the client's key share is of another group than the server's
  kHelloRetryTicket,   // the same, resumed
  kRefusedTicket,      // a ticket that the server cannot read any more: a full handshake after all
  kFalseStart,         // TLS 1.2, full: the client sends its request behind its Finished (RFC 7918)
};

// The kind of a certificate's key, and so of the signature.
enum class Auth : std::uint8_t {
  kNone,
  kEcdsaP256,
  kEcdsaP384,
  kEcdsaP521,
  kRsa2048,
  kRsa3072,
  kRsa4096,
  kEd25519,
  kMlDsa44,
  kMlDsa65,
};

bool IsRsa(Auth auth);

enum class Middlebox : std::uint8_t { kAsItComes, kOn, kOff };  // RFC 9846, appendix D.4

struct Scenario {
  std::uint16_t protocol = kTls13;
  Handshake handshake = Handshake::kFull;
  Auth auth = Auth::kEcdsaP256;
  std::uint16_t cipher_suite = 0;   // 0: not pinned
  std::uint16_t group = 0;          // 0: not pinned
  unsigned tickets = 2;             // NewSessionTicket messages of a TLS 1.3 server
  bool as_shipped = false;          // nothing is pinned but the protocol: each library's own defaults
  unsigned chain_bytes = 0;         // DER bytes of the chain that the server sends; 0: as it comes
  Auth client_auth = Auth::kNone;   // of the client's certificate; kNone: the server asks for none
  unsigned chain_certificates = 2;  // that the server sends, and a client with one: leaf and intermediates
  // What the client offers, most preferred first; empty: what the group and the kind of handshake want. In a full
  // handshake it sends a share of each, in one with a HelloRetryRequest of the first alone.
  std::vector<std::uint16_t> offered_groups{};
  bool stateful_tickets = false;  // TLS 1.3: the server keeps the sessions, and tickets are keys to them
  bool renew_tickets = false;     // TLS 1.2: each resumption by ticket brings a new one
  bool reuse_tickets = false;     // TLS 1.3: one ticket in every handshake, instead of the newest
  Middlebox middlebox = Middlebox::kAsItComes;
  bool grease = false;                   // RFC 8701
  bool certificate_compression = false;  // by zlib, RFC 8879
  unsigned record_size = 0;              // bytes that each end's records hold at most; 0: as the library comes

  bool operator==(const Scenario&) const = default;
  bool tls13() const { return protocol == kTls13; }

  // The client has a session to offer.
  bool offers_session() const;

  // The server takes it.
  bool resumes() const { return offers_session() && handshake != Handshake::kRefusedTicket; }
  bool early_data() const { return handshake == Handshake::kEarlyData || handshake == Handshake::kRejectedEarlyData; }
  bool hello_retry() const { return handshake == Handshake::kHelloRetry || handshake == Handshake::kHelloRetryTicket; }
};

// Names as they stand on the command line and in the result files. The parsers take exactly these names.
std::string_view HandshakeName(Handshake handshake);
std::string_view AuthName(Auth auth);
std::optional<Handshake> ParseHandshake(std::string_view name);
std::optional<Auth> ParseAuth(std::string_view name);  // "none" too
std::vector<std::string> HandshakeNames();
std::vector<std::string> AuthNames();  // without "none"

// "x25519", "x25519+secp256r1" for a client that offers both, "" if nothing is pinned.
std::string OfferName(const Scenario& scenario);

// Why no library can ever run the scenario, in words: its parts belong to different protocols, or to different kinds of
// certificate. `target`: against somebody else's server, whose side is not ours to choose. nullopt if one could.
std::optional<std::string> WhyImpossible(const Scenario& scenario, bool target);

// "ecdsa-p256", "rsa-2048" and the like for the key in a certificate; "" if the library does not say.
std::string AuthOfKey(KeyType type, unsigned bits);

// The suite that a local scenario pins: TLS_AES_128_GCM_SHA256 or ECDHE-{ECDSA,RSA}-AES128-GCM-SHA256.
std::uint16_t DefaultCipherSuite(std::uint16_t protocol, Auth auth);

// The group that a local scenario pins with that suite: x25519; ffdhe2048 with DHE; 0 where the suite has none.
std::uint16_t DefaultGroup(std::uint16_t cipher_suite);

// The signature scheme that a local scenario pins for a certificate of that kind.
std::uint16_t PinnedSignatureScheme(std::uint16_t protocol, Auth auth);

// What the client offers, most preferred first, and that it sends shares of: see Scenario::offered_groups. Empty if
// nothing is pinned.
std::vector<std::uint16_t> OfferedGroups(const Scenario& scenario);
std::vector<std::uint16_t> KeySharesOf(const Scenario& scenario);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_SCENARIO_SCENARIO_H_
