// Callgrind, Valgrind's simulator, as a counter of instructions: exact, the same again and again, some 50 times slower
// than life. A program that it runs tells it when to collect; what it has collected it writes to a file.
//
// Used by the memory link (the meter), by measure/callgrind_runner.h and worker/counting_execution.h. Outside of
// Valgrind the requests are a few instructions without effect. One thread.

#ifndef TLSBENCH_BENCH_METER_CALLGRIND_H_
#define TLSBENCH_BENCH_METER_CALLGRIND_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "bench/backend.h"
#include "bench/meter/meter.h"

namespace tlsbench {

// What callgrind calls itself ("valgrind-3.19.0"), or why this build or this machine cannot count with it.
tl::expected<std::string, std::string> CallgrindVersion();

// What stands before a program's name to run it under callgrind, with nothing collected until it says so. Its files
// lie in `folder`.
std::vector<std::string> CallgrindCommand(const std::string& folder);

// Whether callgrind runs this process.
bool UnderCallgrind();

// Begins to collect, or ends it.
void ToggleCollection();

// Writes what was collected since the last time to a file in `folder`, as CallgrindCommand knows it, and starts from 0.
// The file's name, or words if there is none.
tl::expected<std::string, std::string> WriteCollected(const std::string& folder);

// The number in a file's "totals:" line.
tl::expected<std::int64_t, std::string> CollectedTotal(std::string_view file);

// Makes the meters below collect the calls of one side, until the end of the scope.
class CollectedSide {
 public:
  explicit CollectedSide(Role side) { current = static_cast<int>(side); }
  CollectedSide(const CollectedSide&) = delete;
  CollectedSide& operator=(const CollectedSide&) = delete;
  ~CollectedSide() { current = kNone; }

  static bool Is(Role side) { return current == static_cast<int>(side); }

 private:
  static constexpr int kNone = -1;
  static inline int current = kNone;
};

// A meter (meter/meter.h) that makes callgrind collect during the calls of the collected side. Its sink counts those
// calls, since what the requests themselves cost can be taken off by them.
class CallgrindMeter {
 public:
  using Unmeasured = UnmeasuredCall;

  CallgrindMeter(std::int64_t& sink, Role side) : collects_(CollectedSide::Is(side)) {
    if (collects_) {
      ++sink;
      ToggleCollection();
    }
  }
  CallgrindMeter(const CallgrindMeter&) = delete;
  CallgrindMeter& operator=(const CallgrindMeter&) = delete;
  ~CallgrindMeter() {
    if (collects_) {
      ToggleCollection();
    }
  }

 private:
  bool collects_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_METER_CALLGRIND_H_
