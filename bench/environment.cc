#include "bench/environment.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <ctime>
#include <fstream>
#include <sstream>

#include "bench/process.h"

namespace tlsbench {
namespace {

std::string FirstLine(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

// The value of the first "key : value" line.
std::string CpuInfo(const std::string& key) {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind(key, 0) == 0) {
      const std::size_t colon = line.find(": ");
      return colon == std::string::npos ? "" : line.substr(colon + 2);
    }
  }
  return "";
}

unsigned UsableCores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  return sched_getaffinity(0, sizeof(set), &set) == 0 ? static_cast<unsigned>(CPU_COUNT(&set)) : 0;
}

std::string Virtualisation() {
  if (fmt::format(" {} ", CpuInfo("flags")).find(" hypervisor ") == std::string::npos) {
    return "";
  }
  const std::string vendor = FirstLine("/sys/class/dmi/id/sys_vendor");
  const std::string product = FirstLine("/sys/class/dmi/id/product_name");
  return vendor.empty() && product.empty() ? "virtual machine" : fmt::format("{} {}", vendor, product);
}

}  // namespace

Environment ReadEnvironment() {
  Environment environment;
  utsname system{};
  uname(&system);
  environment.cpu_model = CpuInfo("model name");
  environment.cores = UsableCores();
  environment.governor = FirstLine("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
  environment.kernel = fmt::format("{} {} {}", system.sysname, system.release, system.machine);
  environment.virtualisation = Virtualisation();
  environment.clock_source = FirstLine("/sys/devices/system/clocksource/clocksource0/current_clocksource");
  environment.compiler = "GCC " __VERSION__;
  environment.tlsbench_version = TLSBENCH_VERSION;
  return environment;
}

// proc(5): the line "cpu" holds user, nice, system, idle, iowait, irq, softirq, steal in clock ticks.
std::optional<Load> ReadLoad() {
  constexpr int kSteal = 7;
  std::istringstream times(FirstLine("/proc/stat"));
  std::string label;
  times >> label;
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  Load load;
  double value = 0;
  for (int field = 0; field <= kSteal && times >> value; ++field) {
    load.total_seconds += value / ticks;
    load.stolen_seconds = field == kSteal ? value / ticks : 0;
  }
  std::istringstream average(FirstLine("/proc/loadavg"));
  if (label != "cpu" || !(average >> load.load_average)) {
    return std::nullopt;
  }
  return load;
}

std::string FileHash(const std::string& path) {
  SpawnOptions options;
  options.arguments = {"sha256sum", "--zero", "--", path};  // without it a backslash marks lines of odd names
  const auto output = RunCommand(options);
  return output ? output->substr(0, output->find(' ')) : "";
}

std::string UtcTime() { return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))); }
std::string UtcTimeForName() { return fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(std::time(nullptr))); }

}  // namespace tlsbench
