// Stores the sessions of one server context, and reads the facts of a session. Used by wolfssl.cc and
// wolfssl_connection.cc only.

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

// Holds the newest kMost sessions of a server. The library's own cache is one table for all contexts of the process, so
// a server that shall keep sessions gets this store. Safe to share between threads.
class WolfsslSessionStore {
 public:
  using Entry = std::shared_ptr<WOLFSSL_SESSION>;

  // Stores a copy of `session`, which the caller keeps: the connection's own session changes with its next ticket.
  void Add(WOLFSSL_SESSION* session);

  // Returns the session with that ID, or null.
  Entry Find(Bytes id) const;

 private:
  static constexpr std::size_t kMost = 1024;

  mutable std::mutex mutex_;
  std::unordered_map<std::string, Entry> sessions_;
  std::deque<std::string> ids_;  // oldest first
};

// Returns the bytes of early data that the session's ticket allows.
std::uint32_t EarlyDataLimit(WOLFSSL_SESSION* session, std::size_t ticket_bytes);

// Returns the reason why sessions cannot be kept, or early data accepted, as `config` says; nullopt if they can.
std::optional<std::string> LackingSessions(const EndpointConfig& config);

// Sets early data and PSK modes. Returns a wolfSSL status.
int SetEarlyDataAndPskModes(WOLFSSL_CTX* ctx, const EndpointConfig& config);

}  // namespace tlsbench

#endif  // TLSBENCH_BACKENDS_WOLFSSL_SESSIONS_H_
