#include "bench/os/system_load.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

namespace tlsbench {
namespace {

std::string Line(const std::string& path, std::string_view begins_with) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.rfind(begins_with, 0) == 0) {
      return line;
    }
  }
  return "";
}

struct Times {
  double stolen_seconds = 0;
  double total_seconds = 0;
};

// proc(5): a line of /proc/stat holds user, nice, system, idle, iowait, irq, softirq and steal in clock ticks.
std::optional<Times> ReadTimes(const std::string& root, const std::string& label) {
  constexpr std::size_t kFields = 8;
  std::istringstream line(Line(root + "/proc/stat", label + " "));
  std::string skipped;
  line >> skipped;
  const std::vector<double> ticks{std::istream_iterator<double>(line), {}};
  if (ticks.size() < kFields) {
    return std::nullopt;
  }
  const auto per_second = static_cast<double>(sysconf(_SC_CLK_TCK));
  Times times;
  for (std::size_t field = 0; field < kFields; ++field) {
    times.total_seconds += ticks[field] / per_second;  // later fields are already counted in user and nice
  }
  times.stolen_seconds = ticks[kFields - 1] / per_second;
  return times;
}

// Returns the number after `key` in a file of "key number" lines.
std::optional<double> NumberOf(const std::string& path, const std::string& key) {
  std::istringstream line(Line(path, key + " "));
  std::string skipped;
  double value = 0;
  return line >> skipped >> value ? std::optional<double>(value) : std::nullopt;
}

// Returns how long the quota stopped the group that /proc/self/cgroup names: Linux,
// Documentation/admin-guide/cgroup-v2.rst (throttled_usec) and scheduler/sched-bwc.rst (throttled_time, ns). Where a
// container shows only its own part of the tree, its group is the root.
std::optional<double> QuotaStoppedSeconds(const std::string& root) {
  std::ifstream groups(root + "/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    const std::size_t controllers = line.find(':') + 1;
    const std::size_t path = line.find(':', controllers) + 1;
    const std::string names = path > controllers ? line.substr(controllers, path - 1 - controllers) : "-";
    const bool second = names.empty();
    if (!second && fmt::format(",{},", names).find(",cpu,") == std::string::npos) {
      continue;
    }
    const std::string tree = root + "/sys/fs/cgroup" + (second ? "" : "/" + names);
    for (const std::string& folder : {tree + line.substr(path), tree}) {
      const auto stopped = NumberOf(folder + "/cpu.stat", second ? "throttled_usec" : "throttled_time");
      if (stopped) {
        return *stopped / (second ? 1e6 : 1e9);
      }
    }
  }
  return std::nullopt;
}

// Returns the throttle count of Intel's processors (Linux, Documentation/ABI/testing/sysfs-devices-system-cpu).
std::optional<std::uint64_t> ThermalThrottles(const std::string& root) {
  std::optional<std::uint64_t> sum;
  const auto cores = static_cast<int>(sysconf(_SC_NPROCESSORS_CONF));
  for (int core = 0; core < cores; ++core) {
    std::ifstream file(fmt::format("{}/sys/devices/system/cpu/cpu{}/thermal_throttle/core_throttle_count", root, core));
    if (std::uint64_t count = 0; file >> count) {
      sum = sum.value_or(0) + count;
    }
  }
  return sum;
}

}  // namespace

std::optional<Load> ReadLoad(const std::string& root) {
  const auto times = ReadTimes(root, "cpu");
  std::ifstream average(root + "/proc/loadavg");
  Load load;
  if (!times || !(average >> load.load_average)) {
    return std::nullopt;
  }
  load.stolen_seconds = times->stolen_seconds;
  load.total_seconds = times->total_seconds;
  load.thermal_throttles = ThermalThrottles(root);
  load.quota_stopped_seconds = QuotaStoppedSeconds(root);
  return load;
}

std::optional<double> StolenPercent(const std::optional<Load>& before, const std::optional<Load>& after) {
  if (!before || !after) {
    return std::nullopt;
  }
  const double total = after->total_seconds - before->total_seconds;
  return total > 0 ? 100 * (after->stolen_seconds - before->stolen_seconds) / total : 0;
}

std::optional<double> StolenMs(const std::vector<int>& cores, const std::string& root) {
  double sum = 0;
  for (const int core : cores) {
    const auto times = ReadTimes(root, fmt::format("cpu{}", core));
    if (!times) {
      return std::nullopt;
    }
    sum += times->stolen_seconds * 1000;
  }
  return cores.empty() ? std::nullopt : std::optional<double>(sum / static_cast<double>(cores.size()));
}

}  // namespace tlsbench
