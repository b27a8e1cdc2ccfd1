// Fuzz target (libFuzzer) of what report and compare read: any text as a CSV file, as one file of a run, and as a whole
// run. A finding is a crash, a report of a sanitizer, or an answer that breaks what files/csv_reader.h and
// files/run_reader.h promise. Built by the preset `fuzz` alone; scripts/test runs it for a while, and run_reader_test
// feeds it its seeds.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "bench/compare/compared_run.h"
#include "bench/files/csv_reader.h"
#include "bench/files/csv_writer.h"
#include "bench/files/run_reader.h"
#include "tests/support/stored_runs.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace tlsbench {
namespace {

// Between the three files of a run in one input.
constexpr std::string_view kSeparator = "\n---\n";

void Expect(bool holds) {
  if (!holds) {
    std::abort();  // libFuzzer keeps the input and tells where
  }
}

// One line for a terminal, and no file's worth of it.
void ExpectText(const std::string& error) {
  Expect(!error.empty() && error.size() < 1000);
  for (const char c : error) {
    Expect(static_cast<unsigned char>(c) >= ' ' && c != '\x7f');
  }
}

void FeedCsv(std::string_view text) {
  const auto table = ReadCsv(text);
  if (!table) {
    ExpectText(table.error());
    return;
  }
  Expect(std::set<std::string>(table->header.begin(), table->header.end()).size() == table->header.size());
  for (const CsvRow& row : table->rows) {
    Expect(row.fields.size() == table->header.size() && row.line > 1);
  }
}

void ExpectTimes(const Sample& sample) {
  for (const RoundValue& round : sample) {
    Expect(std::isfinite(round.value) && round.value >= 0 && round.execution >= 0 && round.round >= 0);
  }
}

// What was read is written so that it is read again alike.
void ExpectSameAgain(const Summary& row) { Expect(SummaryCsvRow(AsWritten(row)) == SummaryCsvRow(row)); }

void FeedRun(std::string_view json, std::string_view summary, std::string_view rounds) {
  const auto run = ReadRunTexts("run", {std::string(json), std::string(summary), std::string(rounds)});
  if (!run) {
    ExpectText(run.error());
    return;
  }
  for (const std::string& note : run->notes) {
    ExpectText(note);
  }
  Expect(run->rows.size() <= run->cells.size());
  for (const Round& round : run->rounds) {
    Expect(round.cell < run->cells.size() && round.execution >= 0 && round.round >= 0);
  }
  for (const Summary& row : run->rows) {
    ExpectSameAgain(row);
  }
  for (const ComparedRow& row : ComparedRunOf(*run).rows) {
    Expect(!row.cell.client.empty());
    for (const RowSample& sample : row.samples) {
      ExpectTimes(sample.medians);
      ExpectTimes(sample.minima);
    }
  }
}

// Cuts off the text up to the next separator.
std::string_view Part(std::string_view& rest) {
  const std::size_t end = rest.find(kSeparator);
  const std::string_view part = rest.substr(0, end == std::string_view::npos ? end : end + 1);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + kSeparator.size());
  return part;
}

void Feed(std::string_view text) {
  if (text.find(kSeparator) != std::string_view::npos) {
    const std::string_view json = Part(text);
    const std::string_view summary = Part(text);
    FeedRun(json, summary, text);
    return;
  }
  if (text.starts_with('{')) {
    FeedRun(text, kSummaryCsv, kRoundsCsv);
    return;
  }
  FeedCsv(text);
  const bool is_summary = text.substr(0, text.find('\n')).find("reason") != std::string_view::npos;
  is_summary ? FeedRun(kRunJson, text, kRoundsCsv) : FeedRun(kRunJson, kSummaryCsv, text);
}

}  // namespace
}  // namespace tlsbench

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tlsbench::Feed({reinterpret_cast<const char*>(data), size});
  return 0;
}
