#include "backends/openssl_names.h"

#include <openssl/err.h>
#include <openssl/objects.h>

#include <algorithm>
#include <iterator>
#include <memory>

namespace tlsbench {
namespace {

struct Group {
  std::uint16_t id;
  const char* list_name;  // as the library's group lists want it
  const char* tls_name;   // as SSL_group_to_name answers
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
  const char* name;  // IANA's, which the library takes in lists
  int key_nid;
  int digest_nid;
};
constexpr Scheme kSchemes[] = {
    {0x0403, "ecdsa_secp256r1_sha256", NID_X9_62_id_ecPublicKey, NID_sha256},
    {0x0503, "ecdsa_secp384r1_sha384", NID_X9_62_id_ecPublicKey, NID_sha384},
    {0x0804, "rsa_pss_rsae_sha256", NID_rsassaPss, NID_sha256},
    {0x0805, "rsa_pss_rsae_sha384", NID_rsassaPss, NID_sha384},
    {0x0806, "rsa_pss_rsae_sha512", NID_rsassaPss, NID_sha512},
    {0x0401, "rsa_pkcs1_sha256", NID_rsaEncryption, NID_sha256},
    {0x0501, "rsa_pkcs1_sha384", NID_rsaEncryption, NID_sha384},
    {0x0601, "rsa_pkcs1_sha512", NID_rsaEncryption, NID_sha512},
    {0x0807, "ed25519", NID_ED25519, NID_undef},
};

const Scheme* FindScheme(std::uint16_t id) {
  const auto* found = std::find_if(std::begin(kSchemes), std::end(kSchemes), [&](auto& s) { return s.id == id; });
  return found == std::end(kSchemes) ? nullptr : found;
}

void AppendName(std::string& list, const char* name) {
  list += (list.empty() ? "" : ":");
  list += name;
}

// The library's own name of a suite; null if it does not have it.
const char* SuiteName([[maybe_unused]] SSL* ssl, std::uint16_t suite) {
#ifdef TLSBENCH_BORINGSSL_API
  const SSL_CIPHER* cipher = SSL_get_cipher_by_value(suite);
#else
  const unsigned char wire[] = {static_cast<unsigned char>(suite >> 8), static_cast<unsigned char>(suite & 0xff)};
  const SSL_CIPHER* cipher = SSL_CIPHER_find(ssl, wire);
#endif
  return cipher == nullptr ? nullptr : SSL_CIPHER_get_name(cipher);
}

// TLS 1.3's suites are the block 0x13xx (RFC 9846, appendix B.4).
bool IsTls13Suite(std::uint16_t suite) { return suite >> 8 == 0x13; }

}  // namespace

std::optional<std::string> LackingGroup(const std::vector<std::uint16_t>& groups) {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> ctx(SSL_CTX_new(TLS_method()), SSL_CTX_free);
  for (const std::uint16_t id : groups) {
    const Group* group = FindGroup(id);
    if (group == nullptr) {
      return "this backend does not know the group number " + std::to_string(id);
    }
    if (!ctx || SSL_CTX_set1_curves_list(ctx.get(), group->list_name) != 1) {
      ERR_clear_error();
      // Which groups there are depends on the version and on how it was built, so the library was asked.
      return std::string("this library does not have the group ") + group->tls_name;
    }
  }
  return std::nullopt;
}

std::string GroupList(const std::vector<std::uint16_t>& groups) {
  std::string list;
  for (const std::uint16_t id : groups) {
    if (const Group* group = FindGroup(id)) {
      AppendName(list, group->list_name);
    }
  }
  return list;
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
  return 0;  // OpenSSL 1.1.1 does not say; the wire does
#endif
}

bool KnowsSignatureScheme(std::uint16_t scheme) { return FindScheme(scheme) != nullptr; }

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
#else
  int key_nid = NID_undef;
  int digest_nid = NID_undef;
  SSL_get_peer_signature_type_nid(ssl, &key_nid);
  SSL_get_peer_signature_nid(ssl, &digest_nid);
  for (const Scheme& scheme : kSchemes) {
    if (scheme.key_nid == key_nid && scheme.digest_nid == digest_nid) {
      return scheme.id;
    }
  }
  return 0;
#endif
}

bool SetCipherSuites(SSL_CTX* ctx, const std::vector<std::uint16_t>& suites) {
  const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(ctx), SSL_free);
  std::string tls12;
  std::string tls13;
  for (const std::uint16_t suite : suites) {
    const char* name = ssl ? SuiteName(ssl.get(), suite) : nullptr;
    if (name == nullptr) {
      return false;
    }
    AppendName(IsTls13Suite(suite) ? tls13 : tls12, name);
  }
  bool done = tls12.empty() || SSL_CTX_set_cipher_list(ctx, tls12.c_str()) == 1;
#if !defined(TLSBENCH_BORINGSSL_API) || defined(OPENSSL_IS_AWSLC)
  done = done && (tls13.empty() || SSL_CTX_set_ciphersuites(ctx, tls13.c_str()) == 1);
#endif
  return done;
}

}  // namespace tlsbench
