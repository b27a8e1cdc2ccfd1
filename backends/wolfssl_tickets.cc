#include "backends/wolfssl_tickets.h"

#ifdef TLSBENCH_OWN_TICKETS
#include <wolfssl/wolfcrypt/chacha20_poly1305.h>
#include <wolfssl/wolfcrypt/random.h>

#include <algorithm>
#endif

namespace tlsbench {
namespace {

const EndpointConfig kDefaults;

// Tickets live this long; the library's own 300 s would end the resumptions of a longer run. The library's ticket keys
// live 3600 s; with tickets that live longer than half of that it runs out of keys and fails handshakes (wolfSSL issue
// 10796).
constexpr unsigned kTicketLifetime = 1500;

#ifdef TLSBENCH_OWN_TICKETS
// wolfSSL 4.6 leaves the encryption of tickets to its user. ChaCha20-Poly1305 is what later versions do themselves.

std::unique_ptr<TicketKey> MakeTicketKey() {
  auto key = std::make_unique<TicketKey>();
  WC_RNG rng;
  if (wc_InitRng(&rng) != 0) {
    return nullptr;
  }
  const bool made = wc_RNG_GenerateBlock(&rng, key->name.data(), WOLFSSL_TICKET_NAME_SZ) == 0 &&
                    wc_RNG_GenerateBlock(&rng, key->key.data(), CHACHA20_POLY1305_AEAD_KEYSIZE) == 0;
  wc_FreeRng(&rng);
  return made ? std::move(key) : nullptr;
}

// Encrypts or decrypts `ticket` in place. The library has room for 16 bytes of nonce and 32 of authentication; the
// cipher uses 12 and 16 of them.
int OnTicketCrypt(WOLFSSL* ssl, unsigned char* name, unsigned char* nonce, unsigned char* tag, int encrypt,
                  unsigned char* ticket, int length, int* out_length, void* argument) {
  const auto& key = *static_cast<const TicketKey*>(argument);
  const auto size = static_cast<word32>(length);
  *out_length = length;
  if (encrypt == 0) {
    const bool ours = std::equal(key.name.begin(), key.name.end(), name);
    return ours && wc_ChaCha20Poly1305_Decrypt(key.key.data(), nonce, key.name.data(), WOLFSSL_TICKET_NAME_SZ, ticket,
                                               size, tag, ticket) == 0
               ? (key.renew ? WOLFSSL_TICKET_RET_CREATE : WOLFSSL_TICKET_RET_OK)
               : WOLFSSL_TICKET_RET_REJECT;
  }
  std::copy(key.name.begin(), key.name.end(), name);
  std::fill_n(tag, WOLFSSL_TICKET_MAC_SZ, std::uint8_t{0});
  const bool done = wc_RNG_GenerateBlock(wolfSSL_GetRNG(ssl), nonce, WOLFSSL_TICKET_IV_SZ) == 0 &&
                    wc_ChaCha20Poly1305_Encrypt(key.key.data(), nonce, key.name.data(), WOLFSSL_TICKET_NAME_SZ, ticket,
                                                size, ticket, tag) == 0;
  return done ? WOLFSSL_TICKET_RET_OK : WOLFSSL_TICKET_RET_FATAL;
}

int UseOwnTickets(WOLFSSL_CTX* ctx, const EndpointConfig& config, std::unique_ptr<TicketKey>& key) {
  key = MakeTicketKey();
  if (!key || wolfSSL_CTX_set_TicketEncCb(ctx, OnTicketCrypt) != WOLFSSL_SUCCESS) {
    return WOLFSSL_FAILURE;
  }
  key->renew = config.renew_tickets;
  return wolfSSL_CTX_set_TicketEncCtx(ctx, key.get());
}
#endif

}  // namespace

int SetTickets(WOLFSSL_CTX* ctx, const EndpointConfig& config, [[maybe_unused]] std::unique_ptr<TicketKey>& key) {
  if (!config.as_shipped) {
    wolfSSL_CTX_set_timeout(ctx, kTicketLifetime);
    wolfSSL_CTX_set_TicketHint(ctx, static_cast<int>(kTicketLifetime));  // version 4 does not take it from the timeout
  }
  if (config.tickets == 0) {
    wolfSSL_CTX_no_ticket_TLSv13(ctx);
  }
#ifndef TLSBENCH_OWN_TICKETS
  if (config.stateful_sessions) {
    wolfSSL_CTX_set_options(ctx, WOLFSSL_OP_NO_TICKET);  // TLS 1.3: tickets that are a session's ID
  }
#endif
#ifdef TLSBENCH_WOLFSSL_4
  // The number cannot be set, and no callback means no tickets, in both protocols.
  if (config.tickets == 0) {
    return WOLFSSL_SUCCESS;
  }
  return UseOwnTickets(ctx, config, key);
#else
  if (config.tickets == 0) {
    wolfSSL_CTX_NoTicketTLSv12(ctx);
  }
#ifdef TLSBENCH_OWN_TICKETS
  if (config.renew_tickets) {
    return UseOwnTickets(ctx, config, key);
  }
#endif
  const bool own = config.as_shipped && config.tickets == kDefaults.tickets;
  return own ? WOLFSSL_SUCCESS : wolfSSL_CTX_set_num_tickets(ctx, config.tickets);
#endif
}

bool CanSendTickets([[maybe_unused]] unsigned count) {
#ifdef TLSBENCH_WOLFSSL_4
  return count <= 1 || count == kDefaults.tickets;  // after a full handshake it sends one
#else
  return true;
#endif
}

}  // namespace tlsbench
