// Writes and reads run.json, which makes a run repeatable and its numbers explainable. Pure functions.

#ifndef TLSBENCH_BENCH_FILES_RUN_JSON_H_
#define TLSBENCH_BENCH_FILES_RUN_JSON_H_

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "bench/net/conditions.h"
#include "bench/net/path_process.h"
#include "bench/os/environment.h"
#include "bench/os/system_load.h"
#include "bench/plugin/backend_info.h"
#include "bench/result/aa_spread.h"
#include "bench/result/result.h"

namespace tlsbench {

// Holds the facts of an execution under callgrind.
struct InstructionFacts {
  std::string tool;         // callgrind's version
  unsigned handshakes = 0;  // each number is an average over so many
  std::vector<std::string> hidden_cpu_features;
  std::vector<std::string> not_counted;  // rows, and why
};

struct RunFacts {
  std::vector<std::string> arguments;
  std::vector<std::uint16_t> protocols;  // in the order asked for; empty if the file lacks them
  std::string sweep;                     // the name of its axis; empty: no sweep
  std::uint64_t seed = 0;
  int executions = 0;
  double seconds = 0;   // the budget
  std::string started;  // UTC
  std::string ended;    // empty while the run goes on
  bool complete = false;
  bool pinned = false;  // client and server on different cores
  int niceness = 0;     // of worker and server: below 0 where the user may
  bool request = true;
  bool as_shipped = false;
  Environment environment;
  std::optional<Load> load_before;
  std::optional<Load> load_after;
  std::vector<std::string> noisy_rows;  // a line each, and what would help (machine_text.h)
  std::vector<std::string> advice;
  std::vector<BackendInfo> backends;
  std::vector<std::pair<std::string, std::string>> file_hashes;  // path, SHA-256
  std::vector<std::string> refused_plugins;
  std::string target_address;  // as probed
  std::optional<double> name_lookup_ms;
  Transport transport;                                        // how TCP was used on sockets
  std::vector<std::pair<PathConditions, RelayFacts>> relays;  // of each path and execution
  std::optional<Floor> floor;
  std::optional<Spread> spread;
  std::vector<std::string> heap_not_counted;     // rows of the memory link without a heap, and why; or why none has one
  std::string counters_not_available;            // why the processor's counters did not count; empty if they did
  std::optional<InstructionFacts> instructions;  // if they were asked for
};

std::string RunJson(const RunFacts& facts);

// Reads a file of this schema, written by any version: a fact that it lacks keeps its default. `spread` is not read,
// since it follows from the rounds (run_reader.h). The error describes the file, to follow its name.
tl::expected<RunFacts, std::string> ReadRunJson(std::string_view text);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_FILES_RUN_JSON_H_
