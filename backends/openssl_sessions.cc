#include "backends/openssl_sessions.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstring>
#include <iterator>

#include "backends/openssl_connection.h"
#include "backends/openssl_names.h"

namespace tlsbench {
namespace {

// The defaults: with as_shipped, a field with its default value keeps the library's own setting.
const EndpointConfig kDefaults;

// How many sessions a server keeps at most. OpenSSL and BoringSSL keep 20480 by default, some tens of megabytes.
constexpr int kCacheSize = 1024;

#if !defined(TLSBENCH_BORINGSSL_API) && OPENSSL_VERSION_NUMBER >= 0x30000000L
using MacContext = EVP_MAC_CTX;

bool SetMacKey(MacContext* mac, TicketKeys& keys) {
  char digest[] = "SHA256";
  const OSSL_PARAM params[] = {
      OSSL_PARAM_construct_octet_string("key", keys.authentication.data(), keys.authentication.size()),
      OSSL_PARAM_construct_utf8_string("digest", digest, 0), OSSL_PARAM_construct_end()};
  return EVP_MAC_CTX_set_params(mac, params) == 1;
}
#else
using MacContext = HMAC_CTX;

bool SetMacKey(MacContext* mac, const TicketKeys& keys) {
  return HMAC_Init_ex(mac, keys.authentication.data(), static_cast<int>(keys.authentication.size()), EVP_sha256(),
                      nullptr) == 1;
}
#endif

// The cipher that the library itself uses for its tickets.
const EVP_CIPHER* TicketCipher() {
#ifdef TLSBENCH_BORINGSSL_API
  return EVP_aes_128_cbc();
#else
  return EVP_aes_256_cbc();
#endif
}

// Encrypts or decrypts a ticket. For decrypting returns 2 if the ticket is valid and shall be renewed, 0 if it is from
// another server: SSL_CTX_set_tlsext_ticket_key_cb.
int OnTicketKey(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, MacContext* mac,
                int encrypt) {
  auto& keys = *static_cast<TicketKeys*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
  if (encrypt != 1 && std::memcmp(name, keys.name.data(), keys.name.size()) != 0) {
    return 0;
  }
  if (encrypt == 1) {
    std::memcpy(name, keys.name.data(), keys.name.size());
    if (RAND_bytes(iv, EVP_CIPHER_iv_length(TicketCipher())) != 1) {
      return -1;
    }
  }
  if (EVP_CipherInit_ex(cipher, TicketCipher(), nullptr, keys.encryption.data(), iv, encrypt) != 1 ||
      !SetMacKey(mac, keys)) {
    return -1;
  }
  return encrypt == 1 ? 1 : 2;
}

#ifdef TLSBENCH_BORINGSSL_API
// Turns early data off for a connection. The switch covers both the accepting and the permission in tickets, so the
// connection turns it on again before its tickets are made.
ssl_select_cert_result_t DeclineEarlyData(const SSL_CLIENT_HELLO* hello) {
  const std::uint8_t* data = nullptr;
  std::size_t length = 0;
  if (SSL_early_callback_ctx_extension_get(hello, TLSEXT_TYPE_early_data, &data, &length) == 1) {
    SSL_set_early_data_enabled(hello->ssl, 0);
  }
  return ssl_select_cert_success;
}
#else
int DeclineEarlyData(SSL* /*ssl*/, void* /*argument*/) { return 0; }

#ifndef SSL_OP_PREFER_NO_DHE_KEX
// Before 3.3 a server prefers psk_dhe_ke if it has a group in common with the client, even if that needs a
// HelloRetryRequest, and chooses psk_ke otherwise (source 3.0.22, final_key_share). So in a resumption this sets a
// group that the client does not offer, if there is one.
int AvoidGroupsOfClient(SSL* ssl, int* /*alert*/, void* /*argument*/) {
  const unsigned char* data = nullptr;
  std::size_t length = 0;
  if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_psk, &data, &length) != 1 ||
      SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_supported_groups, &data, &length) != 1) {
    return SSL_CLIENT_HELLO_SUCCESS;
  }
  static constexpr struct {
    int id;
    const char* name;
  } kCandidates[] = {{25, "P-521"}, {30, "X448"},   {24, "P-384"},
                     {23, "P-256"}, {29, "X25519"}, {26, "brainpoolP256r1"}};
  for (const auto& candidate : kCandidates) {
    bool offered = false;
    for (std::size_t i = 2; i + 1 < length; i += 2) {  // after the length of the list
      offered = offered || (data[i] << 8 | data[i + 1]) == candidate.id;
    }
    if (!offered && SSL_set1_groups_list(ssl, candidate.name) == 1) {
      break;
    }
  }
  return SSL_CLIENT_HELLO_SUCCESS;
}
#endif
#endif

