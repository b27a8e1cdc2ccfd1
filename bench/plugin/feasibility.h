// Asks a backend, in a process of its own, which scenarios it cannot run and for what reason. Used by
// plan/possible_cells.cc for the cells of a run and by plugin/catalogue.cc for the capability table. One thread.

#ifndef TLSBENCH_BENCH_PLUGIN_FEASIBILITY_H_
#define TLSBENCH_BENCH_PLUGIN_FEASIBILITY_H_

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "bench/plugin/backend_info.h"
#include "bench/scenario/scenario.h"

namespace tlsbench {

// Holds the reasons why a backend cannot be the client or the server of a handshake; empty: it can.
struct Unsupported {
  std::string client;
  std::string server;

  // Returns one reason for both ends: "", the reason that they share, or which end cannot, and why.
  std::string Both() const;
};

// Asks the plug-in of `file` about each scenario. The error is one line: the plug-in crashed, hung or was refused.
tl::expected<std::vector<Unsupported>, std::string> AskUnsupported(const std::string& file,
                                                                   const std::vector<Scenario>& scenarios);

// Asks the same about every row of the capability table (plugin/capability_list.h), in the order of the table.
tl::expected<std::vector<Capability>, std::string> AskCapabilities(const std::string& file);

// Answers, in that process: for each scenario writes a line with the reason of its client, and one with that of its
// server; an empty line if there is none. Returns an exit code.
int SayUnsupported(const std::string& file, const std::string& scenarios, int out);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_PLUGIN_FEASIBILITY_H_
