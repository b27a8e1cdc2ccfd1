// Parses the options that select the handshakes, one for each axis of a scenario. Used by cli/command_line.cc. Pure
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

// Holds the options as typed, before they are checked, by the name of the axis.
struct RawScenario {
  std::map<std::string_view, std::vector<std::string>> lists;
  std::map<std::string_view, std::string> words;
  std::map<std::string_view, bool> switches;
  std::string sweep;
};

// Adds an option for each axis of scenario/axes.h, and --sweep.
void AddScenarioOptions(OptionSet& options, RawScenario& raw);

// Converts them into `options`, whose other members must be set already; `links_named`: the user named the links.
// Returns a mistake in one line.
std::optional<std::string> ConvertScenario(const RawScenario& raw, bool links_named, RunOptions& options);

// Returns text such as "unknown protocol '1.4'; did you mean 1.3?".
std::string Unknown(const std::string& what, const std::string& word, const std::vector<std::string>& known);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_CLI_SCENARIO_OPTIONS_H_
