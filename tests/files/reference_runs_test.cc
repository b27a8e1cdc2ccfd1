// The committed runs of results/reference: each is read, written again as it stands, and its summary.csv computed again
// from rounds.csv (and samples.csv, where that was committed), byte for byte. TLSBENCH_UPDATE_GOLDEN=1 writes what was
// computed: look at the difference in git before you commit it.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "bench/files/csv_reader.h"
#include "bench/files/csv_writer.h"
#include "bench/files/flights_csv.h"
#include "bench/files/run_reader.h"
#include "bench/os/file.h"
#include "bench/report/report.h"
#include "tests/support/folders.h"

namespace tlsbench {
namespace {

namespace fs = std::filesystem;

// Of single handshakes on sockets: rows of samples.csv, and medians of a round do not tell them.
const std::set<std::string> kOfSamples = {"connect_ms_p50",
                                          "handshake_ms_p50",
                                          "handshake_ms_p90",
                                          "handshake_ms_p95",
                                          "handshake_ms_p99",
                                          "handshake_ms_p999",
                                          "first_byte_ms_p50",
                                          "first_byte_ms_p90",
                                          "first_byte_ms_p95",
                                          "first_byte_ms_p99",
                                          "first_byte_ms_p999",
                                          "congestion",
                                          "min_rtt_ms",
                                          "mss_bytes",
                                          "congestion_window",
                                          "segments_sent",
                                          "segments_received",
                                          "retransmissions",
                                          "retransmitted_connections",
                                          "fast_open_connections",
                                          "stalls",
                                          "client_hello_ms_p50",
                                          "handshake_done_ms_p50",
                                          "request_sent_ms_p50",
                                          "last_byte_ms_p50",
                                          "first_ticket_ms_p50",
                                          "predicted_first_byte_ms",
                                          "clean_first_byte_ms_p50",
                                          "residual_percent",
                                          "residual_reason",
                                          "connections",
                                          "predicted_round_trips"};

// Of executions of their own, whose only file is summary.csv.
const std::set<std::string> kOfOtherExecutions = {"client_allocations",
                                                  "client_heap_bytes",
                                                  "client_idle_bytes",
                                                  "client_leaked_bytes",
                                                  "server_allocations",
                                                  "server_heap_bytes",
                                                  "server_idle_bytes",
                                                  "server_leaked_bytes",
                                                  "client_callgrind_instructions",
                                                  "server_callgrind_instructions"};

std::vector<std::string> ReferenceRuns() {
  std::vector<std::string> runs;
  for (const auto& entry : fs::directory_iterator(kReferenceFolder)) {
    if (entry.is_directory()) {
      runs.push_back(entry.path().string());
    }
  }
  std::sort(runs.begin(), runs.end());
  return runs;
}

// A file of a run beside what is written now, column by column of the file.
class Written {
 public:
  explicit Written(const std::string& text) : table_(ReadCsv(text).value()) {}

  const CsvTable& table() const { return table_; }

  // Sets the fields of its rows to those that `now`, a whole file, has; `keep` says of a row and column which stay.
  template <class Keep>
  void Set(const std::string& now, Keep keep) {
    const CsvTable table = ReadCsv(now).value();
    ASSERT_EQ(table.rows.size(), table_.rows.size());
    for (std::size_t column = 0; column < table_.header.size(); ++column) {
      const auto index = table.Column(table_.header[column]);
      ASSERT_TRUE(index) << table_.header[column] << ": a column of before has gone";
      for (std::size_t row = 0; row < table_.rows.size(); ++row) {
        if (!keep(row, table_.header[column])) {
          table_.rows[row].fields[column] = table.rows[row].fields[*index];
        }
      }
    }
  }

  std::string Text() const {
    std::string text = Line(table_.header);
    for (const CsvRow& row : table_.rows) {
      text += Line(row.fields);
    }
    return text;
  }

 private:
  static std::string Line(const std::vector<std::string>& fields) {
    std::string line;
    for (const std::string& field : fields) {
      line += (line.empty() && &field == &fields[0] ? "" : ",") + CsvField(field);
    }
    return line + "\n";
  }

