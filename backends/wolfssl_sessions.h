// The sessions of one server context, and what a session tells of itself. Used by wolfssl.cc and wolfssl_connection.cc
// only.

#ifndef TLSBENCH_BACKENDS_WOLFSSL_SESSIONS_H_
#define TLSBENCH_BACKENDS_WOLFSSL_SESSIONS_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "backends/wolfssl_versions.h"
#include "bench/backend.h"

namespace tlsbench {

// The library's own cache is one table for all contexts of the process, so a server that is to keep sessions gets this
// one. Safe to share between threads. Holds the newest kMost sessions.
class WolfsslSessionStore {
 public:
  using Entry = std::shared_ptr<WOLFSSL_SESSION>;

  // The caller keeps `session`; what is stored is a copy, since the connection's own changes with its next ticket.
  void Add(WOLFSSL_SESSION* session);

  // Null if there is none of that ID.
  Entry Find(Bytes id) const;

 private:
  static constexpr std::size_t kMost = 1024;

  mutable std::mutex mutex_;
  std::unordered_map<std::string, Entry> sessions_;
  std::deque<std::string> ids_;  // oldest first
};

// Bytes of early data that its ticket allows.
std::uint32_t EarlyDataLimit(WOLFSSL_SESSION* session, std::size_t ticket_bytes);

// Why sessions cannot be kept, or early data taken, as `config` wants it; nullopt if they can.
std::optional<std::string> LackingSessions(const EndpointConfig& config);

// Sets early data and PSK modes. A wolfSSL status.
int SetEarlyDataAndPskModes(WOLFSSL_CTX* ctx, const EndpointConfig& config);

}  // namespace tlsbench

#endif  // TLSBENCH_BACKENDS_WOLFSSL_SESSIONS_H_
