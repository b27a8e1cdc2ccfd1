// The machine under a run: what would explain a number and does not change while it goes on (os/system_load.h has what
// does). Read from /proc and /sys; a fact that the machine does not tell is left empty. No state, any thread.

#ifndef TLSBENCH_BENCH_OS_ENVIRONMENT_H_
#define TLSBENCH_BENCH_OS_ENVIRONMENT_H_

#include <optional>
#include <string>

namespace tlsbench {

struct Environment {
  std::string cpu_model;
  unsigned cores = 0;  // that this process may use
  std::string governor;
  std::string smt;                           // as the kernel says: "on", "off", "notsupported"...
  std::string turbo;                         // "on" or "off"
  std::optional<int> address_randomisation;  // 0 to 2 (Linux, Documentation/admin-guide/sysctl/kernel.rst)
  std::string kernel;
  std::string virtualisation;  // the hypervisor or the product's name; empty on bare metal or if not told
  std::string clock_source;
  std::string compiler;  // of tlsbench and its plug-ins
  std::string tlsbench_version;
};

// `root` stands before every path, for tests.
Environment ReadEnvironment(const std::string& root = "");

// SHA-256 of a file in hex, by the sha256sum command; empty if it cannot be read.
std::string FileHash(const std::string& path);

// "2026-11-23T08:17:30Z", and the same fit for a folder's name: "20261123T081730Z".
std::string UtcTime();
std::string UtcTimeForName();

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_OS_ENVIRONMENT_H_
