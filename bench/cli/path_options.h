// Parses the options of run for what lies between the ends: the emulated path, and how TCP is used. Used by
// cli/command_line.cc. Pure functions.

#ifndef TLSBENCH_BENCH_CLI_PATH_OPTIONS_H_
#define TLSBENCH_BENCH_CLI_PATH_OPTIONS_H_

#include <optional>
#include <string>
#include <vector>

#include "bench/cli/option_set.h"
#include "bench/plan/run_options.h"

namespace tlsbench {

// Holds the options as typed.
struct RawPath {
  std::vector<std::string> rtts, jitters, losses, rates, mtus;
  std::string write_mode = "flight";
  std::string congestion;
  bool nagle = false;
  bool fast_open = false;

  // Returns whether any option was given that only the path link has.
  bool Given() const { return !rtts.empty() || !jitters.empty() || !losses.empty() || !rates.empty() || !mtus.empty(); }
  bool TransportGiven() const { return nagle || fast_open || !congestion.empty() || write_mode != "flight"; }
};

void AddPathOptions(OptionSet& options, RawPath& raw);

// Fills in options.paths, options.transport and, if no link was named, options.links. `links_named`: --link was given.
// options.target and options.timeout must be set already. Returns the user's mistake in one line; nullopt if there is
// none.
std::optional<std::string> ConvertPath(const RawPath& raw, bool links_named, RunOptions& options);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_CLI_PATH_OPTIONS_H_
