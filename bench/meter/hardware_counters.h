// The processor's own counters, in user mode only: instructions and cycles of each side of a handshake, by
// perf_event_open(2), where the machine has them. Many virtual machines have none; then it is said why, once, and
// nothing is done.
//
// Used by the memory link and its trial (after a round's timed part, never in it), and opened by the worker. A source
// counts the thread that opened it; one count at a time in a thread.

#ifndef TLSBENCH_BENCH_METER_HARDWARE_COUNTERS_H_
#define TLSBENCH_BENCH_METER_HARDWARE_COUNTERS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "bench/backend.h"
#include "bench/meter/meter.h"

namespace tlsbench {

struct CounterValues {
  std::int64_t instructions = 0;
  std::int64_t cycles = 0;
};

class CounterSource {
 public:
  virtual ~CounterSource() = default;

  // Since it was opened. Both 0 if the kernel does not tell.
  virtual CounterValues Read() = 0;
};

// Which two events to count: of one type, by perf_event_open's numbers.
struct CounterEvents {
  std::uint32_t type;
  std::uint64_t instructions;
  std::uint64_t cycles;
};

// The processor's instructions and cycles.
CounterEvents HardwareEvents();

// Counts the calling thread. The error is one line: why there are no counters, and what would help.
tl::expected<std::unique_ptr<CounterSource>, std::string> OpenCounters(const CounterEvents& events = HardwareEvents());

// The line for an errno of perf_event_open.
std::string WhyNoCounters(int error);

// What the meters below count, by side, from its construction to its destruction. Each meter's own reading is taken
// off: what one costs is the least of many empty ones.
class CounterCounting {
 public:
  explicit CounterCounting(CounterSource& source);
  CounterCounting(const CounterCounting&) = delete;
  CounterCounting& operator=(const CounterCounting&) = delete;
  ~CounterCounting();

  static CounterValues Of(Role side);
  static void Restart();  // from 0 again
};

// A meter (meter/meter.h) that counts instructions where ClockMeter counts nanoseconds; cycles are CounterCounting's.
class CounterMeter {
 public:
  using Unmeasured = UnmeasuredCall;

  CounterMeter(std::int64_t& sink, Role side);
  CounterMeter(const CounterMeter&) = delete;
  CounterMeter& operator=(const CounterMeter&) = delete;
  ~CounterMeter();

 private:
  std::int64_t& sink_;
  Role side_;
  CounterValues before_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_METER_HARDWARE_COUNTERS_H_
