// How the tool is made to run each row of tests/data/ground-truth.tsv. For tests.

#ifndef TLSBENCH_TESTS_SUPPORT_GROUND_TRUTH_PLANS_H_
#define TLSBENCH_TESTS_SUPPORT_GROUND_TRUTH_PLANS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bench/scenario/scenario.h"

namespace tlsbench {

inline const std::string kOpensslRows = "openssl-3.0.22";
inline const std::string kBoringRows = "boringssl-a0689af2";
inline constexpr std::uint16_t kSecp384r1 = 24;

// What no scenario of the tool is, and the seam can do.
enum class Extra : std::uint8_t {
  kNone,
  kClientAllowsPskKe,  // the client offers psk_ke too, and the server prefers psk_dhe_ke
  kServerFirst,  // the server writes behind its first flight (0.5-RTT), which OpenSSL's does if it allows early data
};

// How a row is made. The groups are those that the length of the row's ClientHello shows, where they are not the
// scenario's.
struct Plan {
  std::string library;
  std::string row;
  Scenario scenario;
  std::vector<std::uint16_t> groups;  // the client's; empty: the library's own
  Extra extra = Extra::kNone;
};

inline Scenario Kind(std::uint16_t protocol, Handshake handshake, Auth auth) {
  Scenario scenario{protocol, handshake, auth, DefaultCipherSuite(protocol, auth)};
  scenario.group = kGroupX25519;
  return scenario;
}

inline Scenario With(Scenario scenario, void (*change)(Scenario&)) {
  change(scenario);
  return scenario;
}

inline std::vector<Plan> OpensslTls12Plans() {
  constexpr auto kRsa = Auth::kRsa2048;
  const Scenario full = Kind(kTls12, Handshake::kFull, kRsa);
  const auto static_rsa = [](Scenario& one) {
    one.cipher_suite = 0x009c;
    one.group = 0;
  };
  const auto dhe = [](Scenario& one) {
    one.cipher_suite = 0x009e;
    one.group = kGroupFfdhe2048;
  };
  const std::vector<std::uint16_t> x25519 = {kGroupX25519};
  return {
      {kOpensslRows, "1.2 full static RSA (RSA-2048)", With(full, static_rsa), {}},
      {kOpensslRows, "1.2 full DHE-RSA", With(full, dhe), {kGroupFfdhe2048}},
      {kOpensslRows, "1.2 full ECDHE-RSA x25519", full, x25519},
      {kOpensslRows,
       "1.2 full ECDHE-ECDSA x25519",
       Kind(kTls12, Handshake::kFull, Auth::kEcdsaP256),
       {kGroupX25519, kGroupSecp256r1}},
      {kOpensslRows,
       "1.2 full ECDHE-RSA, tickets off",
       With(full, [](Scenario& one) { one.tickets = 0; }),
       {kGroupX25519, kGroupSecp256r1, kSecp384r1}},
      {kOpensslRows, "1.2 resume session-id", Kind(kTls12, Handshake::kSessionId, kRsa), {}},
      {kOpensslRows, "1.2 resume ticket (no renewal)", Kind(kTls12, Handshake::kTicket, kRsa), {}},
      {kOpensslRows, "1.2 full ECDHE-RSA mTLS", With(full, [](Scenario& one) { one.client_auth = kRsa; }), {}},
  };
}

inline std::vector<Plan> OpensslTls13Plans() {
  constexpr auto kEcdsa = Auth::kEcdsaP256;
  const Scenario full = Kind(kTls13, Handshake::kFull, kEcdsa);
  const Scenario ticket = Kind(kTls13, Handshake::kTicket, kEcdsa);
  const auto server_first = [](Scenario& one) { one.stateful_tickets = true; };
  const auto hello_retry = [](Scenario& one) {
    one.handshake = Handshake::kHelloRetry;
    one.group = kGroupSecp256r1;
  };
  const std::vector<std::uint16_t> x25519 = {kGroupX25519};
  return {
      {kOpensslRows, "1.3 full RSA-2048 x25519", Kind(kTls13, Handshake::kFull, Auth::kRsa2048), x25519},
      {kOpensslRows, "1.3 full ECDSA x25519", full, x25519},
      {kOpensslRows, "1.3 full ECDSA, num_tickets=0", With(full, [](Scenario& one) { one.tickets = 0; }), x25519},
      {kOpensslRows, "1.3 full ECDSA, middlebox compat off (both)",
       With(full, [](Scenario& one) { one.middlebox = Middlebox::kOff; }), x25519},
      {kOpensslRows,
       "1.3 HelloRetryRequest (server P-256 only)",
       With(full, hello_retry),
       {kGroupX25519, kGroupSecp256r1}},
      {kOpensslRows, "1.3 resume psk_dhe_ke stateless ticket", ticket, x25519},
      {kOpensslRows, "1.3 resume psk_dhe_ke STATEFUL ticket (SSL_OP_NO_TICKET)",
       With(ticket, [](Scenario& one) { one.stateful_tickets = true; }), x25519},
      {kOpensslRows, "1.3 resume, SSL_OP_ALLOW_NO_DHE_KEX both", ticket, x25519, Extra::kClientAllowsPskKe},
      {kOpensslRows, "1.3 resume 0-RTT accepted (anti-replay off)", Kind(kTls13, Handshake::kEarlyData, kEcdsa),
       x25519},
      {kOpensslRows, "1.3 resume 0-RTT rejected, PSK accepted", Kind(kTls13, Handshake::kRejectedEarlyData, kEcdsa),
       x25519},
      {kOpensslRows, "1.3 full ECDSA mTLS", With(full, [](Scenario& one) { one.client_auth = kEcdsa; }), x25519},
      {kOpensslRows, "1.3 full, server-first with 0.5-RTT write", With(full, server_first), x25519,
       Extra::kServerFirst},
      {kOpensslRows, "1.3 full ECDSA, leaf padded 20 kB", With(full, [](Scenario& one) { one.chain_bytes = 20900; }),
       x25519},
  };
}

inline std::vector<Plan> BoringPlans() {
  constexpr auto kRsa = Auth::kRsa2048;
  constexpr auto kEcdsa = Auth::kEcdsaP256;
  const Scenario full = Kind(kTls13, Handshake::kFull, kEcdsa);
  const auto static_rsa = [](Scenario& one) {
    one.cipher_suite = 0x009c;
    one.group = 0;
  };
  const auto hybrid = [](Scenario& one) {
    one.group = kGroupX25519Mlkem768;
    one.offered_groups = {kGroupX25519Mlkem768, kGroupX25519};
  };
  const auto hello_retry = [](Scenario& one) {
    one.handshake = Handshake::kHelloRetry;
    one.group = kGroupSecp256r1;
  };
  const std::vector<std::uint16_t> x25519 = {kGroupX25519};
  const std::vector<std::uint16_t> both = {kGroupX25519, kGroupSecp256r1};
  const std::vector<std::uint16_t> hybrids = {kGroupX25519Mlkem768, kGroupX25519};
  return {
      {kBoringRows, "1.2 full ECDHE-RSA", Kind(kTls12, Handshake::kFull, kRsa), x25519},
      {kBoringRows, "1.2 full static RSA", With(Kind(kTls12, Handshake::kFull, kRsa), static_rsa), {}},
      {kBoringRows, "1.2 full ECDHE-ECDSA", Kind(kTls12, Handshake::kFull, kEcdsa), both},
      {kBoringRows, "1.2 full ECDHE-ECDSA + False Start", Kind(kTls12, Handshake::kFalseStart, kEcdsa), both},
      {kBoringRows, "1.2 resume ticket", Kind(kTls12, Handshake::kTicket, kRsa), x25519},
      {kBoringRows, "1.2 resume session-id", Kind(kTls12, Handshake::kSessionId, kRsa), x25519},
      {kBoringRows, "1.3 full ECDSA x25519", full, x25519},
      {kBoringRows, "1.3 full RSA x25519", Kind(kTls13, Handshake::kFull, kRsa), x25519},
      {kBoringRows, "1.3 full ECDSA X25519MLKEM768 (both shares)", With(full, hybrid), hybrids},
      {kBoringRows, "1.3 HRR (server P-256 only)", With(full, hello_retry), both},
      {kBoringRows, "1.3 resume psk_dhe_ke X25519MLKEM768", With(Kind(kTls13, Handshake::kTicket, kEcdsa), hybrid),
       hybrids},
      {kBoringRows, "1.3 resume psk_dhe_ke x25519", Kind(kTls13, Handshake::kTicket, kEcdsa), x25519},
      {kBoringRows, "1.3 resume 0-RTT", Kind(kTls13, Handshake::kEarlyData, kEcdsa), x25519},
      {kBoringRows, "1.3 mTLS", With(full, [](Scenario& one) { one.client_auth = kEcdsa; }), x25519},
  };
}

inline const std::vector<Plan>& Plans() {
  static const std::vector<Plan> plans = [] {
    std::vector<Plan> all;
    for (const std::vector<Plan>& some : {OpensslTls12Plans(), OpensslTls13Plans(), BoringPlans()}) {
      all.insert(all.end(), some.begin(), some.end());
    }
    return all;
  }();
  return plans;
}

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_GROUND_TRUTH_PLANS_H_
