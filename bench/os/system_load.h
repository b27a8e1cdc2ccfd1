// How busy the machine was, and what held it back: readings of /proc and /sys, of which two tell what happened between
// them. Used by command/run.cc around a run and by worker/worker.cc around a round. No state, any thread. `root` stands
// before every path, for tests.

#ifndef TLSBENCH_BENCH_OS_SYSTEM_LOAD_H_
#define TLSBENCH_BENCH_OS_SYSTEM_LOAD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlsbench {

struct Load {
  double load_average = 0;                         // of the last minute
  double stolen_seconds = 0;                       // since boot, all cores: time the hypervisor gave to others
  double total_seconds = 0;                        // since boot, all cores
  std::optional<std::uint64_t> thermal_throttles;  // since boot, all cores; nullopt if the machine does not tell
  std::optional<double> quota_stopped_seconds;     // that our control group's CPU quota kept it from running
};

// nullopt where /proc does not tell.
std::optional<Load> ReadLoad(const std::string& root = "");

// Percent of all cores' time between the two readings that the hypervisor gave to others; nullopt without both.
std::optional<double> StolenPercent(const std::optional<Load>& before, const std::optional<Load>& after);

// Milliseconds since boot that the hypervisor gave to others while one of these cores had work, their mean, in steps of
// the kernel's clock tick (mostly 10 ms). nullopt where /proc does not tell of one of them, or there are none.
std::optional<double> StolenMs(const std::vector<int>& cores, const std::string& root = "");

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_OS_SYSTEM_LOAD_H_
