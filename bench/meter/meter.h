// Measures one call into a library by RAII: whatever runs between a Meter's construction and its destruction is
// measured, nothing else is. That takes two readings of CLOCK_MONOTONIC (about 25 ns each); reading the thread's CPU
// clock takes some 25 times as long, so it is read once per round instead (measure/cell_runner.h). A meter is made with
// the sink and the side that makes the call; its Unmeasured stands around that side's calls that are no part of the
// result. Another meter: meter/allocation.h.

#ifndef TLSBENCH_BENCH_METER_METER_H_
#define TLSBENCH_BENCH_METER_METER_H_

#include <cstdint>

#include "bench/backend.h"
#include "bench/os/clock.h"

namespace tlsbench {

// Holds what one side of a handshake cost, by part, in nanoseconds or in the unit that the meter counts (DESIGN.md,
// "What each number means").
struct SideCost {
  std::int64_t set_up = 0;     // Open
  std::int64_t handshake = 0;  // until this side is open
  std::int64_t tickets = 0;    // the remainder until the client holds a session
  std::int64_t release = 0;    // the destructor

  std::int64_t total() const { return set_up + handshake + tickets + release; }
};

// Stands around calls that are not part of any result.
class UnmeasuredCall {
 public:
  explicit UnmeasuredCall(Role /*side*/) {}
  UnmeasuredCall(const UnmeasuredCall&) = delete;
  UnmeasuredCall& operator=(const UnmeasuredCall&) = delete;
  ~UnmeasuredCall() {}  // NOLINT(modernize-use-equals-default): as in NoMeter
};

class ClockMeter {
 public:
  using Unmeasured = UnmeasuredCall;

  ClockMeter(std::int64_t& sink, Role /*side*/) : sink_(sink), start_(MonotonicNs()) {}
  ClockMeter(const ClockMeter&) = delete;
  ClockMeter& operator=(const ClockMeter&) = delete;
  ~ClockMeter() { sink_ += MonotonicNs() - start_; }

 private:
  std::int64_t& sink_;
  std::int64_t start_;
};

// Measures nothing: for handshakes that are not results, and to learn what the clock readings themselves cost.
class NoMeter {
 public:
  using Unmeasured = UnmeasuredCall;

  NoMeter(std::int64_t& /*sink*/, Role /*side*/) {}
  NoMeter(const NoMeter&) = delete;
  NoMeter& operator=(const NoMeter&) = delete;
  ~NoMeter() {}  // NOLINT(modernize-use-equals-default): non-trivial, so that an unused meter is no unused variable
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_METER_METER_H_
