// What a context over the OpenSSL API does with sessions: caches, tickets, early data, and how a resumption exchanges
// keys. Used by openssl_context.cc only.

#ifndef TLSBENCH_BACKENDS_OPENSSL_SESSIONS_H_
#define TLSBENCH_BACKENDS_OPENSSL_SESSIONS_H_

#include <openssl/ssl.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "bench/backend.h"

namespace tlsbench {

// Of a server that renews its tickets of TLS 1.2: no library here does that unless the application encrypts tickets.
struct TicketKeys {
  std::array<std::uint8_t, 16> name;
  std::array<std::uint8_t, 32> encryption;
  std::array<std::uint8_t, 32> authentication;
};

// Why sessions cannot be as `config` wants them, in words; nullopt if they can.
std::optional<std::string> LackingSessions(const EndpointConfig& config);

// Sessions live with the harness; a server has a cache only if `config` says so.
void ConfigureSessions(SSL_CTX* ctx, const EndpointConfig& config);

// Whether resumptions exchange keys, and what becomes of early data.
void ConfigureResumption(SSL_CTX* ctx, const EndpointConfig& config);

// Encrypts the tickets of `ctx` with new random keys, which must outlive it, and renews each that is used. Null if the
// library has no randomness.
std::unique_ptr<TicketKeys> RenewTickets(SSL_CTX* ctx);

}  // namespace tlsbench

#endif  // TLSBENCH_BACKENDS_OPENSSL_SESSIONS_H_
