// Uses callgrind, Valgrind's simulator, as a counter of instructions: exact and repeatable, but some 50 times slower.
// The program under it tells callgrind when to collect; callgrind writes its counts to a file.
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

// Returns callgrind's version ("valgrind-3.19.0"); the error says why this build or this machine cannot count with it.
tl::expected<std::string, std::string> CallgrindVersion();

// Returns the command that runs a program under callgrind, to be put before the program's name. Nothing is collected
// until the program asks for it. Callgrind's files go to `folder`.
std::vector<std::string> CallgrindCommand(const std::string& folder);

// Returns whether this process runs under callgrind.
bool UnderCallgrind();

// Begins to collect, or stops if it is collecting.
void ToggleCollection();

// Writes what was collected since the last time to a file in `folder`, the one given to CallgrindCommand, and starts
// from 0. Returns the file's name; the error is one line.
tl::expected<std::string, std::string> WriteCollected(const std::string& folder);

// Returns the number in the "totals:" line of a file.
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

// Makes callgrind collect, as a meter (meter/meter.h), during the calls of the collected side. Its sink counts those
// calls, so that the cost of the requests themselves can be subtracted.
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
