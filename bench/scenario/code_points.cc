#include "bench/scenario/code_points.h"

#include <fmt/format.h>

#include "bench/scenario/name_table.h"

namespace tlsbench {
namespace {

constexpr Named<std::uint16_t> kProtocols[] = {{kTls12, "1.2"}, {kTls13, "1.3"}};
constexpr Named<std::uint16_t> kGroups[] = {
    {29, "x25519"},    {23, "secp256r1"},  {24, "secp384r1"},          {25, "secp521r1"},
    {30, "x448"},      {256, "ffdhe2048"}, {0x11ec, "X25519MLKEM768"}, {0x11eb, "SecP256r1MLKEM768"},
    {512, "MLKEM512"}, {513, "MLKEM768"},  {514, "MLKEM1024"},         {0x11ed, "SecP384r1MLKEM1024"},
    {257, "ffdhe3072"}};
// Every AEAD suite of both protocols, and one pair of TLS 1.2 suites with CBC.
constexpr Named<std::uint16_t> kCipherSuites[] = {{0x1301, "TLS_AES_128_GCM_SHA256"},
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
constexpr Named<std::uint16_t> kSignatureSchemes[] = {{0x0401, "rsa_pkcs1_sha256"},
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

// Returns the name, or the number in hex for a code point without a name here.
template <class Table>
std::string NameOrNumber(const Table& table, std::uint16_t value) {
  const std::string_view name = NameIn(table, value);
  return value == 0 || !name.empty() ? std::string(name) : fmt::format("0x{:04x}", value);
}

}  // namespace

std::string_view ProtocolName(std::uint16_t protocol) { return NameIn(kProtocols, protocol); }
std::string GroupName(std::uint16_t group) { return NameOrNumber(kGroups, group); }
std::string CipherSuiteName(std::uint16_t cipher_suite) { return NameOrNumber(kCipherSuites, cipher_suite); }
std::string SignatureSchemeName(std::uint16_t scheme) { return NameOrNumber(kSignatureSchemes, scheme); }

std::optional<std::uint16_t> ParseProtocol(std::string_view name) { return ValueIn(kProtocols, name); }
std::optional<std::uint16_t> ParseGroup(std::string_view name) { return ValueIn(kGroups, name); }
std::optional<std::uint16_t> ParseCipherSuite(std::string_view name) { return ValueIn(kCipherSuites, name); }

std::vector<std::string> ProtocolNames() { return NamesIn(kProtocols); }
std::vector<std::string> GroupNames() { return NamesIn(kGroups); }
std::vector<std::string> CipherSuiteNames() { return NamesIn(kCipherSuites); }

bool IsTls13Suite(std::uint16_t cipher_suite) { return cipher_suite >> 8 == 0x13; }

bool IsMlKemGroup(std::uint16_t group) { return group >> 4 == 0x11e || (group >= 512 && group <= 514); }

bool IsFiniteFieldGroup(std::uint16_t group) { return group >= 256 && group <= 260; }

std::string_view KeyExchangeOfSuite(std::uint16_t cipher_suite) {
  const std::string name = CipherSuiteName(cipher_suite);
  for (const std::string_view key_exchange : {"RSA", "DHE", "ECDHE"}) {
    if (name.starts_with(fmt::format("TLS_{}_", key_exchange))) {
      return key_exchange;
    }
  }
  return "";
}

std::optional<KeyShareBytes> KeyShareBytesOf(std::uint16_t group) {
  switch (group) {
    case 23:
      return KeyShareBytes{65, 65};
    case 24:
      return KeyShareBytes{97, 97};
    case 25:
      return KeyShareBytes{133, 133};
    case 29:
      return KeyShareBytes{32, 32};
    case 30:
      return KeyShareBytes{56, 56};
    case 256:
      return KeyShareBytes{256, 256};
    case 257:
      return KeyShareBytes{384, 384};
    case 512:
      return KeyShareBytes{800, 768};
    case 513:
      return KeyShareBytes{1184, 1088};
    case 514:
      return KeyShareBytes{1568, 1568};
    case 0x11ed:
      return KeyShareBytes{97 + 1568, 97 + 1568};
    case 0x11eb:  // ML-KEM-768's 1184 and 1088 bytes beside the curve's
      return KeyShareBytes{65 + 1184, 65 + 1088};
    case 0x11ec:
      return KeyShareBytes{1184 + 32, 1088 + 32};
    default:
      return std::nullopt;
  }
}

}  // namespace tlsbench
