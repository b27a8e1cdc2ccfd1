#include "backends/openssl_names.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

namespace tlsbench {
namespace {

struct Group {
  std::uint16_t id;
  const char* list_name;  // for the library's group lists
  const char* tls_name;   // as SSL_group_to_name returns it
};
constexpr Group kGroups[] = {
    {23, "P-256", "secp256r1"},
    {24, "P-384", "secp384r1"},
    {25, "P-521", "secp521r1"},
    {29, "X25519", "x25519"},
    {30, "X448", "x448"},
    {256, "ffdhe2048", "ffdhe2048"},
    {257, "ffdhe3072", "ffdhe3072"},
    {512, "MLKEM512", "MLKEM512"},
    {513, "MLKEM768", "MLKEM768"},
    {514, "MLKEM1024", "MLKEM1024"},
    {0x11eb, "SecP256r1MLKEM768", "SecP256r1MLKEM768"},
    {0x11ec, "X25519MLKEM768", "X25519MLKEM768"},
    {0x11ed, "SecP384r1MLKEM1024", "SecP384r1MLKEM1024"},
};

const Group* FindGroup(std::uint16_t id) {
  const auto* found = std::find_if(std::begin(kGroups), std::end(kGroups), [&](auto& group) { return group.id == id; });
  return found == std::end(kGroups) ? nullptr : found;
}

struct Scheme {
  std::uint16_t id;
  const char* name;  // IANA's name, which the library takes in lists
  int key_nid;
  int digest_nid;
};
constexpr Scheme kSchemes[] = {
    {0x0403, "ecdsa_secp256r1_sha256", NID_X9_62_id_ecPublicKey, NID_sha256},
    {0x0503, "ecdsa_secp384r1_sha384", NID_X9_62_id_ecPublicKey, NID_sha384},
    {0x0804, "rsa_pss_rsae_sha256", NID_rsassaPss, NID_sha256},
    {0x0805, "rsa_pss_rsae_sha384", NID_rsassaPss, NID_sha384},
    {0x0806, "rsa_pss_rsae_sha512", NID_rsassaPss, NID_sha512},
    {0x0603, "ecdsa_secp521r1_sha512", NID_X9_62_id_ecPublicKey, NID_sha512},
    {0x0401, "rsa_pkcs1_sha256", NID_rsaEncryption, NID_sha256},
    {0x0501, "rsa_pkcs1_sha384", NID_rsaEncryption, NID_sha384},
    {0x0601, "rsa_pkcs1_sha512", NID_rsaEncryption, NID_sha512},
    {0x0807, "ed25519", NID_ED25519, NID_undef},
    // Their NIDs differ between the libraries; the libraries that have them report the scheme in another way.
    {0x0904, "mldsa44", NID_undef, NID_undef},
    {0x0905, "mldsa65", NID_undef, NID_undef},
    {0x0906, "mldsa87", NID_undef, NID_undef},
};

const Scheme* FindScheme(std::uint16_t id) {
  const auto* found = std::find_if(std::begin(kSchemes), std::end(kSchemes), [&](auto& s) { return s.id == id; });
  return found == std::end(kSchemes) ? nullptr : found;
}

void AppendName(std::string& list, const char* name) {
  list += (list.empty() ? "" : ":");
  list += name;
}

// Returns null if the library does not have it.
const SSL_CIPHER* FindSuite([[maybe_unused]] SSL* ssl, std::uint16_t suite) {
#ifdef TLSBENCH_BORINGSSL_API
  return SSL_get_cipher_by_value(suite);
#else
  const unsigned char wire[] = {static_cast<unsigned char>(suite >> 8), static_cast<unsigned char>(suite & 0xff)};
  return SSL_CIPHER_find(ssl, wire);
#endif
}

std::string Hexadecimal(std::uint16_t number) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text = "0x";
  for (const int shift : {12, 8, 4, 0}) {
    text += kDigits[number >> shift & 15];
  }
  return text;
}

#ifdef OPENSSL_IS_AWSLC
bool IsPostQuantum(std::uint16_t group) { return group >> 8 == 0x11 || group >> 8 == 2; }
#endif

// The key shares of a first ClientHello, as text for a reason and as numbers, if the library makes its own choice.
#if !defined(TLSBENCH_BORINGSSL_API) && OPENSSL_VERSION_NUMBER >= 0x30500000L
#define TLSBENCH_CHOOSES_KEY_SHARES
#elif defined(OPENSSL_IS_AWSLC)
constexpr char kKeyShareRule[] =
    "AWS-LC always sends key shares of its first group and of the first that differs in being post-quantum or not";
std::vector<std::uint16_t> OwnKeyShares(const std::vector<std::uint16_t>& groups) {
  std::vector<std::uint16_t> shares(groups.begin(), groups.begin() + (groups.empty() ? 0 : 1));
  const auto other = std::find_if(groups.begin(), groups.end(), [&](std::uint16_t group) {
    return IsPostQuantum(group) != IsPostQuantum(groups.front());
  });
  if (other != groups.end()) {
    shares.push_back(*other);
  }
  return shares;
}
#else
// BoringSSL of these versions sends two only if one is of a group that no longer has a number (CECPQ2, Kyber768).
constexpr char kKeyShareRule[] = "the client always sends one key share, of its first group";
std::vector<std::uint16_t> OwnKeyShares(const std::vector<std::uint16_t>& groups) {
  return {groups.begin(), groups.begin() + (groups.empty() ? 0 : 1)};
}
#endif

}  // namespace

