// Converts TLS code points to names and back: protocols, cipher suites, groups, signature schemes, as in IANA's
// registry (https://www.iana.org/assignments/tls-parameters), and answers what follows from the number alone. Used by
// everything that prints or parses one. Pure functions; any thread.

#ifndef TLSBENCH_BENCH_SCENARIO_CODE_POINTS_H_
#define TLSBENCH_BENCH_SCENARIO_CODE_POINTS_H_

#include <cstddef>
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

// Return names as they are written on the command line and in the result files.
std::string_view ProtocolName(std::uint16_t protocol);            // "1.2", "1.3"; "" if unknown
std::string GroupName(std::uint16_t group);                       // "x25519"; "0x1234" if unknown; "" for 0
std::string CipherSuiteName(std::uint16_t cipher_suite);          // "TLS_AES_128_GCM_SHA256"; likewise
std::string SignatureSchemeName(std::uint16_t signature_scheme);  // "ecdsa_secp256r1_sha256"; likewise

// Parse exactly those names.
std::optional<std::uint16_t> ParseProtocol(std::string_view name);
std::optional<std::uint16_t> ParseGroup(std::string_view name);
std::optional<std::uint16_t> ParseCipherSuite(std::string_view name);

// Return all names.
std::vector<std::string> ProtocolNames();
std::vector<std::string> GroupNames();
std::vector<std::string> CipherSuiteNames();

// Returns whether a suite belongs to TLS 1.3 (the block 0x13xx, RFC 9846, appendix B.4).
bool IsTls13Suite(std::uint16_t cipher_suite);

// Returns whether it is a group of ML-KEM, alone or with a curve. Only TLS 1.3 has these: key encapsulation needs its
// key_share (draft-ietf-tls-ecdhe-mlkem, section 1).
bool IsMlKemGroup(std::uint16_t group);

// Returns whether it is a group of RFC 7919, used in TLS 1.2 only with DHE suites.
bool IsFiniteFieldGroup(std::uint16_t group);

// Returns "RSA", "DHE" or "ECDHE" for a TLS 1.2 suite; "" for TLS 1.3 suites and unknown ones.
std::string_view KeyExchangeOfSuite(std::uint16_t cipher_suite);

// Holds the lengths of the two ends' shares in key_share (RFC 9846, section 4.3.8; draft-ietf-tls-ecdhe-mlkem, section
// 3; FIPS 203, table 3); nullopt if not known here.
struct KeyShareBytes {
  std::size_t client;
  std::size_t server;
};
std::optional<KeyShareBytes> KeyShareBytesOf(std::uint16_t group);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_SCENARIO_CODE_POINTS_H_