void ConfigureCache(SSL_CTX* ctx, const EndpointConfig& config) {
  if (!config.stateful_sessions) {
    // No cache, so that a TLS 1.2 resumption can only come from a ticket.
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    return;
  }
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_SERVER);
  SSL_CTX_sess_set_cache_size(ctx, kCacheSize);
}

}  // namespace

std::optional<std::string> LackingSessions([[maybe_unused]] const EndpointConfig& config) {
#ifdef TLSBENCH_BORINGSSL_API
  if (config.stateful_sessions && config.max_protocol != kTls12) {
    return std::string(kLibraryName) + " has no stateful tickets of TLS 1.3";
  }
  if (config.psk_ke) {
    return std::string(kLibraryName) + " resumes TLS 1.3 with a fresh key exchange only (psk_dhe_ke)";
  }
#else
  if (config.false_start) {
    return "OpenSSL has no False Start";
  }
#endif
  return std::nullopt;
}

void ConfigureSessions(SSL_CTX* ctx, const EndpointConfig& config) {
  if (config.role == Role::kClient) {
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(ctx, OpensslConnection::OnNewSession);
    return;
  }
  ConfigureCache(ctx, config);
  if (!config.as_shipped || config.tickets != kDefaults.tickets) {
    SSL_CTX_set_num_tickets(ctx, config.tickets);
  }
  if (config.tickets == 0 || config.stateful_sessions) {
    SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);  // OpenSSL's TLS 1.3 tickets become stateful
  }
  static constexpr unsigned char kSessionIdContext[] = "tlsbench";
  SSL_CTX_set_session_id_context(ctx, kSessionIdContext, sizeof(kSessionIdContext) - 1);
}

void ConfigureResumption(SSL_CTX* ctx, const EndpointConfig& config) {
  const bool server = config.role == Role::kServer;
#ifdef TLSBENCH_BORINGSSL_API
  if (server && config.early_data_limit != 0) {
    SSL_CTX_set_early_data_enabled(ctx, 1);
    if (config.reject_early_data) {
      SSL_CTX_set_select_certificate_cb(ctx, DeclineEarlyData);
    }
  }
#else
  if (server && config.early_data_limit != 0) {
    // The library's protection against replay makes tickets stateful and single use.
    SSL_CTX_set_options(ctx, SSL_OP_NO_ANTI_REPLAY);
    SSL_CTX_set_max_early_data(ctx, config.early_data_limit);
    SSL_CTX_set_recv_max_early_data(ctx, config.early_data_limit);
    if (config.reject_early_data) {
      SSL_CTX_set_allow_early_data_cb(ctx, DeclineEarlyData, nullptr);
    }
  }
  if (config.psk_ke) {
    SSL_CTX_set_options(ctx, SSL_OP_ALLOW_NO_DHE_KEX);
    if (server) {
#ifdef SSL_OP_PREFER_NO_DHE_KEX
      SSL_CTX_set_options(ctx, SSL_OP_PREFER_NO_DHE_KEX);
#else
      SSL_CTX_set_client_hello_cb(ctx, AvoidGroupsOfClient, nullptr);
#endif
    }
  }
#endif
}

std::unique_ptr<TicketKeys> RenewTickets(SSL_CTX* ctx) {
  auto keys = std::make_unique<TicketKeys>();
  if (RAND_bytes(keys->name.data(), static_cast<int>(keys->name.size())) != 1 ||
      RAND_bytes(keys->encryption.data(), static_cast<int>(keys->encryption.size())) != 1 ||
      RAND_bytes(keys->authentication.data(), static_cast<int>(keys->authentication.size())) != 1) {
    return nullptr;
  }
  SSL_CTX_set_app_data(ctx, reinterpret_cast<char*>(keys.get()));
#if !defined(TLSBENCH_BORINGSSL_API) && OPENSSL_VERSION_NUMBER >= 0x30000000L
  SSL_CTX_set_tlsext_ticket_key_evp_cb(ctx, OnTicketKey);
#else
  SSL_CTX_set_tlsext_ticket_key_cb(ctx, OnTicketKey);
#endif
  return keys;
}

}  // namespace tlsbench
