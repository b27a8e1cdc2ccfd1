// Reads the processor's own counters, in user mode only: instructions and cycles of each side of a handshake, by
// perf_event_open(2), where the machine has them. Many virtual machines have none; then the reason is reported once,
// and nothing is counted.
//
// Used by the memory link and its trial (after a round's timed part, never in it), and opened by the worker. A source
// counts the thread that opened it; one CounterCounting at a time in a thread.

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

  // Returns the counts since the source was opened. Both are 0 if the kernel does not report them.
  virtual CounterValues Read() = 0;
};

// Names the two events to count, of one type, by perf_event_open's numbers.
struct CounterEvents {
  std::uint32_t type;
  std::uint64_t instructions;
  std::uint64_t cycles;
};

// Returns the events for the processor's instructions and cycles.
CounterEvents HardwareEvents();

// Opens counters of the calling thread. The error is one line: why there are no counters, and what would help.
tl::expected<std::unique_ptr<CounterSource>, std::string> OpenCounters(const CounterEvents& events = HardwareEvents());

// Returns that line for an errno of perf_event_open.
std::string WhyNoCounters(int error);

// Holds what the meters below count, by side, from its construction to its destruction. The cost of each meter's own
// reading is subtracted: it is the minimum over many empty meters.
class CounterCounting {
 public:
  explicit CounterCounting(CounterSource& source);
  CounterCounting(const CounterCounting&) = delete;
  CounterCounting& operator=(const CounterCounting&) = delete;
  ~CounterCounting();

  static CounterValues Of(Role side);
  static void Restart();  // starts again from 0
};

// Counts, as a meter (meter/meter.h), instructions where ClockMeter counts nanoseconds; cycles are in CounterCounting.
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
