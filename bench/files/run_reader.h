// Reads the folder of a run back: run.json, summary.csv and rounds.csv become rows with their rounds. Used by compare.
// Trusts nothing: what is empty, cut off, edited or not ours is refused in one line that names the file. Reads files;
// no state.
//
// Rows are kept by the names in the files and not as scenarios, so that a run of another tlsbench, which knew more
// kinds of handshake or link, can still be compared.

#ifndef TLSBENCH_BENCH_FILES_RUN_READER_H_
#define TLSBENCH_BENCH_FILES_RUN_READER_H_

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "bench/files/row_identity.h"
#include "bench/stats/resampling.h"

namespace tlsbench {

// What can be compared, by column of rounds.csv.
inline constexpr std::array<std::string_view, 4> kQuantities = {"client_cpu_us", "server_cpu_us", "handshake_ms",
                                                                "first_byte_ms"};

// The rounds of one quantity that may enter a statistic: verified throughout and not preempted.
struct StoredSample {
  Sample medians;
  Sample minima;  // empty where the run kept none
};

struct StoredRow {
  RowIdentity identity;
  std::string status;  // as in summary.csv
  std::string reason;
  std::array<StoredSample, kQuantities.size()> samples;  // in the order of kQuantities

  bool ok() const { return status == "ok"; }
};

struct StoredRun {
  std::string path;
  std::string machine;                        // "AMD EPYC, 2 cores"; empty if the run does not say
  std::string started;                        // UTC
  std::map<std::string, std::string> builds;  // by backend, the hashes of its files; empty where run.json has none
  std::vector<StoredRow> rows;
};

// The run in a folder. An error names the file, and the line where there is one.
tl::expected<StoredRun, std::string> ReadRun(const std::string& path);

// The same of the three files' texts; `path` is for the words. Pure.
tl::expected<StoredRun, std::string> ReadRunTexts(const std::string& path, std::string_view run_json,
                                                  std::string_view summary_csv, std::string_view rounds_csv);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_FILES_RUN_READER_H_
