// Reads the folder of a run back: the structs that the run itself worked with. Used by compare and report. Trusts
// nothing: what is empty, cut off, edited or not ours is refused in one line that names the file; of the files that
// grow while a run goes on, all whole rows are read. Reads files; no state.

#ifndef TLSBENCH_BENCH_FILES_RUN_READER_H_
#define TLSBENCH_BENCH_FILES_RUN_READER_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "bench/files/run_json.h"
#include "bench/result/result.h"

namespace tlsbench {

struct StoredRun {
  std::string path;
  RunFacts facts;
  std::vector<Cell> cells;                     // of the rows, in their order; then the twins
  std::vector<Round> rounds;                   // `cell` is an index into these
  std::vector<Summary> rows;                   // rows[i] is cells[i]'s, as summary.csv has it
  std::map<std::size_t, CellFlights> flights;  // by cell, where they are known
  std::vector<std::string> notes;              // what was left out, a line each
};

// The texts of a run's files; those that a run need not have may be missing.
struct RunTexts {
  std::string run_json;
  std::string summary_csv;
  std::string rounds_csv;
  std::optional<std::string> samples_csv{};
  std::optional<std::string> flights_csv{};
};

// Samples are many: who needs no latency of a single handshake leaves them.
enum class Samples : bool { kSkip, kRead };

// The run in a folder. An error names the file, and the line where there is one.
tl::expected<StoredRun, std::string> ReadRun(const std::string& path, Samples samples = Samples::kSkip);

// The same of the files' texts; `path` is for the words. Pure.
tl::expected<StoredRun, std::string> ReadRunTexts(const std::string& path, const RunTexts& texts);

// The row computed again from the run's rounds, and from their latencies where samples.csv was read. What comes from
// other executions (heap, callgrind) stays as it is, and the row's status where it is not ok.
Summary Recomputed(const StoredRun& run, std::size_t row);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_FILES_RUN_READER_H_
