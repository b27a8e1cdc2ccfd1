// Defines a scenario, which says what is measured: plain data, named by the terms of TLS. Also decides which
// combinations are possible. Used by everything above the seam; pure functions, no state.
//
// In memory code points are numbers; code_points.h converts them to names. axes.h lists the axes of a scenario;
// endpoint.h configures its two ends.

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
  kPskKe,              // TLS 1.3: a ticket, without a key exchange
  kEarlyData,          // TLS 1.3: a ticket, and the request in the first flight, which the server accepts
  kRejectedEarlyData,  // the same, but the server accepts only the ticket
  kHelloRetry,         // TLS 1.3, full: the client's key share is of a group that the server does not accept
  kHelloRetryTicket,   // the same, resumed
  kRefusedTicket,      // a ticket that the server can no longer read, so that a full handshake follows
  kFalseStart,         // TLS 1.2, full: the client sends its request right after its Finished (RFC 7918)
};

// The type of a certificate's key, and so of the signature.
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
  unsigned chain_bytes = 0;         // DER bytes of the chain that the server sends; 0: without padding
  Auth client_auth = Auth::kNone;   // of the client's certificate; kNone: the server asks for none
  unsigned chain_certificates = 2;  // leaf and intermediates that the server, or a client with a certificate, sends
  // The groups that the client offers, most preferred first; empty: those that `group` and the handshake type need. In
  // a full handshake the client sends a share of each, in one with a HelloRetryRequest only of the first.
  std::vector<std::uint16_t> offered_groups{};
  bool stateful_tickets = false;  // TLS 1.3: the server keeps the sessions, and tickets are keys to them
  bool renew_tickets = false;     // TLS 1.2: each resumption by ticket brings a new one
  bool reuse_tickets = false;     // TLS 1.3: one ticket in every handshake, instead of the newest
  Middlebox middlebox = Middlebox::kAsItComes;
  bool grease = false;                   // RFC 8701
  bool certificate_compression = false;  // by zlib, RFC 8879
  unsigned record_size = 0;              // the most bytes in a record of each end; 0: the library's default

  bool operator==(const Scenario&) const = default;
  bool tls13() const { return protocol == kTls13; }

  // Returns whether the client has a session to offer.
  bool offers_session() const;

  // Returns whether the server accepts that session.
  bool resumes() const { return offers_session() && handshake != Handshake::kRefusedTicket; }
  bool early_data() const { return handshake == Handshake::kEarlyData || handshake == Handshake::kRejectedEarlyData; }
  bool hello_retry() const { return handshake == Handshake::kHelloRetry || handshake == Handshake::kHelloRetryTicket; }
};

// Return names as they are written on the command line and in the result files. The parsers take exactly these names.
std::string_view HandshakeName(Handshake handshake);
std::string_view AuthName(Auth auth);
std::optional<Handshake> ParseHandshake(std::string_view name);
std::optional<Auth> ParseAuth(std::string_view name);  // "none" too
std::vector<std::string> HandshakeNames();
std::vector<std::string> AuthNames();  // without "none"

// Returns "x25519", "x25519+secp256r1" for a client that offers both, "" if no group is pinned.
std::string OfferName(const Scenario& scenario);

// Returns the reason, one line, why no library can ever run the scenario: its parts belong to different protocols, or
// to different certificate types. `target`: the server is remote, so its side cannot be chosen. nullopt if a library
// could run it.
std::optional<std::string> WhyImpossible(const Scenario& scenario, bool target);

// Returns a name such as "ecdsa-p256" or "rsa-2048" for the key in a certificate; "" if the library does not report it.
std::string AuthOfKey(KeyType type, unsigned bits);

// Returns the suite that a local scenario pins: TLS_AES_128_GCM_SHA256 or ECDHE-{ECDSA,RSA}-AES128-GCM-SHA256.
std::uint16_t DefaultCipherSuite(std::uint16_t protocol, Auth auth);

// Returns the group that a local scenario pins with that suite: x25519; ffdhe2048 with DHE; 0 if the suite uses no
// group.
std::uint16_t DefaultGroup(std::uint16_t cipher_suite);

// Returns the signature scheme that a local scenario pins for a certificate of that type.
std::uint16_t PinnedSignatureScheme(std::uint16_t protocol, Auth auth);

// Return the groups that the client offers, most preferred first, and those that it sends shares of: see
// Scenario::offered_groups. Empty if no group is pinned.
std::vector<std::uint16_t> OfferedGroups(const Scenario& scenario);
std::vector<std::uint16_t> KeySharesOf(const Scenario& scenario);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_SCENARIO_SCENARIO_H_
