// Configures what a context over the OpenSSL API does with sessions: caches, tickets, early data, and the key exchange
// of a resumption. Used by openssl_context.cc only.

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

// Holds the keys of a server that renews its TLS 1.2 tickets: no library here renews them unless the application
// encrypts tickets.
struct TicketKeys {
  std::array<std::uint8_t, 16> name;
  std::array<std::uint8_t, 32> encryption;
  std::array<std::uint8_t, 32> authentication;
};

// Returns the reason why the library cannot handle sessions as `config` says; nullopt if it can.
std::optional<std::string> LackingSessions(const EndpointConfig& config);

// Sets up caches: the harness keeps clients' sessions, and a server has a cache only if `config` says so.
void ConfigureSessions(SSL_CTX* ctx, const EndpointConfig& config);

// Sets whether resumptions exchange keys, and how early data is handled.
void ConfigureResumption(SSL_CTX* ctx, const EndpointConfig& config);

// Encrypts the tickets of `ctx` with new random keys, which must outlive it, and renews each ticket that is used.
// Returns the keys; null if the library has no randomness.
std::unique_ptr<TicketKeys> RenewTickets(SSL_CTX* ctx);

}  // namespace tlsbench

#endif  // TLSBENCH_BACKENDS_OPENSSL_SESSIONS_H_
