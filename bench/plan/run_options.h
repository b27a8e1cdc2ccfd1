// Holds what the user asked for, parsed and valid. Made by cli/command_line.cc; plain data.

#ifndef TLSBENCH_BENCH_PLAN_RUN_OPTIONS_H_
#define TLSBENCH_BENCH_PLAN_RUN_OPTIONS_H_

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/net/address.h"
#include "bench/result/result.h"
#include "bench/scenario/axes.h"
#include "bench/scenario/scenario.h"

namespace tlsbench {

// Exit codes of the tool (DESIGN.md, "The command line").
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailedRow = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitInterrupted = 130;

// Maps the name of an axis to its values as texts (scenario/axes.h).
using AxisValues = std::map<std::string, std::vector<std::string>, std::less<>>;

struct RunOptions {
  std::vector<std::string> arguments;  // as typed, for run.json
  std::vector<std::string> backends;   // each against itself; empty: all libraries
  std::vector<std::string> clients;    // each of these against each of `servers`
  std::vector<std::string> servers;
  // The values asked for on each axis. An axis that is missing here has its default: the default group and cipher suite
  // are the pinned ones locally, and the server's choice on a target.
  AxisValues axes = {{"protocol", {"1.2", "1.3"}}, {"handshake", {"full", "ticket"}}};
  bool protocols_named = false;  // on the command line, and not by default
  std::string sweep{};           // the axis whose values are compared with its first; empty: no sweep
  std::vector<LinkKind> links = {LinkKind::kMemory, LinkKind::kLoopback};
  std::vector<PathConditions> paths;  // conditions of the path link
  Transport transport;                // on every link with sockets
  std::optional<HostPort> target;     // if set, the only link
  bool as_shipped = false;            // pin nothing but what is named here
  double seconds = 40;
  unsigned handshakes_per_cell = 0;  // 0: as many as the time allows
  double precision = 1;              // percent; the run ends when every interval is narrower; 0: never early
  int executions = 3;
  std::uint64_t seed = 1;
  std::chrono::milliseconds timeout{10000};
  std::string ca_file;  // empty: the system's roots
  bool insecure = false;
  std::string sni;  // empty: the target's host
  std::vector<std::string> alpn;
  bool request = true;
  std::string out;                   // empty: results/<UTC time>
  bool csv_on_stdout = false;        // instead of the table
  bool benchstat_on_stdout = false;  // likewise
  bool samples = false;
  bool instructions = false;  // of the memory link's cells, by callgrind
  bool quiet = false;
  bool verbose = false;

  // Returns the values asked for on an axis; one empty text, which means the default, if there are none.
  std::vector<std::string> Asked(std::string_view axis) const {
    const auto found = axes.find(axis);
    return found == axes.end() ? std::vector<std::string>{""} : found->second;
  }

  std::vector<std::uint16_t> Protocols() const {
    std::vector<std::uint16_t> protocols;
    for (const std::string& name : Asked("protocol")) {
      protocols.push_back(ParseProtocol(name).value_or(kTls13));
    }
    return protocols;
  }

  // Returns whether `holds` is true for one of the requested kinds of handshake.
  template <class Holds>
  bool AsksFor(Holds holds) const {
    const std::vector<std::string> kinds = Asked("handshake");
    return std::any_of(kinds.begin(), kinds.end(), [&](const std::string& kind) {
      Scenario scenario;
      return AxisNamed("handshake").Set(kind, scenario) && holds(scenario);
    });
  }
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_PLAN_RUN_OPTIONS_H_
