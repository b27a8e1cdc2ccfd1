#include "backends/wolfssl_names.h"

#include <wolfssl/wolfcrypt/dh.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

namespace tlsbench {
namespace {

struct Group {
  std::uint16_t id;
  std::uint16_t octets;     // as TLS 1.2 counts them when it chooses a curve
  const char* curve;        // for wolfSSL_CTX_set1_curves_list; null for a group that TLS 1.2 does not have
  std::string_view answer;  // as wolfSSL_get_curve_name returns it
  const char* name;         // IANA's
};
constexpr Group kGroups[] = {
    {23, 32, "P-256", "SECP256R1", "secp256r1"},
    {24, 48, "P-384", "SECP384R1", "secp384r1"},
    {25, 66, "P-521", "SECP521R1", "secp521r1"},
    {29, 32, "X25519", "X25519", "x25519"},
    {30, 57, "X448", "X448", "x448"},
    {256, 32, nullptr, "FFDHE_2048", "ffdhe2048"},
    {257, 32, nullptr, "FFDHE_3072", "ffdhe3072"},
    {0x11eb, 32, nullptr, "SecP256r1MLKEM768", "SecP256r1MLKEM768"},
    {0x11ed, 48, nullptr, "SecP384r1MLKEM1024", "SecP384r1MLKEM1024"},
    {512, 32, nullptr, "ML_KEM_512", "MLKEM512"},
    {513, 32, nullptr, "ML_KEM_768", "MLKEM768"},
    {514, 32, nullptr, "ML_KEM_1024", "MLKEM1024"},
    {0x11ec, 32, nullptr, "X25519MLKEM768", "X25519MLKEM768"},
};

struct Scheme {
  std::uint16_t id;
  const char* name;  // for wolfSSL_CTX_set1_sigalgs_list
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

// Returns the library's own name of a suite; null or "None" if it does not have the suite.
const char* SuiteName(std::uint16_t suite) {
  return wolfSSL_get_cipher_name_from_suite(static_cast<unsigned char>(suite >> 8),
                                            static_cast<unsigned char>(suite & 0xff));
}

}  // namespace

// Some versions accept the name of a group that they were built without, so the library is asked for a key share.
std::optional<std::string> LackingGroup(const std::vector<std::uint16_t>& groups) {
  const std::unique_ptr<WOLFSSL_CTX, decltype(&wolfSSL_CTX_free)> ctx(wolfSSL_CTX_new(wolfTLSv1_3_client_method()),
                                                                      wolfSSL_CTX_free);
  for (const std::uint16_t id : groups) {
    const Group* group = Find(kGroups, id);
    if (group == nullptr) {
      return "number " + std::to_string(id);
    }
    const std::unique_ptr<WOLFSSL, decltype(&wolfSSL_free)> ssl(ctx ? wolfSSL_new(ctx.get()) : nullptr, wolfSSL_free);
    if (!ssl || wolfSSL_UseKeyShare(ssl.get(), id) != WOLFSSL_SUCCESS) {
      wolfSSL_ERR_clear_error();
      return group->name;
    }
  }
  return std::nullopt;
}

int SetGroups(WOLFSSL_CTX* ctx, const std::vector<std::uint16_t>& groups) {
  std::string curves;
  std::vector<int> ids;
  for (const std::uint16_t id : groups) {
    const Group* group = Find(kGroups, id);
    if (group != nullptr && group->curve != nullptr) {
      AppendName(curves, group->curve);
    }
    ids.push_back(id);
  }
  // A TLS 1.2 server takes the client's first curve of the size set here (default: 32 octets), not of its own list.
  int status = wolfSSL_CTX_SetTmpEC_DHE_Sz(ctx, Find(kGroups, groups[0])->octets);
  if (status == WOLFSSL_SUCCESS && !curves.empty()) {
    status = wolfSSL_CTX_set1_curves_list(ctx, curves.c_str());  // disables all other curves
  }
  // Sets the order, which version 4 does not take from that list, and the groups that are no curves.
  return status == WOLFSSL_SUCCESS ? wolfSSL_CTX_set_groups(ctx, ids.data(), static_cast<int>(ids.size())) : status;
}

std::vector<std::uint16_t> KeySharesToSet(const EndpointConfig& config) {
  if (config.role == Role::kServer || config.max_protocol < kTls13 || config.groups.empty()) {
    return {};
  }
  const std::vector<std::uint16_t> first = {config.groups[0]};
  const std::vector<std::uint16_t>& asked = config.key_shares.empty() ? first : config.key_shares;
#ifdef TLSBENCH_WOLFSSL_4
  return asked;  // unless set for each connection, it sends a share of secp256r1, whatever the groups are
#else
  return config.groups.size() == 1 ? std::vector<std::uint16_t>() : asked;  // it sends the first group's share anyway
#endif
}

int SetKeyShares(WOLFSSL* ssl, const std::vector<std::uint16_t>& groups) {
  int status = WOLFSSL_SUCCESS;
  for (auto group = groups.begin(); status == WOLFSSL_SUCCESS && group != groups.end(); ++group) {
    status = wolfSSL_UseKeyShare(ssl, *group);
  }
  return status;
}

int SetFiniteFieldGroup(WOLFSSL_CTX* ctx, const EndpointConfig& config) {
  const bool wanted = std::find(config.groups.begin(), config.groups.end(), 256) != config.groups.end();
  if (!wanted || config.role == Role::kClient || config.min_protocol > kTls12) {
    return WOLFSSL_SUCCESS;
  }
#ifdef HAVE_FFDHE_2048
  const DhParams* parameters = wc_Dh_ffdhe2048_Get();
  return wolfSSL_CTX_SetTmpDH(ctx, parameters->p, static_cast<int>(parameters->p_len), parameters->g,
                              static_cast<int>(parameters->g_len));
#else
  static_cast<void>(ctx);
  return WOLFSSL_FAILURE;
#endif
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

#ifdef TLSBENCH_WOLFSSL_4
// Version 4 has no call to set schemes. A client offers all schemes, RSA-PSS before RSA's PKCS #1. A server picks the
// weakest hash that suits its key and the suite (PickHashSigAlgo), so that keys of P-256 and RSA sign with SHA-256.
std::optional<std::string> LackingSignatureScheme(const EndpointConfig& config) {
  const std::vector<std::uint16_t>& schemes = config.signature_schemes;
  const bool tls13 = config.min_protocol >= kTls13;  // there a curve has one hash (RFC 9846, section 4.3.3)
  const auto chosen = [&](std::uint16_t id) {
    return id == 0x0403 || id == 0x0804 || id == 0x0401 || id == 0x0807 || (tls13 && (id == 0x0503 || id == 0x0603));
  };
  if (!std::all_of(schemes.begin(), schemes.end(), chosen)) {
    return "this version of wolfSSL cannot be told signature schemes, and signs with SHA-256";
  }
  const auto signs = [](std::uint16_t suite) {  // static RSA does not: the suites without DHE in the name
    const char* name = SuiteName(suite);
    return name == nullptr || std::string_view(name).find("DHE") != std::string_view::npos;
  };
  const std::vector<std::uint16_t>& suites = config.cipher_suites;
  const bool any_signs = suites.empty() || std::any_of(suites.begin(), suites.end(), signs);
  if (any_signs && config.role == Role::kClient && !schemes.empty() && schemes[0] == 0x0401) {
    return "this version of wolfSSL cannot be told signature schemes, and its client prefers RSA-PSS";
  }
  return std::nullopt;
}

int SetSignatureSchemes(WOLFSSL_CTX* /*ctx*/, const std::vector<std::uint16_t>& /*schemes*/) { return WOLFSSL_SUCCESS; }
#else
std::optional<std::string> LackingSignatureScheme(const EndpointConfig& config) {
  const std::vector<std::uint16_t>& schemes = config.signature_schemes;
  const bool all = std::all_of(schemes.begin(), schemes.end(), [](auto id) { return Find(kSchemes, id) != nullptr; });
  return all ? std::nullopt
             : std::optional("this build of wolfSSL does not have a signature scheme that was asked for");
}

int SetSignatureSchemes(WOLFSSL_CTX* ctx, const std::vector<std::uint16_t>& schemes) {
  std::string list;
  for (const std::uint16_t id : schemes) {
    if (const Scheme* scheme = Find(kSchemes, id)) {
      AppendName(list, scheme->name);
    }
  }
  return wolfSSL_CTX_set1_sigalgs_list(ctx, list.c_str());
}
#endif

bool KnowsCipherSuite(std::uint16_t suite) {
  const char* name = SuiteName(suite);
  return name != nullptr && std::string_view(name) != "None";
}

int SetCipherSuites(WOLFSSL_CTX* ctx, const std::vector<std::uint16_t>& suites) {
#ifdef TLSBENCH_WOLFSSL_4
  // The library takes only names, and exactly these.
  std::string list;
  for (const std::uint16_t suite : suites) {
    AppendName(list, SuiteName(suite));
  }
  return wolfSSL_CTX_set_cipher_list(ctx, list.c_str());
#else
  // By numbers: a list of names would keep the other protocol's suites.
  std::vector<unsigned char> bytes;
  for (const std::uint16_t suite : suites) {
    bytes.push_back(static_cast<unsigned char>(suite >> 8));
    bytes.push_back(static_cast<unsigned char>(suite & 0xff));
  }
  return wolfSSL_CTX_set_cipher_list_bytes(ctx, bytes.data(), static_cast<int>(bytes.size()));
#endif
}

}  // namespace tlsbench
