// Which session a trial offers next. A session is used once, the newest first, as browsers do, unless the scenario says
// otherwise; when there is none left to offer, a full handshake must bring one. Used by both kinds of trial. One
// thread.

#ifndef TLSBENCH_BENCH_MEASURE_SESSION_CACHE_H_
#define TLSBENCH_BENCH_MEASURE_SESSION_CACHE_H_

#include <memory>
#include <optional>
#include <string>

#include "bench/backend.h"
#include "bench/scenario/scenario.h"

namespace tlsbench {

// So many resumptions, each with the ticket of the one before, then a full handshake begins anew: wolfSSL 5.9's server
// fails the 255th ("Session ticket nonce overflow").
inline constexpr unsigned kLongestChain = 200;

class SessionKeeper {
 public:
  explicit SessionKeeper(const Scenario& scenario) : scenario_(scenario) {}

  // A full handshake must come first. Never in a row whose clients offer no session.
  bool NeedsPriming() const { return scenario_.offers_session() && !session_; }

  // What to offer; null in a row of full handshakes.
  const Session* get() const { return session_.get(); }

  // Of that full handshake, which may have brought none. Why it is not what the row needs, in words.
  std::optional<std::string> Prime(std::unique_ptr<Session> session);

  // After a handshake in which the session was offered; `newest` may be null.
  void Keep(std::unique_ptr<Session> newest);

 private:
  Scenario scenario_;
  std::unique_ptr<Session> session_;
  unsigned chained_ = 0;  // resumptions since the last full handshake, each with the ticket before
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_MEASURE_SESSION_CACHE_H_
