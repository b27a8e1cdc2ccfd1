// Reads the folder of a run back into the structs that the run itself worked with. Used by compare and report. It
// trusts no file: an empty, cut, edited or foreign file is refused in one line that names it; of the files that grow
// while a run goes on, all whole rows are read. Reads files; no state.

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
  std::vector<Cell> cells;                     // those of the rows, in their order; then the twins
  std::vector<Round> rounds;                   // Round::cell is an index into `cells`
  std::vector<Summary> rows;                   // rows[i] is the row of cells[i], as in summary.csv
  std::map<std::size_t, CellFlights> flights;  // by cell, where they are known
  std::vector<std::string> notes;              // what was left out, a line each
};

// Holds the texts of a run's files; optional files may be missing.
struct RunTexts {
  std::string run_json;
  std::string summary_csv;
  std::string rounds_csv;
  std::optional<std::string> samples_csv{};
  std::optional<std::string> flights_csv{};
};

// Says whether samples.csv is read: it is large, and only needed for latencies of single handshakes.
enum class Samples : bool { kSkip, kRead };

// Reads the run in a folder. The error names the file, and the line if there is one.
tl::expected<StoredRun, std::string> ReadRun(const std::string& path, Samples samples = Samples::kSkip);

// Reads a run from the texts of its files; `path` is used in errors. Pure.
tl::expected<StoredRun, std::string> ReadRunTexts(const std::string& path, const RunTexts& texts);

// Computes a row again from the run's rounds, and from their latencies if samples.csv was read. Values from other
// executions (heap, callgrind) stay as they are, and so does the status of a row that is not ok.
Summary Recomputed(const StoredRun& run, std::size_t row);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_FILES_RUN_READER_H_
