// Describes the machine that a run is on: facts that can explain a number and do not change during the run (those that
// change are in os/system_load.h). Read from /proc and /sys; a fact that the machine does not report stays empty. No
// state, any thread.

#ifndef TLSBENCH_BENCH_OS_ENVIRONMENT_H_
#define TLSBENCH_BENCH_OS_ENVIRONMENT_H_

#include <optional>
#include <string>

namespace tlsbench {

struct Environment {
  std::string cpu_model;
  unsigned cores = 0;  // those that this process may use
  std::string governor;
  std::string smt;                           // as the kernel reports it: "on", "off", "notsupported"...
  std::string turbo;                         // "on" or "off"
  std::optional<int> address_randomisation;  // 0 to 2 (Linux, Documentation/admin-guide/sysctl/kernel.rst)
  std::string kernel;
  std::string virtualisation;  // the hypervisor or the product's name; empty on bare metal or if unknown
  std::string clock_source;
  std::string compiler;  // that built tlsbench and its plug-ins
  std::string tlsbench_version;
};

// Reads the facts. `root` is put before every path, for tests.
Environment ReadEnvironment(const std::string& root = "");

// Returns the SHA-256 of a file in hex, by the sha256sum command; empty if the file cannot be read.
std::string FileHash(const std::string& path);

// Return the time now, "2026-11-23T08:17:30Z", and in a form for a folder's name, "20261123T081730Z".
std::string UtcTime();
std::string UtcTimeForName();

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_OS_ENVIRONMENT_H_
