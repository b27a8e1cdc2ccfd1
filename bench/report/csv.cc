#include "bench/report/csv.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <vector>

#include "bench/units.h"

namespace tlsbench {
namespace {

// A column is its name and how to fill it, so that a header and its rows cannot drift apart.
template <class Row>
struct Column {
  std::string_view name;
  std::string (*value)(const Row& row);
};

// Decimals that keep every digit a clock can tell: nanoseconds in microseconds, 100 ns in milliseconds.
constexpr int kUsDecimals = 3;
constexpr int kMsDecimals = 4;
constexpr int kSecondsDecimals = 6;
constexpr int kRateDecimals = 3;
constexpr int kPercentDecimals = 3;

std::string Number(std::optional<double> value, int decimals) {
  return value && std::isfinite(*value) ? fmt::format("{:.{}f}", *value, decimals) : "";
}

// A condition of the emulated path; empty on other links.
std::string OfPath(const Cell& cell, double value) { return cell.link == LinkKind::kPath ? Plain(value) : ""; }

double PathMs(std::int64_t us) { return static_cast<double>(us) / 1000; }

std::string Rate(const Cell& cell) {  // empty too where nothing was asked for
  return cell.path.rate_mbit_per_s > 0 ? OfPath(cell, cell.path.rate_mbit_per_s) : "";
}

// How TCP was used; empty in memory.
std::string OfTcp(const Cell& cell, const std::string& value) { return cell.link == LinkKind::kMemory ? "" : value; }

std::string WriteMode(const Transport& transport) { return transport.library_writes ? "library" : "flight"; }

std::string Us(std::optional<double> value) { return Number(value, kUsDecimals); }
std::string Ms(std::optional<double> value) { return Number(value, kMsDecimals); }

template <class Integer>
std::string Count(Integer value) {
  return fmt::format("{}", value);
}

std::string Value(const std::optional<Estimate>& estimate) {
  return Us(estimate ? std::optional<double>(estimate->value) : std::nullopt);
}

// Fewer rounds bound no 95 % (statistics.h).
std::string Bound(const Summary& row, const std::optional<Estimate>& estimate, double Interval::*bound) {
  const bool known = estimate && estimate->interval && row.rounds >= kRoundsForVerdict;
  return known ? Us((*estimate->interval).*bound) : "";
}

std::string Part(const std::optional<CpuParts>& parts, double CpuParts::*part) {
  return parts ? Us((*parts).*part) : "";
}

std::string Part(const std::optional<RoundCpu>& cpu, double CpuParts::*part) { return cpu ? Us(cpu->parts.*part) : ""; }

std::string Cpu(const std::optional<RoundCpu>& cpu, double RoundCpu::*value) { return cpu ? Us((*cpu).*value) : ""; }

template <class Integer>
std::string Flight(const Summary& row, Integer FlightCounts::*count) {
  return row.counts ? Count((*row.counts).*count) : "";
}

std::string Heap(const Summary& row, SideHeap HeapCost::*side, std::int64_t SideHeap::*value) {
  return row.heap ? Count((*row.heap).*side.*value) : "";
}

std::string Counter(const std::optional<CounterValues>& values, std::int64_t CounterValues::*value) {
  return values ? Count((*values).*value) : "";
}

std::string Callgrind(const Summary& row, std::int64_t InstructionCost::*side) {
  return row.instructions ? Count((*row.instructions).*side) : "";
}

// Empty where the chain is as it comes.
std::string ChainBytes(const Cell& cell) {
  return cell.scenario.chain_bytes == 0 ? "" : Count(cell.scenario.chain_bytes);
}

// Which cell a row is about. `verified`: the parameters are what was negotiated, else what was asked for.
struct Identity {
  const Cell& cell;
  const Parameters& parameters;
  bool verified;
};

constexpr Column<Identity> kIdentity[] = {
    {"client", [](const Identity& row) { return NameInFiles(row.cell, row.cell.client); }},
    {"client_version", [](const Identity& row) { return row.cell.client_version; }},
    {"server", [](const Identity& row) { return NameInFiles(row.cell, row.cell.server); }},
    {"server_version", [](const Identity& row) { return row.cell.server_version; }},
    {"link", [](const Identity& row) { return std::string(LinkName(row.cell.link)); }},
    {"target", [](const Identity& row) { return row.cell.target; }},
    {"rtt_ms", [](const Identity& row) { return OfPath(row.cell, PathMs(row.cell.path.rtt_us)); }},
    {"protocol", [](const Identity& row) { return std::string(ProtocolName(row.cell.scenario.protocol)); }},
    {"handshake", [](const Identity& row) { return std::string(HandshakeName(row.cell.scenario.handshake)); }},
    {"cipher_suite", [](const Identity& row) { return row.parameters.cipher_suite; }},
    {"group", [](const Identity& row) { return row.parameters.group; }},
    {"auth", [](const Identity& row) { return row.parameters.auth; }},
    {"signature_scheme", [](const Identity& row) { return row.parameters.signature_scheme; }},
    {"tickets", [](const Identity& row) { return row.verified ? Count(row.parameters.tickets) : ""; }},
};

constexpr Column<Summary> kSummary[] = {
    {"handshakes", [](const Summary& row) { return Count(row.handshakes); }},
    {"verified", [](const Summary& row) { return Count(row.verified); }},
    {"failed", [](const Summary& row) { return Count(row.failed); }},
    {"status", [](const Summary& row) { return std::string(StatusName(row.status)); }},
    {"reason", [](const Summary& row) { return row.reason; }},
    {"round_trips", [](const Summary& row) { return Flight(row, &FlightCounts::round_trips); }},
    {"first_byte_round_trips",
     [](const Summary& row) {
       const bool request = row.counts && row.counts->first_byte_round_trips > 0;
       return request ? Flight(row, &FlightCounts::first_byte_round_trips) : "";
     }},
    {"flights", [](const Summary& row) { return Flight(row, &FlightCounts::flights); }},
    {"bytes_sent", [](const Summary& row) { return Flight(row, &FlightCounts::bytes_sent); }},
    {"bytes_received", [](const Summary& row) { return Flight(row, &FlightCounts::bytes_received); }},
    {"client_cpu_us", [](const Summary& row) { return Value(row.client_cpu_us); }},
    {"client_cpu_us_low", [](const Summary& row) { return Bound(row, row.client_cpu_us, &Interval::low); }},
    {"client_cpu_us_high", [](const Summary& row) { return Bound(row, row.client_cpu_us, &Interval::high); }},
    {"server_cpu_us", [](const Summary& row) { return Value(row.server_cpu_us); }},
    {"server_cpu_us_low", [](const Summary& row) { return Bound(row, row.server_cpu_us, &Interval::low); }},
    {"server_cpu_us_high", [](const Summary& row) { return Bound(row, row.server_cpu_us, &Interval::high); }},
    {"connect_ms_p50", [](const Summary& row) { return Ms(row.connect_ms_p50); }},
    {"handshake_ms_p50", [](const Summary& row) { return Ms(row.handshake_ms.p50); }},
    {"handshake_ms_p90", [](const Summary& row) { return Ms(row.handshake_ms.p90); }},
    {"handshake_ms_p99", [](const Summary& row) { return Ms(row.handshake_ms.p99); }},
    {"first_byte_ms_p50", [](const Summary& row) { return Ms(row.first_byte_ms.p50); }},
    {"first_byte_ms_p90", [](const Summary& row) { return Ms(row.first_byte_ms.p90); }},
    {"first_byte_ms_p99", [](const Summary& row) { return Ms(row.first_byte_ms.p99); }},
    {"handshakes_per_second", [](const Summary& row) { return Number(row.handshakes_per_second, kRateDecimals); }},
    {"rounds", [](const Summary& row) { return Count(row.rounds); }},
    // The columns above are a contract with scripts: none moves, none goes. New ones follow at the end.
    {"client_cpu_us_min", [](const Summary& row) { return Us(row.client_cpu_us_min); }},
    {"server_cpu_us_min", [](const Summary& row) { return Us(row.server_cpu_us_min); }},
    {"client_set_up_us", [](const Summary& row) { return Part(row.client_parts, &CpuParts::set_up_us); }},
    {"client_handshake_us", [](const Summary& row) { return Part(row.client_parts, &CpuParts::handshake_us); }},
    {"client_tickets_us", [](const Summary& row) { return Part(row.client_parts, &CpuParts::tickets_us); }},
    {"client_free_us", [](const Summary& row) { return Part(row.client_parts, &CpuParts::release_us); }},
    {"server_set_up_us", [](const Summary& row) { return Part(row.server_parts, &CpuParts::set_up_us); }},
    {"server_handshake_us", [](const Summary& row) { return Part(row.server_parts, &CpuParts::handshake_us); }},
    {"server_tickets_us", [](const Summary& row) { return Part(row.server_parts, &CpuParts::tickets_us); }},
    {"server_free_us", [](const Summary& row) { return Part(row.server_parts, &CpuParts::release_us); }},
    {"client_process_cpu_us", [](const Summary& row) { return Us(row.client_process_cpu_us); }},
    {"server_process_cpu_us", [](const Summary& row) { return Us(row.server_process_cpu_us); }},
    {"ticket_bytes",  // only TLS 1.3's tickets come after the handshake
     [](const Summary& row) { return row.cell.scenario.tls13() ? Flight(row, &FlightCounts::ticket_bytes) : ""; }},
    {"preempted_rounds",
     [](const Summary& row) { return row.cell.link == LinkKind::kMemory ? Count(row.preempted_rounds) : ""; }},
    {"handshake_ms_p999", [](const Summary& row) { return Ms(row.handshake_ms.p999); }},
    {"first_byte_ms_p999", [](const Summary& row) { return Ms(row.first_byte_ms.p999); }},
    {"client_allocations", [](const Summary& row) { return Heap(row, &HeapCost::client, &SideHeap::allocations); }},
    {"client_heap_bytes", [](const Summary& row) { return Heap(row, &HeapCost::client, &SideHeap::peak_bytes); }},
    {"client_idle_bytes", [](const Summary& row) { return Heap(row, &HeapCost::client, &SideHeap::idle_bytes); }},
    {"client_leaked_bytes", [](const Summary& row) { return Heap(row, &HeapCost::client, &SideHeap::leaked_bytes); }},
    {"server_allocations", [](const Summary& row) { return Heap(row, &HeapCost::server, &SideHeap::allocations); }},
    {"server_heap_bytes", [](const Summary& row) { return Heap(row, &HeapCost::server, &SideHeap::peak_bytes); }},
    {"server_idle_bytes", [](const Summary& row) { return Heap(row, &HeapCost::server, &SideHeap::idle_bytes); }},
    {"server_leaked_bytes", [](const Summary& row) { return Heap(row, &HeapCost::server, &SideHeap::leaked_bytes); }},
    {"stolen_percent", [](const Summary& row) { return Number(row.stolen_percent, kPercentDecimals); }},
    {"drift_percent", [](const Summary& row) { return Number(row.drift_percent, kPercentDecimals); }},
    {"noisy", [](const Summary& row) { return row.noisy; }},
    {"client_instructions",
     [](const Summary& row) { return Counter(row.client_counters, &CounterValues::instructions); }},
    {"client_cycles", [](const Summary& row) { return Counter(row.client_counters, &CounterValues::cycles); }},
    {"server_instructions",
     [](const Summary& row) { return Counter(row.server_counters, &CounterValues::instructions); }},
    {"server_cycles", [](const Summary& row) { return Counter(row.server_counters, &CounterValues::cycles); }},
    {"client_callgrind_instructions", [](const Summary& row) { return Callgrind(row, &InstructionCost::client); }},
    {"server_callgrind_instructions", [](const Summary& row) { return Callgrind(row, &InstructionCost::server); }},
    {"jitter_ms", [](const Summary& row) { return OfPath(row.cell, PathMs(row.cell.path.jitter_us)); }},
    {"loss_percent", [](const Summary& row) { return OfPath(row.cell, row.cell.path.loss_percent); }},
    {"rate_mbit_per_s", [](const Summary& row) { return Rate(row.cell); }},
    {"mtu_bytes", [](const Summary& row) { return OfPath(row.cell, row.cell.path.mtu_bytes); }},
    {"nagle", [](const Summary& row) { return OfTcp(row.cell, Count(int{row.cell.transport.nagle})); }},
    {"write_mode", [](const Summary& row) { return OfTcp(row.cell, WriteMode(row.cell.transport)); }},
    {"fast_open", [](const Summary& row) { return OfTcp(row.cell, Count(int{row.cell.transport.fast_open})); }},
    {"congestion", [](const Summary& row) { return row.tcp ? row.tcp->congestion : ""; }},
    {"min_rtt_ms", [](const Summary& row) { return row.tcp ? Ms(row.tcp->min_rtt_ms) : ""; }},
    {"mss_bytes", [](const Summary& row) { return row.tcp ? Number(row.tcp->mss_bytes, 0) : ""; }},
    {"congestion_window", [](const Summary& row) { return row.tcp ? Number(row.tcp->congestion_window, 0) : ""; }},
    {"segments_sent", [](const Summary& row) { return row.tcp ? Number(row.tcp->segments_sent, 0) : ""; }},
    {"segments_received", [](const Summary& row) { return row.tcp ? Number(row.tcp->segments_received, 0) : ""; }},
    {"retransmissions", [](const Summary& row) { return row.tcp ? Count(row.tcp->retransmissions) : ""; }},
    {"retransmitted_connections",
     [](const Summary& row) { return row.tcp ? Count(row.tcp->retransmitted_connections) : ""; }},
    {"fast_open_connections", [](const Summary& row) { return row.tcp ? Count(row.tcp->fast_open_connections) : ""; }},
    {"stalls", [](const Summary& row) { return row.tcp && row.tcp->stalls ? Count(*row.tcp->stalls) : ""; }},
    {"client_hello_ms_p50", [](const Summary& row) { return Ms(row.moments_p50.client_hello_ms); }},
    {"handshake_done_ms_p50", [](const Summary& row) { return Ms(row.moments_p50.handshake_done_ms); }},
    {"request_sent_ms_p50", [](const Summary& row) { return Ms(row.moments_p50.request_sent_ms); }},
    {"last_byte_ms_p50", [](const Summary& row) { return Ms(row.moments_p50.last_byte_ms); }},
    {"first_ticket_ms_p50", [](const Summary& row) { return Ms(row.moments_p50.first_ticket_ms); }},
    {"predicted_first_byte_ms",
     [](const Summary& row) { return row.prediction ? Ms(row.prediction->first_byte_ms) : ""; }},
    {"clean_first_byte_ms_p50",
     [](const Summary& row) { return row.prediction ? Ms(row.prediction->measured_ms) : ""; }},
    {"residual_percent",
     [](const Summary& row) {
       return row.prediction ? Number(row.prediction->residual_percent, kPercentDecimals) : "";
     }},
    {"residual_reason", [](const Summary& row) { return row.prediction ? row.prediction->words : ""; }},
    {"chain_bytes", [](const Summary& row) { return ChainBytes(row.cell); }},
    {"handshake_ms_p95", [](const Summary& row) { return Ms(row.handshake_ms.p95); }},
    {"first_byte_ms_p95", [](const Summary& row) { return Ms(row.first_byte_ms.p95); }},
};

struct RoundRow {
  const Cell& cell;
  const Round& round;
};

// As Summarize takes them: of rounds with a verified handshake whose flights were counted.
template <class Integer>
std::string Flight(const RoundRow& row, Integer FlightCounts::*count) {
  return HasFlights(row.round) ? Count(row.round.counts.*count) : "";
}

constexpr Column<RoundRow> kRounds[] = {
    {"execution", [](const RoundRow& row) { return Count(row.round.execution); }},
    {"round", [](const RoundRow& row) { return Count(row.round.round); }},
    {"handshakes", [](const RoundRow& row) { return Count(row.round.handshakes); }},
    {"verified", [](const RoundRow& row) { return Count(row.round.verified); }},
    {"client_cpu_us", [](const RoundRow& row) { return Cpu(row.round.client_cpu, &RoundCpu::total_us); }},
    {"client_cpu_us_min", [](const RoundRow& row) { return Cpu(row.round.client_cpu, &RoundCpu::min_us); }},
    {"server_cpu_us", [](const RoundRow& row) { return Cpu(row.round.server_cpu, &RoundCpu::total_us); }},
    {"server_cpu_us_min", [](const RoundRow& row) { return Cpu(row.round.server_cpu, &RoundCpu::min_us); }},
    {"handshake_ms", [](const RoundRow& row) { return Ms(MedianHandshakeMs(row.round)); }},
    {"first_byte_ms", [](const RoundRow& row) { return Ms(MedianFirstByteMs(row.round)); }},
    {"preempted",
     [](const RoundRow& row) { return row.cell.link == LinkKind::kMemory ? Count(int{row.round.preempted}) : ""; }},
    {"connect_ms", [](const RoundRow& row) { return Ms(MedianConnectMs(row.round)); }},
    {"elapsed_s", [](const RoundRow& row) { return Number(row.round.elapsed_s, kSecondsDecimals); }},
    {"client_process_cpu_us", [](const RoundRow& row) { return Us(row.round.client_process_cpu_us); }},
    {"server_process_cpu_us", [](const RoundRow& row) { return Us(row.round.server_process_cpu_us); }},
    {"reason", [](const RoundRow& row) { return row.round.reason; }},
    // The rest of what a summary is made of, so that it can be computed again.
    {"failed", [](const RoundRow& row) { return Count(row.round.failed); }},
    {"round_trips", [](const RoundRow& row) { return Flight(row, &FlightCounts::round_trips); }},
    {"first_byte_round_trips",
     [](const RoundRow& row) {
       const bool request = row.round.counts.first_byte_round_trips > 0;
       return request ? Flight(row, &FlightCounts::first_byte_round_trips) : "";
     }},
    {"flights", [](const RoundRow& row) { return Flight(row, &FlightCounts::flights); }},
    {"bytes_sent", [](const RoundRow& row) { return Flight(row, &FlightCounts::bytes_sent); }},
    {"bytes_received", [](const RoundRow& row) { return Flight(row, &FlightCounts::bytes_received); }},
    {"client_set_up_us", [](const RoundRow& row) { return Part(row.round.client_cpu, &CpuParts::set_up_us); }},
    {"client_handshake_us", [](const RoundRow& row) { return Part(row.round.client_cpu, &CpuParts::handshake_us); }},
    {"client_tickets_us", [](const RoundRow& row) { return Part(row.round.client_cpu, &CpuParts::tickets_us); }},
    {"client_free_us", [](const RoundRow& row) { return Part(row.round.client_cpu, &CpuParts::release_us); }},
    {"server_set_up_us", [](const RoundRow& row) { return Part(row.round.server_cpu, &CpuParts::set_up_us); }},
    {"server_handshake_us", [](const RoundRow& row) { return Part(row.round.server_cpu, &CpuParts::handshake_us); }},
    {"server_tickets_us", [](const RoundRow& row) { return Part(row.round.server_cpu, &CpuParts::tickets_us); }},
    {"server_free_us", [](const RoundRow& row) { return Part(row.round.server_cpu, &CpuParts::release_us); }},
    {"ticket_bytes",
     [](const RoundRow& row) { return row.cell.scenario.tls13() ? Flight(row, &FlightCounts::ticket_bytes) : ""; }},
    {"handshake_ms_min", [](const RoundRow& row) { return Ms(MinHandshakeMs(row.round)); }},
    {"first_byte_ms_min", [](const RoundRow& row) { return Ms(MinFirstByteMs(row.round)); }},
    {"wall_ms", [](const RoundRow& row) { return Ms(row.round.wall_ms); }},
    {"stolen_ms", [](const RoundRow& row) { return Ms(row.round.stolen_ms); }},
    {"client_instructions",
     [](const RoundRow& row) { return Counter(row.round.client_counters, &CounterValues::instructions); }},
    {"client_cycles", [](const RoundRow& row) { return Counter(row.round.client_counters, &CounterValues::cycles); }},
    {"server_instructions",
     [](const RoundRow& row) { return Counter(row.round.server_counters, &CounterValues::instructions); }},
    {"server_cycles", [](const RoundRow& row) { return Counter(row.round.server_counters, &CounterValues::cycles); }},
    {"jitter_ms", [](const RoundRow& row) { return OfPath(row.cell, PathMs(row.cell.path.jitter_us)); }},
    {"loss_percent", [](const RoundRow& row) { return OfPath(row.cell, row.cell.path.loss_percent); }},
    {"rate_mbit_per_s", [](const RoundRow& row) { return Rate(row.cell); }},
    {"mtu_bytes", [](const RoundRow& row) { return OfPath(row.cell, row.cell.path.mtu_bytes); }},
    {"chain_bytes", [](const RoundRow& row) { return ChainBytes(row.cell); }},
};

std::string Fact(const std::optional<TcpFacts>& facts, std::uint32_t TcpFacts::*fact) {
  return facts ? Count((*facts).*fact) : "";
}

std::string MinRtt(const std::optional<TcpFacts>& facts) {
  return facts && facts->min_rtt_us > 0 ? Ms(PathMs(facts->min_rtt_us)) : "";
}

struct SampleRow {
  const Cell& cell;
  const Round& round;
  std::size_t index;
  const Latency& latency;
};

constexpr Column<SampleRow> kSamples[] = {
    {"execution", [](const SampleRow& row) { return Count(row.round.execution); }},
    {"round", [](const SampleRow& row) { return Count(row.round.round); }},
    {"sample", [](const SampleRow& row) { return Count(row.index); }},
    {"connect_ms", [](const SampleRow& row) { return Ms(row.latency.connect_ms); }},
    {"handshake_ms", [](const SampleRow& row) { return Ms(row.latency.handshake_ms); }},
    {"first_byte_ms", [](const SampleRow& row) { return Ms(row.latency.first_byte_ms); }},
    // Since the connect began, by curl's names where it has one (phases.h).
    {"time_connect_ms", [](const SampleRow& row) { return Ms(row.latency.connect_ms); }},
    {"time_client_hello_ms", [](const SampleRow& row) { return Ms(row.latency.moments.client_hello_ms); }},
    {"time_appconnect_ms", [](const SampleRow& row) { return Ms(row.latency.connect_ms + row.latency.handshake_ms); }},
    {"time_handshake_done_ms", [](const SampleRow& row) { return Ms(row.latency.moments.handshake_done_ms); }},
    {"time_posttransfer_ms", [](const SampleRow& row) { return Ms(row.latency.moments.request_sent_ms); }},
    {"time_starttransfer_ms", [](const SampleRow& row) { return Ms(row.latency.first_byte_ms); }},
    {"time_total_ms", [](const SampleRow& row) { return Ms(row.latency.moments.last_byte_ms); }},
    {"time_first_ticket_ms", [](const SampleRow& row) { return Ms(row.latency.moments.first_ticket_ms); }},
    {"min_rtt_ms", [](const SampleRow& row) { return MinRtt(row.latency.client_tcp); }},
    {"retransmissions", [](const SampleRow& row) { return Fact(row.latency.client_tcp, &TcpFacts::retransmissions); }},
    {"server_retransmissions",
     [](const SampleRow& row) { return Fact(row.latency.server_tcp, &TcpFacts::retransmissions); }},
    {"segments_sent", [](const SampleRow& row) { return Fact(row.latency.client_tcp, &TcpFacts::segments_sent); }},
    {"segments_received",
     [](const SampleRow& row) { return Fact(row.latency.client_tcp, &TcpFacts::segments_received); }},
    {"congestion_window",
     [](const SampleRow& row) { return Fact(row.latency.client_tcp, &TcpFacts::congestion_window); }},
    {"server_congestion_window",
     [](const SampleRow& row) { return Fact(row.latency.server_tcp, &TcpFacts::congestion_window); }},
    {"mss_bytes", [](const SampleRow& row) { return Fact(row.latency.client_tcp, &TcpFacts::mss_bytes); }},
    {"congestion", [](const SampleRow& row) { return row.latency.congestion; }},
    {"fast_open",
     [](const SampleRow& row) { return row.latency.client_tcp ? Count(int{row.latency.client_tcp->fast_open}) : ""; }},
    {"stalls", [](const SampleRow& row) { return row.latency.stalls ? Count(*row.latency.stalls) : ""; }},
    {"jitter_ms", [](const SampleRow& row) { return OfPath(row.cell, PathMs(row.cell.path.jitter_us)); }},
    {"loss_percent", [](const SampleRow& row) { return OfPath(row.cell, row.cell.path.loss_percent); }},
    {"rate_mbit_per_s", [](const SampleRow& row) { return Rate(row.cell); }},
    {"mtu_bytes", [](const SampleRow& row) { return OfPath(row.cell, row.cell.path.mtu_bytes); }},
    {"chain_bytes", [](const SampleRow& row) { return ChainBytes(row.cell); }},
};

template <class Columns>
std::string Names(const Columns& columns) {
  std::vector<std::string_view> names;
  for (const auto& column : columns) {
    names.push_back(column.name);
  }
  return fmt::format("{}", fmt::join(names, ","));
}

template <class Row, class Columns>
std::string Fields(const Row& row, const Columns& columns) {
  std::vector<std::string> fields;
  for (const auto& column : columns) {
    fields.push_back(CsvField(column.value(row)));
  }
  return fmt::format("{}", fmt::join(fields, ","));
}

template <class Columns>
std::string Header(const Columns& columns) {
  return fmt::format("{},{}\n", Names(kIdentity), Names(columns));
}

template <class Row, class Columns>
std::string Line(const Identity& identity, const Row& row, const Columns& columns) {
  return fmt::format("{},{}\n", Fields(identity, kIdentity), Fields(row, columns));
}

template <class Row, class Columns>
std::string RoundLine(const Cell& cell, const Round& round, const Row& row, const Columns& columns) {
  const bool verified = round.verified > 0;
  const Parameters parameters = verified ? round.parameters : AskedParameters(cell);
  return Line({cell, parameters, verified}, row, columns);
}

}  // namespace

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

std::string IdentityCsvHeader() { return Names(kIdentity); }

std::string IdentityCsvFields(const Cell& cell, const Parameters& parameters, bool verified) {
  return Fields(Identity{cell, parameters, verified}, kIdentity);
}

std::string SummaryCsvHeader() { return Header(kSummary); }

std::string SummaryCsvRow(const Summary& summary) {
  return Line({summary.cell, summary.parameters, summary.verified > 0}, summary, kSummary);
}

std::string RoundsCsvHeader() { return Header(kRounds); }

std::string RoundsCsvRow(const Cell& cell, const Round& round) {
  return RoundLine(cell, round, RoundRow{cell, round}, kRounds);
}

std::string SamplesCsvHeader() { return Header(kSamples); }

std::string SamplesCsvRow(const Cell& cell, const Round& round, std::size_t sample) {
  return RoundLine(cell, round, SampleRow{cell, round, sample, round.latencies.at(sample)}, kSamples);
}

}  // namespace tlsbench
