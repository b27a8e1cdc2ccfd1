#include "backends/wolfssl_names.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

namespace tlsbench {
namespace {

struct Group {
  const char* list_name;    // as wolfSSL_CTX_set1_curves_list wants it
  std::string_view answer;  // as wolfSSL_get_curve_name gives it
  std::uint16_t id;
  std::uint16_t octets;  // as TLS 1.2's choice of a curve counts them
};
constexpr Group kGroups[] = {
    {"P-256", "SECP256R1", 23, 32}, {"P-384", "SECP384R1", 24, 48}, {"P-521", "SECP521R1", 25, 66},
    {"X25519", "X25519", 29, 32},   {"X448", "X448", 30, 57},
};

struct Scheme {
  std::uint16_t id;
  const char* name;  // as wolfSSL_CTX_set1_sigalgs_list wants it
};
constexpr Scheme kSchemes[] = {
    {0x0403, "ECDSA+SHA256"},   {0x0503, "ECDSA+SHA384"},   {0x0603, "ECDSA+SHA512"}, {0x0804, "RSA-PSS+SHA256"},
    {0x0805, "RSA-PSS+SHA384"}, {0x0806, "RSA-PSS+SHA512"}, {0x0401, "RSA+SHA256"},   {0x0501, "RSA+SHA384"},
    {0x0601, "RSA+SHA512"},     {0x0807, "ED25519"},
};

template <class Table>
const auto* Find(const Table& table, std::uint16_t id) {
  const auto* found = std::find_if(std::begin(table), std::end(table), [&](auto& row) { return row.id == id; });
  return found == std::end(table) ? nullptr : found;
}

void AppendName(std::string& list, const char* name) {
  list += (list.empty() ? "" : ":");
  list += name;
}

}  // namespace

bool KnowsGroup(std::uint16_t group) { return Find(kGroups, group) != nullptr; }

int SetGroups(WOLFSSL_CTX* ctx, const std::vector<std::uint16_t>& groups) {
  std::string list;
  for (const std::uint16_t id : groups) {
    if (const Group* group = Find(kGroups, id)) {
      AppendName(list, group->list_name);
    }
  }
  // A TLS 1.2 server takes the client's first curve of the size set here (32 octets unless told), not of its own list.
  const int sized = wolfSSL_CTX_SetTmpEC_DHE_Sz(ctx, Find(kGroups, groups[0])->octets);
  return sized == WOLFSSL_SUCCESS ? wolfSSL_CTX_set1_curves_list(ctx, list.c_str()) : sized;
}

std::uint16_t NegotiatedGroup(WOLFSSL* ssl) {
  const char* answer = wolfSSL_get_curve_name(ssl);
  for (const Group& group : kGroups) {
    if (answer != nullptr && group.answer == answer) {
      return group.id;
    }
  }
  return 0;
}

bool KnowsSignatureScheme(std::uint16_t scheme) { return Find(kSchemes, scheme) != nullptr; }

int SetSignatureSchemes(WOLFSSL_CTX* ctx, const std::vector<std::uint16_t>& schemes) {
  std::string list;
  for (const std::uint16_t id : schemes) {
    if (const Scheme* scheme = Find(kSchemes, id)) {
      AppendName(list, scheme->name);
    }
  }
  return wolfSSL_CTX_set1_sigalgs_list(ctx, list.c_str());
}

bool KnowsCipherSuite(std::uint16_t suite) {
  const char* name = wolfSSL_get_cipher_name_from_suite(static_cast<unsigned char>(suite >> 8),
                                                        static_cast<unsigned char>(suite & 0xff));
  return name != nullptr && std::string_view(name) != "None";
}

int SetCipherSuites(WOLFSSL_CTX* ctx, const std::vector<std::uint16_t>& suites) {
  std::vector<unsigned char> bytes;
  for (const std::uint16_t suite : suites) {
    bytes.push_back(static_cast<unsigned char>(suite >> 8));
    bytes.push_back(static_cast<unsigned char>(suite & 0xff));
  }
  return wolfSSL_CTX_set_cipher_list_bytes(ctx, bytes.data(), static_cast<int>(bytes.size()));
}

}  // namespace tlsbench
