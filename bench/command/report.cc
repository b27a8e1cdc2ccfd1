#include "bench/command/report.h"

#include <fmt/format.h>

#include <cstdio>

#include "bench/files/csv_writer.h"
#include "bench/files/run_reader.h"
#include "bench/report/benchstat.h"
#include "bench/report/report.h"
#include "bench/text/terminal.h"

namespace tlsbench {
namespace {

std::string Csv(const StoredRun& run) {
  std::string text = SummaryCsvHeader();
  for (const Summary& row : run.rows) {
    text += SummaryCsvRow(row);
  }
  return text;
}

std::string Formatted(const StoredRun& run, ReportFormat format) {
  switch (format) {
    case ReportFormat::kTable:
      return Report({run.cells, run.rounds, run.rows, run.facts}, {TerminalHasColour(), TerminalWidth(), {}});
    case ReportFormat::kCsv:
      return Csv(run);
    case ReportFormat::kBenchstat:
      return Benchstat(run.rows, run.rounds, run.facts.environment);
  }
  return "";
}

}  // namespace

int ReportRun(const ReportCommand& command) {
  const auto run = ReadRun(command.run);
  if (!run) {
    fmt::print(stderr, "tlsbench: {}\n", run.error());
    return kExitUsage;
  }
  fmt::print("{}", Formatted(*run, command.format));
  std::fflush(stdout);
  for (const std::string& note : run->notes) {
    fmt::print(stderr, "Note: {}\n", note);
  }
  return kExitOk;
}

}  // namespace tlsbench
