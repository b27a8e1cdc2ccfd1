// Keeps what servers remember of sessions: a cache for session IDs, and the anti-replay object that early data needs.
// Used by gnutls.cc only.

#ifndef TLSBENCH_BACKENDS_GNUTLS_SESSIONS_H_
#define TLSBENCH_BACKENDS_GNUTLS_SESSIONS_H_

#include <gnutls/gnutls.h>

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <type_traits>
#include <unordered_map>

namespace tlsbench {

// Holds the newest kMost sessions of one context, packed by the library. Safe to share between threads.
class GnutlsSessionStore {
 public:
  GnutlsSessionStore() = default;
  GnutlsSessionStore(const GnutlsSessionStore&) = delete;
  GnutlsSessionStore& operator=(const GnutlsSessionStore&) = delete;

  // Makes a connection look up and store its session here.
  void Serve(gnutls_session_t session);

 private:
  static constexpr std::size_t kMost = 1024;

  static int OnStore(void* self, gnutls_datum_t key, gnutls_datum_t data);
  static gnutls_datum_t OnRetrieve(void* self, gnutls_datum_t key);
  static int OnRemove(void* self, gnutls_datum_t key);

  std::mutex mutex_;
  std::unordered_map<std::string, std::string> sessions_;
  std::deque<std::string> ids_;  // oldest first; includes removed ones
};

struct AntiReplayDeleter {
  void operator()(gnutls_anti_replay_t gate) const { gnutls_anti_replay_deinit(gate); }
};
using AntiReplayPtr = std::unique_ptr<std::remove_pointer_t<gnutls_anti_replay_t>, AntiReplayDeleter>;

// Returns an anti-replay object that accepts all early data: without one the library accepts none. Null if there is no
// memory.
AntiReplayPtr MakeOpenGate();

}  // namespace tlsbench

#endif  // TLSBENCH_BACKENDS_GNUTLS_SESSIONS_H_
