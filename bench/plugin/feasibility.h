// What a backend cannot do, by its own word: scenarios in, reasons out, asked in a process of its own. Used by
// plan/possible_cells.cc for the cells of a run and by plugin/catalogue.cc for the capability
// table. One thread.

#ifndef TLSBENCH_BENCH_PLUGIN_FEASIBILITY_H_
#define TLSBENCH_BENCH_PLUGIN_FEASIBILITY_H_

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "bench/plugin/backend_info.h"
#include "bench/scenario/scenario.h"

namespace tlsbench {

// Why a backend cannot be one end of a handshake; empty: it can.
struct Unsupported {
  std::string client;
  std::string server;

  // Of both ends in one: "", the reason that they share, or which end cannot, and why.
  std::string Both() const;
};

// Asks the plug-in of `file` about each scenario. The error is one line: it crashed, hung or was refused.
tl::expected<std::vector<Unsupported>, std::string> AskUnsupported(const std::string& file,
                                                                   const std::vector<Scenario>& scenarios);

// The same about every kind of handshake (plugin/capability_list.h), in the order of the table.
tl::expected<std::vector<Capability>, std::string> AskCapabilities(const std::string& file);

// In that process: for each scenario a line with the reason of its client, and one with that of its server; an empty
// line where there is none. Returns an exit code.
int SayUnsupported(const std::string& file, const std::string& scenarios, int out);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_PLUGIN_FEASIBILITY_H_
