// The options that say which handshakes are run: kinds, certificates, groups, suites, sessions. Used by
// cli/command_line.cc. Pure functions.

#ifndef TLSBENCH_BENCH_CLI_SCENARIO_OPTIONS_H_
#define TLSBENCH_BENCH_CLI_SCENARIO_OPTIONS_H_

#include <optional>
#include <string>
#include <vector>

#include "bench/cli/option_set.h"
#include "bench/plan/run_options.h"

namespace tlsbench {

// The options as typed, before they mean anything.
struct RawScenario {
  std::vector<std::string> protocols, handshakes, groups, auths, client_auths, chains, certificates, ciphers, tickets;
  std::string middlebox;
  std::string sweep;
  bool stateful_tickets = false, renew_tickets = false, reuse_tickets = false, grease = false, compression = false;
};

void AddScenarioOptions(OptionSet& options, RawScenario& raw);

// What they mean, into `options`, whose other members are set already; `links_named`: by the user. A mistake is one
// line.
std::optional<std::string> ConvertScenario(const RawScenario& raw, bool links_named, RunOptions& options);

// "unknown protocol '1.4'; did you mean 1.3?"
std::string Unknown(const std::string& what, const std::string& word, const std::vector<std::string>& known);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_CLI_SCENARIO_OPTIONS_H_
