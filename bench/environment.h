// The machine under a run: what would explain a number. Read from /proc and /sys at the start and the end; a fact that
// the machine does not tell is left empty. No state, any thread.

#ifndef TLSBENCH_BENCH_ENVIRONMENT_H_
#define TLSBENCH_BENCH_ENVIRONMENT_H_

#include <optional>
#include <string>

namespace tlsbench {

struct Environment {
  std::string cpu_model;
  unsigned cores = 0;  // that this process may use
  std::string governor;
  std::string kernel;
  std::string virtualisation;  // the hypervisor or the product's name; empty on bare metal or if not told
  std::string clock_source;
  std::string compiler;  // of tlsbench and its plug-ins
  std::string tlsbench_version;
};
Environment ReadEnvironment();

// How busy the machine was between two readings.
struct Load {
  double load_average = 0;    // of the last minute
  double stolen_seconds = 0;  // since boot, all cores: time the hypervisor gave to others
  double total_seconds = 0;   // since boot, all cores
};
std::optional<Load> ReadLoad();

// SHA-256 of a file in hex, by the sha256sum command; empty if it cannot be read.
std::string FileHash(const std::string& path);

// "2026-11-23T08:17:30Z", and the same fit for a folder's name: "20261123T081730Z".
std::string UtcTime();
std::string UtcTimeForName();

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_ENVIRONMENT_H_
