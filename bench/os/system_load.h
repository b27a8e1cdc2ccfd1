// Reads from /proc and /sys how busy the machine is and what slows it down; the difference of two readings shows what
// happened between them. Used by command/run.cc around a run and by worker/worker.cc around a round. No state, any
// thread. `root` is put before every path, for tests.

#ifndef TLSBENCH_BENCH_OS_SYSTEM_LOAD_H_
#define TLSBENCH_BENCH_OS_SYSTEM_LOAD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlsbench {

struct Load {
  double load_average = 0;                         // over the last minute
  double stolen_seconds = 0;                       // since boot, all cores: time the hypervisor gave to other machines
  double total_seconds = 0;                        // since boot, all cores
  std::optional<std::uint64_t> thermal_throttles;  // since boot, all cores; nullopt if not reported
  std::optional<double> quota_stopped_seconds;     // time our control group's CPU quota stopped it
};

// Returns a reading; nullopt if /proc does not report it.
std::optional<Load> ReadLoad(const std::string& root = "");

// Returns how many percent of all cores' time between the two readings the hypervisor gave to other machines; nullopt
// if either reading is missing.
std::optional<double> StolenPercent(const std::optional<Load>& before, const std::optional<Load>& after);

// Returns the milliseconds since boot that the hypervisor gave to other machines while one of these cores had work: the
// mean over the cores, in steps of the kernel's clock tick (mostly 10 ms). nullopt if /proc does not report one of
// them, or `cores` is empty.
std::optional<double> StolenMs(const std::vector<int>& cores, const std::string& root = "");

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_OS_SYSTEM_LOAD_H_
