#include "bench/files/csv_writer.h"
#include "bench/files/file_rows.h"
#include "bench/result/latency_model.h"

namespace tlsbench {
// NOLINTBEGIN(clang-analyzer-cplusplus.NewDeleteLeaks): clang-tidy 14 takes what a std::function holds for a leak.
namespace {

constexpr auto kSummary = &SummaryRow::summary;

bool InMemory(const SummaryRow& row) { return row.cell.link == LinkKind::kMemory; }
bool IsTls13(const SummaryRow& row) { return row.cell.scenario.tls13(); }
bool HasRequest(const SummaryRow& row) { return row.summary.counts && row.summary.counts->first_byte_round_trips > 0; }

// With fewer rounds there is no 95 % interval (stats/statistics.h).
bool HasInterval(const SummaryRow& row) { return row.summary.rounds >= kRoundsForVerdict; }

template <class Member>
Column<SummaryRow> Flight(std::string_view name, Member member) {
  return Whole(name, kSummary, &Summary::counts, member);
}

Column<SummaryRow> Bound(std::string_view name, std::optional<Estimate> Summary::*cpu, double Interval::*bound) {
  return Only(HasInterval, Column<SummaryRow>(Us(name, kSummary, cpu, &Estimate::interval, bound)));
}

Column<SummaryRow> Heap(std::string_view name, SideHeap HeapCost::*side, std::int64_t SideHeap::*value) {
  return Whole(name, kSummary, &Summary::heap, side, value);
}

template <class Member>
Column<SummaryRow> Tcp(std::string_view name, Member member) {
  return Whole(name, kSummary, &Summary::tcp, member);
}

// Makes a column of a median of counts, written as a count.
Column<SummaryRow> TcpMedian(std::string_view name, std::optional<double> TcpSummary::*value) {
  return NumberColumn(name, 0, 0, "no count", kSummary, &Summary::tcp, value);
}

Refusal SetStatus(const std::string& text, SummaryRow& row) {
  const auto status = ParseStatus(text);
  row.summary.status = status.value_or(row.summary.status);
  return status ? Refusal() : "no status";
}

// The columns of this part are a contract with scripts: none is moved or removed. New ones are added at the end.
Columns<SummaryRow> Relied() {
  return {
      Whole("handshakes", kSummary, &Summary::handshakes),
      Whole("verified", kSummary, &Summary::verified),
      Whole("failed", kSummary, &Summary::failed),
      {"status", [](const SummaryRow& row) { return std::string(StatusName(row.summary.status)); }, SetStatus},
      Text("reason", kSummary, &Summary::reason),
      Flight("round_trips", &FlightCounts::round_trips),
      Only(HasRequest, Flight("first_byte_round_trips", &FlightCounts::first_byte_round_trips)),
      Flight("flights", &FlightCounts::flights),
      Flight("bytes_sent", &FlightCounts::bytes_sent),
      Flight("bytes_received", &FlightCounts::bytes_received),
      Us("client_cpu_us", kSummary, &Summary::client_cpu_us, &Estimate::value),
      Bound("client_cpu_us_low", &Summary::client_cpu_us, &Interval::low),
      Bound("client_cpu_us_high", &Summary::client_cpu_us, &Interval::high),
      Us("server_cpu_us", kSummary, &Summary::server_cpu_us, &Estimate::value),
      Bound("server_cpu_us_low", &Summary::server_cpu_us, &Interval::low),
      Bound("server_cpu_us_high", &Summary::server_cpu_us, &Interval::high),
      Ms("connect_ms_p50", kSummary, &Summary::connect_ms_p50),
      Ms("handshake_ms_p50", kSummary, &Summary::handshake_ms, &Percentiles::p50),
      Ms("handshake_ms_p90", kSummary, &Summary::handshake_ms, &Percentiles::p90),
      Ms("handshake_ms_p99", kSummary, &Summary::handshake_ms, &Percentiles::p99),
      Ms("first_byte_ms_p50", kSummary, &Summary::first_byte_ms, &Percentiles::p50),
      Ms("first_byte_ms_p90", kSummary, &Summary::first_byte_ms, &Percentiles::p90),
      Ms("first_byte_ms_p99", kSummary, &Summary::first_byte_ms, &Percentiles::p99),
      NumberColumn("handshakes_per_second", kRateDecimals, 0, "no rate", kSummary, &Summary::handshakes_per_second),
      Whole("rounds", kSummary, &Summary::rounds),
  };
}

Columns<SummaryRow> CpuColumns() {
  return {
      Us("client_cpu_us_min", kSummary, &Summary::client_cpu_us_min),
      Us("server_cpu_us_min", kSummary, &Summary::server_cpu_us_min),
      Us("client_set_up_us", kSummary, &Summary::client_parts, &CpuParts::set_up_us),
      Us("client_handshake_us", kSummary, &Summary::client_parts, &CpuParts::handshake_us),
      Us("client_tickets_us", kSummary, &Summary::client_parts, &CpuParts::tickets_us),
      Us("client_free_us", kSummary, &Summary::client_parts, &CpuParts::release_us),
      Us("server_set_up_us", kSummary, &Summary::server_parts, &CpuParts::set_up_us),
      Us("server_handshake_us", kSummary, &Summary::server_parts, &CpuParts::handshake_us),
      Us("server_tickets_us", kSummary, &Summary::server_parts, &CpuParts::tickets_us),
      Us("server_free_us", kSummary, &Summary::server_parts, &CpuParts::release_us),
      Us("client_process_cpu_us", kSummary, &Summary::client_process_cpu_us),
      Us("server_process_cpu_us", kSummary, &Summary::server_process_cpu_us),
      Only(IsTls13, Flight("ticket_bytes", &FlightCounts::ticket_bytes)),
      Only(InMemory, Column<SummaryRow>(Whole("preempted_rounds", kSummary, &Summary::preempted_rounds))),
      Ms("handshake_ms_p999", kSummary, &Summary::handshake_ms, &Percentiles::p999),
      Ms("first_byte_ms_p999", kSummary, &Summary::first_byte_ms, &Percentiles::p999),
  };
}

Columns<SummaryRow> HeapAndCounters() {
  return {
      Heap("client_allocations", &HeapCost::client, &SideHeap::allocations),
      Heap("client_heap_bytes", &HeapCost::client, &SideHeap::peak_bytes),
      Heap("client_idle_bytes", &HeapCost::client, &SideHeap::idle_bytes),
      Heap("client_leaked_bytes", &HeapCost::client, &SideHeap::leaked_bytes),
      Heap("server_allocations", &HeapCost::server, &SideHeap::allocations),
      Heap("server_heap_bytes", &HeapCost::server, &SideHeap::peak_bytes),
      Heap("server_idle_bytes", &HeapCost::server, &SideHeap::idle_bytes),
      Heap("server_leaked_bytes", &HeapCost::server, &SideHeap::leaked_bytes),
      PercentColumn("stolen_percent", kSummary, &Summary::stolen_percent),
      PercentColumn("drift_percent", kSummary, &Summary::drift_percent),
      Text("noisy", kSummary, &Summary::noisy),
      Whole("client_instructions", kSummary, &Summary::client_counters, &CounterValues::instructions),
      Whole("client_cycles", kSummary, &Summary::client_counters, &CounterValues::cycles),
      Whole("server_instructions", kSummary, &Summary::server_counters, &CounterValues::instructions),
      Whole("server_cycles", kSummary, &Summary::server_counters, &CounterValues::cycles),
      Whole("client_callgrind_instructions", kSummary, &Summary::instructions, &InstructionCost::client),
      Whole("server_callgrind_instructions", kSummary, &Summary::instructions, &InstructionCost::server),
  };
}

// Returns the columns of what TCP did, and of the time to the first byte as predicted from round trips.
Columns<SummaryRow> TcpColumns() {
  return {
      Text("congestion", kSummary, &Summary::tcp, &TcpSummary::congestion),
      Ms("min_rtt_ms", kSummary, &Summary::tcp, &TcpSummary::min_rtt_ms),
      TcpMedian("mss_bytes", &TcpSummary::mss_bytes),
      TcpMedian("congestion_window", &TcpSummary::congestion_window),
      TcpMedian("segments_sent", &TcpSummary::segments_sent),
      TcpMedian("segments_received", &TcpSummary::segments_received),
      Tcp("retransmissions", &TcpSummary::retransmissions),
      Tcp("retransmitted_connections", &TcpSummary::retransmitted_connections),
      Tcp("fast_open_connections", &TcpSummary::fast_open_connections),
      Tcp("stalls", &TcpSummary::stalls),
      Ms("client_hello_ms_p50", kSummary, &Summary::moments_p50, &Moments::client_hello_ms),
      Ms("handshake_done_ms_p50", kSummary, &Summary::moments_p50, &Moments::handshake_done_ms),
      Ms("request_sent_ms_p50", kSummary, &Summary::moments_p50, &Moments::request_sent_ms),
      Ms("last_byte_ms_p50", kSummary, &Summary::moments_p50, &Moments::last_byte_ms),
      Ms("first_ticket_ms_p50", kSummary, &Summary::moments_p50, &Moments::first_ticket_ms),
      Ms("predicted_first_byte_ms", kSummary, &Summary::prediction, &Prediction::first_byte_ms),
      Ms("clean_first_byte_ms_p50", kSummary, &Summary::prediction, &Prediction::measured_ms),
      PercentColumn("residual_percent", kSummary, &Summary::prediction, &Prediction::residual_percent),
      Text("residual_reason", kSummary, &Summary::prediction, &Prediction::cause),
  };
}

Columns<SummaryRow> MorePercentiles() {
  return {
      Ms("handshake_ms_p95", kSummary, &Summary::handshake_ms, &Percentiles::p95),
      Ms("first_byte_ms_p95", kSummary, &Summary::first_byte_ms, &Percentiles::p95),
  };
}

// Returns the inputs that the columns before lack: the number of connections that the kernel reported on, and the
// inputs of the prediction.
Columns<SummaryRow> Counted() {
  return {
      Tcp("connections", &TcpSummary::connections),
      Whole("predicted_round_trips", kSummary, &Summary::prediction, &Prediction::round_trips),
  };
}

}  // namespace

const Columns<SummaryRow>& SummaryColumns() {
  static const Columns<SummaryRow> columns = Joined<SummaryRow>(
      {Of<SummaryRow>(IdentityColumns()), Relied(), CpuColumns(), HeapAndCounters(), Of<SummaryRow>(PathColumns()),
       Of<SummaryRow>(TransportColumns()), TcpColumns(), Of<SummaryRow>(ChainColumns()), MorePercentiles(),
       Of<SummaryRow>(KindColumns()), Of<SummaryRow>(AskedColumns()), Counted()});
  return columns;
}

SummaryRow RowOf(const Summary& summary) {
  SummaryRow row;
  row.cell = summary.cell;
  row.parameters = summary.parameters;
  row.verified = summary.verified > 0;
  row.summary = summary;
  return row;
}

Summary SummaryOf(const SummaryRow& row) {
  Summary summary = row.summary;
  summary.cell = row.cell;
  summary.parameters = row.parameters;
  if (summary.tcp && summary.tcp->connections == 0) {
    summary.tcp->connections = summary.verified;
  }
  if (summary.prediction) {
    const unsigned written = summary.prediction->round_trips;
    summary.prediction->round_trips = written > 0 ? written : RoundTripsToFirstByte(summary);
    summary.prediction->cpu_ms = CpuToFirstByteMs(summary);
  }
  return summary;
}

std::string SummaryCsvHeader() { return HeaderOf(SummaryColumns()); }

std::string SummaryCsvRow(const Summary& summary) { return LineOf(RowOf(summary), SummaryColumns()); }

// NOLINTEND(clang-analyzer-cplusplus.NewDeleteLeaks)
}  // namespace tlsbench
