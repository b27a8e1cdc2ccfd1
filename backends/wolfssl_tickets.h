// Sets how many tickets a wolfSSL server sends and who encrypts them. Used by wolfssl.cc only.

#ifndef TLSBENCH_BACKENDS_WOLFSSL_TICKETS_H_
#define TLSBENCH_BACKENDS_WOLFSSL_TICKETS_H_

#include <array>
#include <cstdint>
#include <memory>

#include "backends/wolfssl_versions.h"
#include "bench/backend.h"

namespace tlsbench {

// Holds the key of one context's tickets, for a library that does not encrypt them itself. A ticket with another key
// name is declined.
struct TicketKey {
  std::array<std::uint8_t, WOLFSSL_TICKET_NAME_SZ> name;
  std::array<std::uint8_t, 32> key;
  bool renew = false;  // in each TLS 1.2 resumption
};

// Sets up a server's tickets. Returns a wolfSSL status. `key` stays null if the library has its own key; else it must
// outlive the context's last connection.
int SetTickets(WOLFSSL_CTX* ctx, const EndpointConfig& config, std::unique_ptr<TicketKey>& key);

// Returns whether the library can send this number of tickets, or the number is the default, which the user did not ask
// for.
bool CanSendTickets(unsigned count);

}  // namespace tlsbench

#endif  // TLSBENCH_BACKENDS_WOLFSSL_TICKETS_H_
