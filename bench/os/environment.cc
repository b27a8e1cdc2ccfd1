#include "bench/os/environment.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <ctime>
#include <fstream>

#include "bench/os/process.h"

namespace tlsbench {
namespace {

std::string FirstLine(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

// Returns the value of the first "key : value" line.
std::string CpuInfo(const std::string& root, const std::string& key) {
  std::ifstream file(root + "/proc/cpuinfo");
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

std::string Virtualisation(const std::string& root) {
  if (fmt::format(" {} ", CpuInfo(root, "flags")).find(" hypervisor ") == std::string::npos) {
    return "";
  }
  const std::string vendor = FirstLine(root + "/sys/class/dmi/id/sys_vendor");
  const std::string product = FirstLine(root + "/sys/class/dmi/id/product_name");
  return vendor.empty() && product.empty() ? "virtual machine" : fmt::format("{} {}", vendor, product);
}

// Reads two files: intel_pstate says whether turbo is off, the generic driver (acpi-cpufreq, amd-pstate) whether it is
// on.
std::string Turbo(const std::string& root) {
  const std::string off = FirstLine(root + "/sys/devices/system/cpu/intel_pstate/no_turbo");
  const std::string on = FirstLine(root + "/sys/devices/system/cpu/cpufreq/boost");
  if (!off.empty()) {
    return off == "0" ? "on" : "off";
  }
  return on.empty() ? "" : on == "1" ? "on" : "off";
}

std::optional<int> AddressRandomisation(const std::string& root) {
  std::ifstream file(root + "/proc/sys/kernel/randomize_va_space");
  int value = 0;
  return file >> value ? std::optional<int>(value) : std::nullopt;
}

}  // namespace

Environment ReadEnvironment(const std::string& root) {
  const std::string cpu = root + "/sys/devices/system/cpu";
  Environment environment;
  utsname system{};
  uname(&system);
  environment.cpu_model = CpuInfo(root, "model name");
  environment.cores = UsableCores();
  environment.governor = FirstLine(cpu + "/cpu0/cpufreq/scaling_governor");
  environment.smt = FirstLine(cpu + "/smt/control");
  environment.turbo = Turbo(root);
  environment.address_randomisation = AddressRandomisation(root);
  environment.kernel = fmt::format("{} {} {}", system.sysname, system.release, system.machine);
  environment.virtualisation = Virtualisation(root);
  environment.clock_source = FirstLine(root + "/sys/devices/system/clocksource/clocksource0/current_clocksource");
  environment.compiler = "GCC " __VERSION__;
  environment.tlsbench_version = TLSBENCH_VERSION;
  return environment;
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
