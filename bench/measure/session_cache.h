// Keeps the session that a trial offers next. A session is used once, the newest first, as browsers do, unless the
// scenario says otherwise; when none is left, a full handshake must bring a new one. Used by both kinds of trial. One
// thread.

#ifndef TLSBENCH_BENCH_MEASURE_SESSION_CACHE_H_
#define TLSBENCH_BENCH_MEASURE_SESSION_CACHE_H_

#include <memory>
#include <optional>
#include <string>

#include "bench/backend.h"
#include "bench/scenario/scenario.h"

namespace tlsbench {

// The maximum of resumptions in a chain, each with the ticket of the one before; then a full handshake begins a new
// chain: wolfSSL 5.9's server fails the 255th ("Session ticket nonce overflow").
inline constexpr unsigned kLongestChain = 200;

class SessionKeeper {
 public:
  explicit SessionKeeper(const Scenario& scenario) : scenario_(scenario) {}

  // Returns whether a full handshake must come first. Always false in a row whose clients offer no session.
  bool NeedsPriming() const { return scenario_.offers_session() && !session_; }

  // Returns the session to offer; null in a row of full handshakes.
  const Session* get() const { return session_.get(); }

  // Takes the session of that full handshake, which may be null. Returns the reason if it is not what the row needs.
  std::optional<std::string> Prime(std::unique_ptr<Session> session);

  // Takes the newest session after a handshake in which the current one was offered; `newest` may be null.
  void Keep(std::unique_ptr<Session> newest);

 private:
  Scenario scenario_;
  std::unique_ptr<Session> session_;
  unsigned chained_ = 0;  // resumptions since the last full handshake
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_MEASURE_SESSION_CACHE_H_
