// What is measured: a scenario is data, named in the field's own words. Used by everything above the seam; pure
// functions, no state.
//
// Numbers inside, names outside: code points and names of cipher suites, groups and signature schemes are IANA's
// (https://www.iana.org/assignments/tls-parameters).

#ifndef TLSBENCH_BENCH_SCENARIO_SCENARIO_H_
#define TLSBENCH_BENCH_SCENARIO_SCENARIO_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/backend.h"

namespace tlsbench {

inline constexpr std::uint16_t kGroupSecp256r1 = 23;
inline constexpr std::uint16_t kGroupX25519 = 29;
inline constexpr std::uint16_t kGroupFfdhe2048 = 256;
inline constexpr std::uint16_t kGroupX25519Mlkem768 = 0x11ec;

// The name that the local servers carry in their certificates and that clients send and check.
inline constexpr std::string_view kServerName = "tlsbench.test";
inline constexpr std::string_view kAlpnHttp11 = "http/1.1";  // RFC 7301

// What early data's servers allow; more than any request here has.
inline constexpr std::uint32_t kEarlyDataLimit = 16384;

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
std::string_view ProtocolName(std::uint16_t protocol);  // "1.2", "1.3"; "" if unknown
std::string_view HandshakeName(Handshake handshake);
std::string_view AuthName(Auth auth);
std::string GroupName(std::uint16_t group);                       // "x25519"; "0x1234" if unknown; "" for 0
std::string CipherSuiteName(std::uint16_t cipher_suite);          // "TLS_AES_128_GCM_SHA256"; likewise
std::string SignatureSchemeName(std::uint16_t signature_scheme);  // "ecdsa_secp256r1_sha256"; likewise

std::optional<std::uint16_t> ParseProtocol(std::string_view name);
std::optional<Handshake> ParseHandshake(std::string_view name);
std::optional<Auth> ParseAuth(std::string_view name);  // "none" too
std::optional<std::uint16_t> ParseGroup(std::string_view name);
std::optional<std::uint16_t> ParseCipherSuite(std::string_view name);

std::vector<std::string> ProtocolNames();
std::vector<std::string> HandshakeNames();
std::vector<std::string> AuthNames();  // without "none"
std::vector<std::string> GroupNames();
std::vector<std::string> CipherSuiteNames();

// Whether a suite belongs to TLS 1.3 (the block 0x13xx, RFC 9846, appendix B.4).
bool IsTls13Suite(std::uint16_t cipher_suite);

// Whether it is a group of ML-KEM, alone or with a curve, which TLS 1.3 alone has: key encapsulation needs its
// key_share (draft-ietf-tls-ecdhe-mlkem, section 1).
bool IsMlKemGroup(std::uint16_t group);

// Whether it is one of RFC 7919's, which in TLS 1.2 goes with DHE suites alone.
bool IsFiniteFieldGroup(std::uint16_t group);

// "RSA", "DHE" or "ECDHE" of a suite of TLS 1.2; "" of TLS 1.3's, and of unknown ones.
std::string_view KeyExchangeOfSuite(std::uint16_t cipher_suite);

// Lengths of the two ends' shares in key_share (RFC 9846, section 4.3.8; draft-ietf-tls-ecdhe-mlkem, section 3; FIPS
// 203, table 3); nullopt if not known here.
struct KeyShareBytes {
  std::size_t client;
  std::size_t server;
};
std::optional<KeyShareBytes> KeyShareBytesOf(std::uint16_t group);

// Why no library can ever run the scenario, in words: its parts belong to different protocols, or to different kinds of
// certificate. `target`: against somebody else's server, whose side is not ours to choose. nullopt if one could.
std::optional<std::string> Impossible(const Scenario& scenario, bool target);

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

// Their names: "x25519", "x25519+secp256r1" for a client that offers both, "" if nothing is pinned.
std::string OfferName(const Scenario& scenario);

// Both ends of a local scenario, without credentials. Parity: both offer one suite and one scheme, and the client
// verifies the chain and the name. As shipped, only what the scenario names is pinned.
EndpointConfig LocalEndpoint(const Scenario& scenario, Role role);

// A client for a server nobody here wrote: the library's own offer but for the protocol and what the scenario pins.
EndpointConfig RemoteClient(const Scenario& scenario, const std::string& server_name,
                            const std::vector<std::string>& alpn);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_SCENARIO_SCENARIO_H_