std::vector<std::uint16_t> ListedGroups(const EndpointConfig& config) {
  std::vector<std::uint16_t> groups = config.groups;
  if (config.max_protocol == kTls12) {
    groups.erase(std::remove_if(groups.begin(), groups.end(), IsFiniteFieldGroup), groups.end());
  }
  return groups;
}

std::optional<std::string> LackingGroup(SSL_CTX* scratch, const std::vector<std::uint16_t>& groups) {
  for (const std::uint16_t id : groups) {
    const Group* group = FindGroup(id);
    if (group == nullptr) {
      return "this backend does not know the group number " + std::to_string(id);
    }
    if (SSL_CTX_set1_curves_list(scratch, group->list_name) != 1) {
      ERR_clear_error();
      return std::string("this library does not have the group ") + group->tls_name;
    }
  }
  return std::nullopt;
}

std::optional<std::string> LackingScheme(SSL_CTX* scratch, const std::vector<std::uint16_t>& schemes) {
  for (const std::uint16_t id : schemes) {
    const Scheme* scheme = FindScheme(id);
    if (scheme == nullptr) {
      return "this backend does not know the signature scheme " + Hexadecimal(id);
    }
#ifdef TLSBENCH_BORINGSSL_API
    const bool named = SSL_get_signature_algorithm_name(id, 1) != nullptr;  // lists also take unknown numbers
#else
    const bool named = true;
#endif
    if (!named || !SetSignatureSchemes(scratch, {id})) {
      ERR_clear_error();
      return std::string("this library does not have the signature scheme ") + scheme->name;
    }
  }
  return std::nullopt;
}

std::optional<std::string> LackingSuite(SSL_CTX* scratch, const std::vector<std::uint16_t>& suites) {
  for (const std::uint16_t suite : suites) {
    if (!SetCipherSuites(scratch, {suite})) {
      ERR_clear_error();
      return "this library does not have a cipher suite that was asked for";
    }
  }
  return std::nullopt;
}