  CsvTable table_;
};

bool KeepNone(std::size_t /*row*/, const std::string& /*column*/) { return false; }

// One line of the first difference, not a file's worth.
void ExpectSame(const std::string& computed, const std::string& written, const std::string& file) {
  if (const char* update = std::getenv("TLSBENCH_UPDATE_GOLDEN"); update != nullptr && std::string(update) == "1") {
    std::ofstream(file, std::ios::binary) << computed;
    return;
  }
  const auto [a, b] = std::mismatch(computed.begin(), computed.end(), written.begin(), written.end());
  const auto at = static_cast<std::size_t>(a - computed.begin());
  EXPECT_EQ(computed == written, true) << file << ": computed \"" << computed.substr(at < 40 ? 0 : at - 40, 80)
                                       << "\" where the file has \"" << written.substr(at < 40 ? 0 : at - 40, 80)
                                       << '"';
}

class ReferenceRunTest : public testing::TestWithParam<std::string> {
 protected:
  static StoredRun Run() { return ReadRun(GetParam(), Samples::kRead).value(); }
  static std::string FileText(const std::string& name) { return ReadFile(GetParam() + "/" + name).value(); }
};

TEST_P(ReferenceRunTest, ItsSummaryIsComputedAgainFromItsRounds) {
  const StoredRun run = Run();
  const bool samples = fs::exists(GetParam() + "/samples.csv");
  const std::string text = FileText("summary.csv");
  Written written(text);
  std::string computed = SummaryCsvHeader();
  for (std::size_t row = 0; row < run.rows.size(); ++row) {
    computed += SummaryCsvRow(Recomputed(run, row));
  }
  std::size_t kept = 0;
  written.Set(computed, [&](std::size_t row, const std::string& column) {
    const bool of_samples = run.rows[row].cell.link != LinkKind::kMemory && !samples && kOfSamples.count(column) != 0;
    const bool keep = of_samples || kOfOtherExecutions.count(column) != 0;
    kept += keep ? 1 : 0;
    return keep;
  });
  EXPECT_LT(kept * 2, run.rows.size() * written.table().header.size());
  ExpectSame(written.Text(), text, GetParam() + "/summary.csv");
}

TEST_P(ReferenceRunTest, WhatWasReadIsWrittenAsItStands) {
  const StoredRun run = Run();
  std::string rows = SummaryCsvHeader();
  for (const Summary& row : run.rows) {
    rows += SummaryCsvRow(row);
  }
  Written summary(FileText("summary.csv"));
  summary.Set(rows, KeepNone);
  EXPECT_TRUE(summary.Text() == FileText("summary.csv"));
  std::string lines = RoundsCsvHeader();
  for (const Round& round : run.rounds) {
    lines += RoundsCsvRow(run.cells[round.cell], round);
  }
  Written rounds(FileText("rounds.csv"));
  rounds.Set(lines, KeepNone);
  EXPECT_TRUE(rounds.Text() == FileText("rounds.csv"));
}

TEST_P(ReferenceRunTest, ItsReportTellsEveryRow) {
  const StoredRun run = Run();
  EXPECT_TRUE(run.notes.empty());
  const std::string report = Report({run.cells, run.rounds, run.rows, run.facts}, TableOptions());
  for (const Summary& row : run.rows) {
    EXPECT_NE(report.find("\n" + row.cell.client + " "), std::string::npos) << row.cell.client;
  }
  for (const std::string part : {"\nA/A: ", "\nMachine: ", "Changes are the median"}) {
    EXPECT_NE(report.find(part), std::string::npos) << part;
  }
  std::size_t verified = 0;
  for (std::size_t at = report.find('/'); at != std::string::npos; at = report.find('/', at + 1)) {
    verified += at > 0 && report[at - 1] >= '0' && report[at - 1] <= '9' ? 1 : 0;
  }
  EXPECT_GE(verified, static_cast<std::size_t>(std::count_if(run.rows.begin(), run.rows.end(), [](const Summary& row) {
              return row.status == Status::kOk;
            })));
}

INSTANTIATE_TEST_SUITE_P(All, ReferenceRunTest, testing::ValuesIn(ReferenceRuns()), [](const auto& run) {
  std::string name = fs::path(run.param).filename().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(ReferenceRunsTest, ThereAreSome) { EXPECT_GE(ReferenceRuns().size(), 7U); }

}  // namespace
}  // namespace tlsbench
