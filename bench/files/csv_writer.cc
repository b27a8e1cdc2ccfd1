#include "bench/files/csv_writer.h"

#include <fmt/format.h>

#include "bench/files/file_rows.h"

namespace tlsbench {

std::string CsvField(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    return std::string(text);
  }
  std::string doubled;
  for (const char c : text) {
    doubled.append(c == '"' ? 2 : 1, c);
  }
  return fmt::format("\"{}\"", doubled);
}

Round AsWritten(const Cell& cell, const Round& round) {
  RoundRow written;
  SetAsWritten(RowOf(cell, round), RoundColumns(), written);
  written.round.cell = round.cell;
  written.round.parameters = written.round.verified > 0 ? written.parameters : Parameters();
  SampleRow sample;
  for (const Latency& latency : round.latencies) {
    sample.latency = latency;
    SampleRow latency_written;
    SetAsWritten(sample, LatencyColumns(), latency_written);
    written.round.latencies.push_back(latency_written.latency);
  }
  return written.round;
}

Summary AsWritten(const Summary& summary) {
  SummaryRow written;
  SetAsWritten(RowOf(summary), SummaryColumns(), written);
  written.cell = summary.cell;
  return SummaryOf(written);
}

}  // namespace tlsbench