std::optional<std::string> LackingKeyShares(const EndpointConfig& config) {
  const auto offered = [&](std::uint16_t share) {
    return std::find(config.groups.begin(), config.groups.end(), share) != config.groups.end();
  };
  if (!std::all_of(config.key_shares.begin(), config.key_shares.end(), offered)) {
    return "a key share of a group that is not offered";
  }
#ifdef TLSBENCH_CHOOSES_KEY_SHARES
  if (config.key_shares.size() > 4) {
    return "OpenSSL sends at most 4 key shares";  // OPENSSL_CLIENT_MAX_KEY_SHARES
  }
#else
  const std::vector<std::uint16_t> own = OwnKeyShares(config.groups);
  if (!config.key_shares.empty() &&
      !std::is_permutation(own.begin(), own.end(), config.key_shares.begin(), config.key_shares.end())) {
    return kKeyShareRule;
  }
#endif
  return std::nullopt;
}

bool SetGroups(SSL_CTX* ctx, const EndpointConfig& config) {
  std::string list;
  for (const std::uint16_t id : ListedGroups(config)) {
    std::string name;
#ifdef TLSBENCH_CHOOSES_KEY_SHARES
    // Without any asterisk the library sends only the first group's share.
    const auto& shares = config.key_shares;
    name = std::find(shares.begin(), shares.end(), id) == shares.end() ? "" : "*";
#endif
    name += FindGroup(id)->list_name;
    AppendName(list, name.c_str());
  }
  return list.empty() || SSL_CTX_set1_curves_list(ctx, list.c_str()) == 1;
}

std::uint16_t NegotiatedGroup([[maybe_unused]] SSL* ssl) {
#ifdef TLSBENCH_BORINGSSL_API
  return SSL_get_curve_id(ssl);
#elif OPENSSL_VERSION_NUMBER >= 0x30000000L
  if (SSL_get_session(ssl) == nullptr) {
    return 0;  // OpenSSL 3.0 crashes when asked before there is a session (issue 27409)
  }
  const char* name = SSL_group_to_name(ssl, static_cast<int>(SSL_get_negotiated_group(ssl)));
  for (const Group& group : kGroups) {
    if (name != nullptr && OPENSSL_strcasecmp(name, group.tls_name) == 0) {
      return group.id;
    }
  }
  return 0;
#else
  return 0;  // OpenSSL 1.1.1 does not report it; the wire shows it
#endif
}

bool SetSignatureSchemes(SSL_CTX* ctx, const std::vector<std::uint16_t>& schemes) {
#ifdef TLSBENCH_BORINGSSL_API
  // BoringSSL signs by the first list and verifies by the second.
  return SSL_CTX_set_signing_algorithm_prefs(ctx, schemes.data(), schemes.size()) == 1 &&
         SSL_CTX_set_verify_algorithm_prefs(ctx, schemes.data(), schemes.size()) == 1;
#else
  std::string list;
  for (const std::uint16_t id : schemes) {
    if (const Scheme* scheme = FindScheme(id)) {
      AppendName(list, scheme->name);
    }
  }
  return SSL_CTX_set1_sigalgs_list(ctx, list.c_str()) == 1;
#endif
}

std::uint16_t PeerSignatureScheme(SSL* ssl) {
#ifdef TLSBENCH_BORINGSSL_API
  return SSL_get_peer_signature_algorithm(ssl);
#elif OPENSSL_VERSION_NUMBER >= 0x30500000L
  const char* name = nullptr;
  if (SSL_get0_peer_signature_name(ssl, &name) != 1 || name == nullptr) {
    return 0;
  }
  const auto* found = std::find_if(std::begin(kSchemes), std::end(kSchemes),
                                   [&](auto& scheme) { return OPENSSL_strcasecmp(scheme.name, name) == 0; });
  return found == std::end(kSchemes) ? std::uint16_t{0} : found->id;
#else
  int key_nid = NID_undef;
  int digest_nid = NID_undef;
  SSL_get_peer_signature_type_nid(ssl, &key_nid);
  SSL_get_peer_signature_nid(ssl, &digest_nid);
  for (const Scheme& scheme : kSchemes) {
    if (key_nid != NID_undef && scheme.key_nid == key_nid && scheme.digest_nid == digest_nid) {
      return scheme.id;
    }
  }
  return 0;
#endif
}

