// The options that say which handshakes are run, one for each axis of a scenario. Used by cli/command_line.cc. Pure
// functions.

#ifndef TLSBENCH_BENCH_CLI_SCENARIO_OPTIONS_H_
#define TLSBENCH_BENCH_CLI_SCENARIO_OPTIONS_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/cli/option_set.h"
#include "bench/plan/run_options.h"

namespace tlsbench {

// The options as typed, before they mean anything. By the axis' name, so that each stays at its place.
struct RawScenario {
  std::map<std::string_view, std::vector<std::string>> lists;
  std::map<std::string_view, std::string> words;
  std::map<std::string_view, bool> switches;
  std::string sweep;
};

// An option for each axis of scenario/axes.h, and --sweep.
void AddScenarioOptions(OptionSet& options, RawScenario& raw);

// What they mean, into `options`, whose other members are set already; `links_named`: by the user. A mistake is one
// line.
std::optional<std::string> ConvertScenario(const RawScenario& raw, bool links_named, RunOptions& options);

// "unknown protocol '1.4'; did you mean 1.3?"
std::string Unknown(const std::string& what, const std::string& word, const std::vector<std::string>& known);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_CLI_SCENARIO_OPTIONS_H_
