// The options of run that say what lies between the ends: the emulated path, and how TCP is used. Used by
// cli/command_line.cc. Pure functions.

#ifndef TLSBENCH_BENCH_CLI_PATH_OPTIONS_H_
#define TLSBENCH_BENCH_CLI_PATH_OPTIONS_H_

#include <optional>
#include <string>
#include <vector>

#include "bench/cli/option_set.h"
#include "bench/plan/run_options.h"

namespace tlsbench {

// As typed.
struct RawPath {
  std::vector<std::string> rtts, jitters, losses, rates, mtus;
  std::string write_mode = "flight";
  std::string congestion;
  bool nagle = false;
  bool fast_open = false;

  // Whether anything was asked for that only the path link has.
  bool Given() const { return !rtts.empty() || !jitters.empty() || !losses.empty() || !rates.empty() || !mtus.empty(); }
  bool TransportGiven() const { return nagle || fast_open || !congestion.empty() || write_mode != "flight"; }
};

void AddPathOptions(OptionSet& options, RawPath& raw);

// Fills in options.paths, options.transport and, if no link was named, options.links. `links_named`: --link was given.
// options.target and options.timeout are set already. The result is the user's mistake, in a line; nothing if it is
// none.
std::optional<std::string> ConvertPath(const RawPath& raw, bool links_named, RunOptions& options);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_CLI_PATH_OPTIONS_H_
