// The names of what a scenario is made of: scenario/scenario.h.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "bench/scenario/scenario.h"

namespace tlsbench {
namespace {

template <class Value>
struct Name {
  Value value;
  std::string_view name;
};

constexpr Name<std::uint16_t> kProtocols[] = {{kTls12, "1.2"}, {kTls13, "1.3"}};
constexpr Name<Handshake> kHandshakes[] = {{Handshake::kFull, "full"},
                                           {Handshake::kTicket, "ticket"},
                                           {Handshake::kSessionId, "session-id"},
                                           {Handshake::kPskKe, "psk-ke"},
                                           {Handshake::kEarlyData, "early-data"},
                                           {Handshake::kRejectedEarlyData, "rejected-early-data"},
                                           {Handshake::kHelloRetry, "hello-retry"},
                                           {Handshake::kHelloRetryTicket, "hello-retry-ticket"},
                                           {Handshake::kRefusedTicket, "refused-ticket"},
                                           {Handshake::kFalseStart, "false-start"}};
constexpr Name<Auth> kAuths[] = {{Auth::kEcdsaP256, "ecdsa-p256"}, {Auth::kEcdsaP384, "ecdsa-p384"},
                                 {Auth::kEcdsaP521, "ecdsa-p521"}, {Auth::kRsa2048, "rsa-2048"},
                                 {Auth::kRsa3072, "rsa-3072"},     {Auth::kRsa4096, "rsa-4096"},
                                 {Auth::kEd25519, "ed25519"},      {Auth::kMlDsa44, "ml-dsa-44"},
                                 {Auth::kMlDsa65, "ml-dsa-65"},    {Auth::kNone, "none"}};
constexpr Name<std::uint16_t> kGroups[] = {
    {29, "x25519"},    {23, "secp256r1"},  {24, "secp384r1"},          {25, "secp521r1"},
    {30, "x448"},      {256, "ffdhe2048"}, {0x11ec, "X25519MLKEM768"}, {0x11eb, "SecP256r1MLKEM768"},
    {512, "MLKEM512"}, {513, "MLKEM768"},  {514, "MLKEM1024"},         {0x11ed, "SecP384r1MLKEM1024"},
    {257, "ffdhe3072"}};
// Every AEAD suite of both protocols, and one pair of TLS 1.2's with CBC.
constexpr Name<std::uint16_t> kCipherSuites[] = {{0x1301, "TLS_AES_128_GCM_SHA256"},
                                                 {0x1302, "TLS_AES_256_GCM_SHA384"},
                                                 {0x1303, "TLS_CHACHA20_POLY1305_SHA256"},
                                                 {0x1304, "TLS_AES_128_CCM_SHA256"},
                                                 {0x1305, "TLS_AES_128_CCM_8_SHA256"},
                                                 {0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"},
                                                 {0xc02c, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"},
                                                 {0xcca9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"},
                                                 {0xc0ac, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM"},
                                                 {0xc0ad, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM"},
                                                 {0xc0ae, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8"},
                                                 {0xc0af, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8"},
                                                 {0xc05c, "TLS_ECDHE_ECDSA_WITH_ARIA_128_GCM_SHA256"},
                                                 {0xc05d, "TLS_ECDHE_ECDSA_WITH_ARIA_256_GCM_SHA384"},
                                                 {0xc086, "TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_GCM_SHA256"},
                                                 {0xc087, "TLS_ECDHE_ECDSA_WITH_CAMELLIA_256_GCM_SHA384"},
                                                 {0xc009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"},
                                                 {0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"},
                                                 {0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"},
                                                 {0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
                                                 {0xc060, "TLS_ECDHE_RSA_WITH_ARIA_128_GCM_SHA256"},
                                                 {0xc061, "TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384"},
                                                 {0xc08a, "TLS_ECDHE_RSA_WITH_CAMELLIA_128_GCM_SHA256"},
                                                 {0xc08b, "TLS_ECDHE_RSA_WITH_CAMELLIA_256_GCM_SHA384"},
                                                 {0xc013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"},
                                                 {0x009e, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"},
                                                 {0x009f, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"},
                                                 {0xccaa, "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
                                                 {0xc09e, "TLS_DHE_RSA_WITH_AES_128_CCM"},
                                                 {0xc09f, "TLS_DHE_RSA_WITH_AES_256_CCM"},
                                                 {0xc0a2, "TLS_DHE_RSA_WITH_AES_128_CCM_8"},
                                                 {0xc0a3, "TLS_DHE_RSA_WITH_AES_256_CCM_8"},
                                                 {0xc052, "TLS_DHE_RSA_WITH_ARIA_128_GCM_SHA256"},
                                                 {0xc053, "TLS_DHE_RSA_WITH_ARIA_256_GCM_SHA384"},
                                                 {0xc07c, "TLS_DHE_RSA_WITH_CAMELLIA_128_GCM_SHA256"},
                                                 {0xc07d, "TLS_DHE_RSA_WITH_CAMELLIA_256_GCM_SHA384"},
                                                 {0x009c, "TLS_RSA_WITH_AES_128_GCM_SHA256"},
                                                 {0x009d, "TLS_RSA_WITH_AES_256_GCM_SHA384"},
                                                 {0xc09c, "TLS_RSA_WITH_AES_128_CCM"},
                                                 {0xc09d, "TLS_RSA_WITH_AES_256_CCM"},
                                                 {0xc0a0, "TLS_RSA_WITH_AES_128_CCM_8"},
                                                 {0xc0a1, "TLS_RSA_WITH_AES_256_CCM_8"},
                                                 {0xc050, "TLS_RSA_WITH_ARIA_128_GCM_SHA256"},
                                                 {0xc051, "TLS_RSA_WITH_ARIA_256_GCM_SHA384"},
                                                 {0xc07a, "TLS_RSA_WITH_CAMELLIA_128_GCM_SHA256"},
                                                 {0xc07b, "TLS_RSA_WITH_CAMELLIA_256_GCM_SHA384"}};
constexpr Name<std::uint16_t> kSignatureSchemes[] = {{0x0401, "rsa_pkcs1_sha256"},
                                                     {0x0501, "rsa_pkcs1_sha384"},
                                                     {0x0601, "rsa_pkcs1_sha512"},
                                                     {0x0403, "ecdsa_secp256r1_sha256"},
                                                     {0x0503, "ecdsa_secp384r1_sha384"},
                                                     {0x0603, "ecdsa_secp521r1_sha512"},
                                                     {0x0804, "rsa_pss_rsae_sha256"},
                                                     {0x0805, "rsa_pss_rsae_sha384"},
                                                     {0x0806, "rsa_pss_rsae_sha512"},
                                                     {0x0807, "ed25519"},
                                                     {0x0808, "ed448"},
                                                     {0x0201, "rsa_pkcs1_sha1"},
                                                     {0x0203, "ecdsa_sha1"},
                                                     {0x0904, "mldsa44"},
                                                     {0x0905, "mldsa65"},
                                                     {0x0906, "mldsa87"}};

template <class Table>
std::string_view Find(const Table& table, decltype(table[0].value) value) {
  const auto found = std::find_if(std::begin(table), std::end(table), [&](auto& row) { return row.value == value; });
  return found == std::end(table) ? std::string_view() : found->name;
}

template <class Table>
auto Parse(const Table& table, std::string_view name) {
  using Value = std::remove_cv_t<decltype(table[0].value)>;
  const auto found = std::find_if(std::begin(table), std::end(table), [&](auto& row) { return row.name == name; });
  return found == std::end(table) ? std::optional<Value>() : std::optional<Value>(found->value);
}

template <class Table>
std::vector<std::string> Names(const Table& table) {
  std::vector<std::string> names;
  std::transform(std::begin(table), std::end(table), std::back_inserter(names),
                 [](auto& row) { return std::string(row.name); });
  return names;
}

// A code point without a name here is still shown: the number is the truth.
template <class Table>
std::string NameOrNumber(const Table& table, std::uint16_t value) {
  const std::string_view name = Find(table, value);
  return value == 0 || !name.empty() ? std::string(name) : fmt::format("0x{:04x}", value);
}

}  // namespace

std::string_view ProtocolName(std::uint16_t protocol) { return Find(kProtocols, protocol); }
std::string_view HandshakeName(Handshake handshake) { return Find(kHandshakes, handshake); }
std::string_view AuthName(Auth auth) { return Find(kAuths, auth); }
std::string GroupName(std::uint16_t group) { return NameOrNumber(kGroups, group); }
std::string OfferName(const Scenario& scenario) {
  if (scenario.offered_groups.empty()) {
    return scenario.group == 0 ? "" : GroupName(scenario.group);
  }
  std::vector<std::string> names;
  std::transform(scenario.offered_groups.begin(), scenario.offered_groups.end(), std::back_inserter(names), GroupName);
  return fmt::format("{}", fmt::join(names, "+"));
}

std::string CipherSuiteName(std::uint16_t cipher_suite) { return NameOrNumber(kCipherSuites, cipher_suite); }
std::string SignatureSchemeName(std::uint16_t scheme) { return NameOrNumber(kSignatureSchemes, scheme); }

std::optional<std::uint16_t> ParseProtocol(std::string_view name) { return Parse(kProtocols, name); }
std::optional<Handshake> ParseHandshake(std::string_view name) { return Parse(kHandshakes, name); }
std::optional<Auth> ParseAuth(std::string_view name) { return Parse(kAuths, name); }
std::optional<std::uint16_t> ParseGroup(std::string_view name) { return Parse(kGroups, name); }
std::optional<std::uint16_t> ParseCipherSuite(std::string_view name) { return Parse(kCipherSuites, name); }

std::vector<std::string> ProtocolNames() { return Names(kProtocols); }
std::vector<std::string> HandshakeNames() { return Names(kHandshakes); }
std::vector<std::string> AuthNames() {
  std::vector<std::string> names = Names(kAuths);
  names.pop_back();  // "none" is no key
  return names;
}
std::vector<std::string> GroupNames() { return Names(kGroups); }
std::vector<std::string> CipherSuiteNames() { return Names(kCipherSuites); }

}  // namespace tlsbench
