// What is measured: a scenario is data, named in the field's own words. Used by everything above the seam; pure
// functions, no state.
//
// Numbers inside, names outside: code points and names of cipher suites, groups and signature schemes are IANA's
// (https://www.iana.org/assignments/tls-parameters).

#ifndef TLSBENCH_BENCH_SCENARIO_H_
#define TLSBENCH_BENCH_SCENARIO_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/backend.h"

namespace tlsbench {

inline constexpr std::uint16_t kGroupSecp256r1 = 23;
inline constexpr std::uint16_t kGroupX25519 = 29;
inline constexpr std::uint16_t kGroupX25519Mlkem768 = 0x11ec;

// The name that the local servers carry in their certificates and that clients send and check.
inline constexpr std::string_view kServerName = "tlsbench.test";
inline constexpr std::string_view kAlpnHttp11 = "http/1.1";  // RFC 7301

enum class Handshake : std::uint8_t { kFull, kTicket };
enum class Auth : std::uint8_t { kEcdsaP256, kRsa2048 };

struct Scenario {
  std::uint16_t protocol = kTls13;
  Handshake handshake = Handshake::kFull;
  Auth auth = Auth::kEcdsaP256;
  std::uint16_t cipher_suite = 0;  // 0: not pinned
  std::uint16_t group = 0;         // 0: not pinned
  unsigned tickets = 2;            // NewSessionTicket messages of a TLS 1.3 server
  bool as_shipped = false;         // nothing is pinned but the protocol: each library's own defaults
  unsigned chain_bytes = 0;        // DER bytes of the chain that the server sends; 0: as it comes

  bool operator==(const Scenario&) const = default;
  bool tls13() const { return protocol == kTls13; }
  bool resumes() const { return handshake != Handshake::kFull; }
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
std::optional<Auth> ParseAuth(std::string_view name);
std::optional<std::uint16_t> ParseGroup(std::string_view name);
std::optional<std::uint16_t> ParseCipherSuite(std::string_view name);

std::vector<std::string> ProtocolNames();
std::vector<std::string> HandshakeNames();
std::vector<std::string> AuthNames();
std::vector<std::string> GroupNames();
std::vector<std::string> CipherSuiteNames();

// Whether a suite belongs to TLS 1.3 (the block 0x13xx, RFC 9846, appendix B.4).
bool IsTls13Suite(std::uint16_t cipher_suite);

// Whether a group belongs to TLS 1.3: key encapsulation needs its key_share (draft-ietf-tls-ecdhe-mlkem, section 1),
// and finite-field groups need suites of TLS 1.2 (DHE) that no scenario has.
bool IsTls13Group(std::uint16_t group);

// Lengths of the two ends' shares in key_share (RFC 9846, section 4.3.8; draft-ietf-tls-ecdhe-mlkem, section 3; FIPS
// 203, table 3); nullopt if not known here.
struct KeyShareBytes {
  std::size_t client;
  std::size_t server;
};
std::optional<KeyShareBytes> KeyShareBytesOf(std::uint16_t group);

// Whether the scenario's group can be negotiated at all in its protocol.
bool GroupFits(const Scenario& scenario);

// Whether the scenario's suite, if one is pinned, can be negotiated at all: suites belong to a protocol, and those of
// TLS 1.2 to a kind of certificate, which a target chooses by itself.
bool SuiteFits(const Scenario& scenario, bool target);

// "ecdsa-p256", "rsa-2048" and the like for the key in a server's certificate; "" if the library does not say.
std::string AuthOfKey(KeyType type, unsigned bits);

// The suite that a local scenario pins: TLS_AES_128_GCM_SHA256 or ECDHE-{ECDSA,RSA}-AES128-GCM-SHA256.
std::uint16_t DefaultCipherSuite(std::uint16_t protocol, Auth auth);

// The signature scheme that a local scenario pins.
std::uint16_t PinnedSignatureScheme(std::uint16_t protocol, Auth auth);

// Both ends of a local scenario, without credentials. Parity: both offer one suite and one scheme, and the client
// verifies the chain and the name. As shipped, only what the scenario names is pinned.
EndpointConfig LocalEndpoint(const Scenario& scenario, Role role);

// A client for a server nobody here wrote: the library's own offer but for the protocol and what the scenario pins.
EndpointConfig RemoteClient(const Scenario& scenario, const std::string& server_name,
                            const std::vector<std::string>& alpn);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_SCENARIO_H_
