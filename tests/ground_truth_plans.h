// Which rows of tests/data/ground-truth.tsv the tool can be made to run, how, and which not yet. For tests.

#ifndef TLSBENCH_TESTS_GROUND_TRUTH_PLANS_H_
#define TLSBENCH_TESTS_GROUND_TRUTH_PLANS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bench/scenario.h"

namespace tlsbench {

inline const std::string kOpensslRows = "openssl-3.0.22";
inline const std::string kBoringRows = "boringssl-a0689af2";
inline constexpr std::uint16_t kSecp384r1 = 24;

// How a row is made. The groups are those that the length of the row's ClientHello shows.
struct Plan {
  std::string library;
  std::string scenario;
  std::uint16_t protocol;
  Handshake handshake;
  Auth auth;
  std::vector<std::uint16_t> groups;  // the client's; empty: the library's own
  unsigned tickets = 2;
  unsigned chain_bytes = 0;  // as in Scenario
};

inline const std::vector<Plan>& Plans() {
  constexpr auto kFull = Handshake::kFull;
  constexpr auto kTicket = Handshake::kTicket;
  constexpr auto kRsa = Auth::kRsa2048;
  constexpr auto kEcdsa = Auth::kEcdsaP256;
  static const std::vector<Plan> plans = {
      {kOpensslRows, "1.2 full ECDHE-RSA x25519", kTls12, kFull, kRsa, {kGroupX25519}},
      {kOpensslRows, "1.2 full ECDHE-ECDSA x25519", kTls12, kFull, kEcdsa, {kGroupX25519, kGroupSecp256r1}},
      {kOpensslRows,
       "1.2 full ECDHE-RSA, tickets off",
       kTls12,
       kFull,
       kRsa,
       {kGroupX25519, kGroupSecp256r1, kSecp384r1},
       0},
      {kOpensslRows, "1.2 resume ticket (no renewal)", kTls12, kTicket, kRsa, {}},
      {kOpensslRows, "1.3 full RSA-2048 x25519", kTls13, kFull, kRsa, {kGroupX25519}},
      {kOpensslRows, "1.3 full ECDSA x25519", kTls13, kFull, kEcdsa, {kGroupX25519}},
      {kOpensslRows, "1.3 full ECDSA, num_tickets=0", kTls13, kFull, kEcdsa, {kGroupX25519}, 0},
      // wolfSSL's clients take no chain of this size (backends/README.md).
      {kOpensslRows, "1.3 full ECDSA, leaf padded 20 kB", kTls13, kFull, kEcdsa, {kGroupX25519}, 2, 20900},
      {kOpensslRows, "1.3 resume psk_dhe_ke stateless ticket", kTls13, kTicket, kEcdsa, {kGroupX25519}},
      {kBoringRows, "1.2 full ECDHE-RSA", kTls12, kFull, kRsa, {kGroupX25519}},
      {kBoringRows, "1.2 full ECDHE-ECDSA", kTls12, kFull, kEcdsa, {kGroupX25519, kGroupSecp256r1}},
      {kBoringRows, "1.2 resume ticket", kTls12, kTicket, kRsa, {kGroupX25519}},
      {kBoringRows, "1.3 full ECDSA x25519", kTls13, kFull, kEcdsa, {kGroupX25519}},
      {kBoringRows, "1.3 full RSA x25519", kTls13, kFull, kRsa, {kGroupX25519}},
      {kBoringRows, "1.3 resume psk_dhe_ke x25519", kTls13, kTicket, kEcdsa, {kGroupX25519}},
  };
  return plans;
}

// Rows that no scenario of the tool can be yet. A row that can leaves this list for the one above.
inline const std::vector<std::pair<std::string, std::string>> kNotYetPossible = {
    {kOpensslRows, "1.2 full static RSA (RSA-2048)"},
    {kOpensslRows, "1.2 full DHE-RSA"},
    {kOpensslRows, "1.2 resume session-id"},
    {kOpensslRows, "1.2 full ECDHE-RSA mTLS"},
    {kOpensslRows, "1.3 full ECDSA, middlebox compat off (both)"},
    {kOpensslRows, "1.3 HelloRetryRequest (server P-256 only)"},
    {kOpensslRows, "1.3 resume psk_dhe_ke STATEFUL ticket (SSL_OP_NO_TICKET)"},
    {kOpensslRows, "1.3 resume, SSL_OP_ALLOW_NO_DHE_KEX both"},
    {kOpensslRows, "1.3 resume 0-RTT accepted (anti-replay off)"},
    {kOpensslRows, "1.3 resume 0-RTT rejected, PSK accepted"},
    {kOpensslRows, "1.3 full ECDSA mTLS"},
    {kOpensslRows, "1.3 full, server-first with 0.5-RTT write"},
    {kBoringRows, "1.2 full static RSA"},
    {kBoringRows, "1.2 full ECDHE-ECDSA + False Start"},
    {kBoringRows, "1.2 resume session-id"},
    {kBoringRows, "1.3 full ECDSA X25519MLKEM768 (both shares)"},
    {kBoringRows, "1.3 HRR (server P-256 only)"},
    {kBoringRows, "1.3 resume psk_dhe_ke X25519MLKEM768"},
    {kBoringRows, "1.3 resume 0-RTT"},
    {kBoringRows, "1.3 mTLS"},
};

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_GROUND_TRUTH_PLANS_H_
