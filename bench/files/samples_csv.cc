#include "bench/files/csv_writer.h"
#include "bench/files/file_rows.h"

namespace tlsbench {
// NOLINTBEGIN(clang-analyzer-cplusplus.NewDeleteLeaks): clang-tidy 14 takes what a std::function holds for a leak.
namespace {

constexpr auto kLatency = &SampleRow::latency;

Column<SampleRow> Moment(std::string_view name, std::optional<double> Moments::*moment) {
  return Ms(name, kLatency, &Latency::moments, moment);
}

Column<SampleRow> Client(std::string_view name, std::uint32_t TcpFacts::*fact) {
  return Whole(name, kLatency, &Latency::client_tcp, fact);
}

Column<SampleRow> Server(std::string_view name, std::uint32_t TcpFacts::*fact) {
  return Whole(name, kLatency, &Latency::server_tcp, fact);
}

// Makes a column that repeats another one under a name of curl's; it is not read.
Column<SampleRow> Again(std::string_view name, std::optional<double> (*ms)(const Latency& latency)) {
  return {name,
          [ms](const SampleRow& row) {
            const auto value = ms(row.latency);
            return value ? Number(*value, kMsDecimals) : "";
          },
          [](const std::string& /*text*/, SampleRow& /*row*/) { return Refusal(); }};
}

// Makes the column of the smallest RTT. 0 means that the kernel measured none.
Column<SampleRow> MinRtt() {
  return {"min_rtt_ms",
          [](const SampleRow& row) {
            const std::uint32_t us = row.latency.client_tcp ? row.latency.client_tcp->min_rtt_us : 0;
            return us > 0 ? Number(static_cast<double>(us) / 1000, kMsDecimals) : "";
          },
          [](const std::string& text, SampleRow& row) {
            constexpr double kMaxMs = 4e6;
            double ms = 0;
            const Refusal refusal = ParseNumber(text, 0, "no time", ms);
            TcpFacts& facts = row.latency.client_tcp ? *row.latency.client_tcp : row.latency.client_tcp.emplace();
            facts.min_rtt_us = static_cast<std::uint32_t>(std::llround(std::min(ms, kMaxMs) * 1000));
            return refusal;
          }};
}

Columns<SampleRow> Place() {
  return {Whole("execution", &SampleRow::execution), Whole("round", &SampleRow::round),
          Whole("sample", &SampleRow::sample)};
}

}  // namespace

const Columns<SampleRow>& LatencyColumns() {
  static const Columns<SampleRow> columns = {
      Ms("connect_ms", kLatency, &Latency::connect_ms),
      Ms("handshake_ms", kLatency, &Latency::handshake_ms),
      Ms("first_byte_ms", kLatency, &Latency::first_byte_ms),
      // Times since the connect began, with curl's names where curl has one (phases.h).
      Again("time_connect_ms", [](const Latency& latency) { return std::optional(latency.connect_ms); }),
      Moment("time_client_hello_ms", &Moments::client_hello_ms),
      Again("time_appconnect_ms",
            [](const Latency& latency) { return std::optional(latency.connect_ms + latency.handshake_ms); }),
      Moment("time_handshake_done_ms", &Moments::handshake_done_ms),
      Moment("time_posttransfer_ms", &Moments::request_sent_ms),
      Again("time_starttransfer_ms", [](const Latency& latency) { return latency.first_byte_ms; }),
      Moment("time_total_ms", &Moments::last_byte_ms),
      Moment("time_first_ticket_ms", &Moments::first_ticket_ms),
      MinRtt(),
      Client("retransmissions", &TcpFacts::retransmissions),
      Server("server_retransmissions", &TcpFacts::retransmissions),
      Client("segments_sent", &TcpFacts::segments_sent),
      Client("segments_received", &TcpFacts::segments_received),
      Client("congestion_window", &TcpFacts::congestion_window),
      Server("server_congestion_window", &TcpFacts::congestion_window),
      Client("mss_bytes", &TcpFacts::mss_bytes),
      Text("congestion", kLatency, &Latency::congestion),
      Flag("fast_open", kLatency, &Latency::client_tcp, &TcpFacts::fast_open),
      Whole("stalls", kLatency, &Latency::stalls),
  };
  return columns;
}

const Columns<SampleRow>& SampleColumns() {
  static const Columns<SampleRow> columns =
      Joined<SampleRow>({Of<SampleRow>(IdentityColumns()), Place(), LatencyColumns(), Of<SampleRow>(PathColumns()),
                         Of<SampleRow>(ChainColumns()), Of<SampleRow>(KindColumns()), Of<SampleRow>(AskedColumns())});
  return columns;
}

std::string SamplesCsvHeader() { return HeaderOf(SampleColumns()); }

std::string SamplesCsvRow(const Cell& cell, const Round& round, std::size_t sample) {
  SampleRow row;
  static_cast<FileRow&>(row) = RowOf(cell, round);
  row.execution = round.execution;
  row.round = round.round;
  row.sample = sample;
  row.latency = round.latencies.at(sample);
  return LineOf(row, SampleColumns());
}

// NOLINTEND(clang-analyzer-cplusplus.NewDeleteLeaks)
}  // namespace tlsbench