int MlDsaLevel([[maybe_unused]] const EVP_PKEY* key) {
#if defined(OPENSSL_IS_AWSLC)
  const int nid = EVP_PKEY_id(key) == EVP_PKEY_PQDSA ? EVP_PKEY_pqdsa_get_type(key) : NID_undef;
  return nid == NID_MLDSA44 ? 44 : nid == NID_MLDSA65 ? 65 : nid == NID_MLDSA87 ? 87 : 0;
#elif !defined(TLSBENCH_BORINGSSL_API) && OPENSSL_VERSION_NUMBER >= 0x30500000L
  for (const auto& [level, name] :
       {std::pair(44, "ML-DSA-44"), std::pair(65, "ML-DSA-65"), std::pair(87, "ML-DSA-87")}) {
    if (EVP_PKEY_is_a(key, name) == 1) {
      return level;
    }
  }
  return 0;
#else
  return 0;
#endif
}

bool SetCipherSuites(SSL_CTX* ctx, const std::vector<std::uint16_t>& suites) {
  const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(ctx), SSL_free);
  std::string tls12;
  std::string tls13;
  for (const std::uint16_t suite : suites) {
    const SSL_CIPHER* cipher = ssl ? FindSuite(ssl.get(), suite) : nullptr;
    if (cipher == nullptr) {
      return false;
    }
    AppendName(IsTls13Suite(suite) ? tls13 : tls12, SSL_CIPHER_get_name(cipher));
#ifndef TLSBENCH_BORINGSSL_API
    // OpenSSL 3.5 rates suites with CCM_8 at 64 bits, which only security level 0 permits.
    if (SSL_CIPHER_get_bits(cipher, nullptr) < 80) {
      SSL_CTX_set_security_level(ctx, 0);
    }
#endif
  }
  bool done = tls12.empty() || SSL_CTX_set_cipher_list(ctx, tls12.c_str()) == 1;
#if !defined(TLSBENCH_BORINGSSL_API) || defined(OPENSSL_IS_AWSLC)
  done = done && (tls13.empty() || SSL_CTX_set_ciphersuites(ctx, tls13.c_str()) == 1);
#endif
  return done;
}

bool SetDhParameters([[maybe_unused]] SSL_CTX* ctx, const EndpointConfig& config) {
  const auto group = std::find_if(config.groups.begin(), config.groups.end(), IsFiniteFieldGroup);
  if (config.role == Role::kClient || config.min_protocol != kTls12 || group == config.groups.end()) {
    return true;
  }
#if defined(TLSBENCH_BORINGSSL_API)
  return false;
#elif OPENSSL_VERSION_NUMBER >= 0x30000000L
  const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> maker(
      EVP_PKEY_CTX_new_from_name(nullptr, "DH", nullptr), EVP_PKEY_CTX_free);
  EVP_PKEY* parameters = nullptr;
  if (!maker || EVP_PKEY_paramgen_init(maker.get()) != 1 ||
      EVP_PKEY_CTX_set_group_name(maker.get(), FindGroup(*group)->list_name) != 1 ||
      EVP_PKEY_paramgen(maker.get(), &parameters) != 1) {
    return false;
  }
  // The context takes ownership, unless this fails.
  const bool done = SSL_CTX_set0_tmp_dh_pkey(ctx, parameters) == 1;
  if (!done) {
    EVP_PKEY_free(parameters);
  }
  return done;
#else
  const std::unique_ptr<DH, decltype(&DH_free)> parameters(DH_new_by_nid(OBJ_sn2nid(FindGroup(*group)->list_name)),
                                                           DH_free);
  return parameters && SSL_CTX_set_tmp_dh(ctx, parameters.get()) == 1;
#endif
}

}  // namespace tlsbench
