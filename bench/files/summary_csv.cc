#include <fmt/format.h>

#include "bench/files/csv_columns.h"
#include "bench/files/csv_writer.h"

namespace tlsbench {
namespace {

std::string Value(const std::optional<Estimate>& estimate) {
  return Us(estimate ? std::optional<double>(estimate->value) : std::nullopt);
}

// Fewer rounds bound no 95 % (stats/statistics.h).
std::string Bound(const Summary& row, const std::optional<Estimate>& estimate, double Interval::*bound) {
  const bool known = estimate && estimate->interval && row.rounds >= kRoundsForVerdict;
  return known ? Us((*estimate->interval).*bound) : "";
}

template <class Integer>
std::string Flight(const Summary& row, Integer FlightCounts::*count) {
  return row.counts ? Count((*row.counts).*count) : "";
}

std::string Heap(const Summary& row, SideHeap HeapCost::*side, std::int64_t SideHeap::*value) {
  return row.heap ? Count((*row.heap).*side.*value) : "";
}

std::string Callgrind(const Summary& row, std::int64_t InstructionCost::*side) {
  return row.instructions ? Count((*row.instructions).*side) : "";
}

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

}  // namespace

std::string SummaryCsvHeader() {
  return fmt::format("{},{},{}\n", IdentityCsvHeader(), Names(kSummary), KindCsvHeader());
}

std::string SummaryCsvRow(const Summary& summary) {
  return fmt::format("{},{},{}\n", IdentityCsvFields(summary.cell, summary.parameters, summary.verified > 0),
                     Fields(summary, kSummary), KindCsvFields(summary.cell, summary.parameters));
}

}  // namespace tlsbench
