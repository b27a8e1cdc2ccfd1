// Reads the rows of a run's CSV files and joins them to cells with their rows and rounds. Used by run_reader.cc. One
// thread.

#ifndef TLSBENCH_BENCH_FILES_ROWS_READER_H_
#define TLSBENCH_BENCH_FILES_ROWS_READER_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "bench/files/file_rows.h"
#include "bench/files/run_reader.h"

namespace tlsbench {

// Fills a StoredRun, whose facts must be set already, file after file: summary.csv, rounds.csv, then the others.
class RowsReader {
 public:
  using Words = std::optional<std::string>;  // the error; empty if there is none

  explicit RowsReader(StoredRun& run);

  Words ReadSummary(std::string_view text);
  Words ReadRounds(std::string_view text);
  Words ReadSamples(std::string_view text);
  Words ReadFlights(std::string_view text);

 private:
  template <class Row>
  Words ReadFile(std::string_view name, std::string_view text, const Columns<Row>& columns,
                 std::vector<std::string_view> required);
  void CompleteTransport(bool told, FileRow& row) const;
  void CompleteScenario(bool asked, FileRow& row) const;
  std::optional<std::size_t> Find(const Cell& cell) const;
  std::size_t AddCell(const Cell& cell);
  std::optional<std::size_t> FindOrAdd(const Cell& cell);
  Words Add(SummaryRow& row);
  Words Add(RoundRow& row);
  Words Add(SampleRow& row);
  Words Add(FlightRow& row);

  StoredRun& run_;
  bool names_groups_;                                                              // the command line named a group
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> cells_;  // by client and server
  std::map<std::tuple<std::size_t, int, int>, std::size_t> rounds_;  // from cell, execution and round to the index
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_FILES_ROWS_READER_H_
