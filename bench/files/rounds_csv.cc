#include <fmt/format.h>

#include "bench/files/csv_columns.h"
#include "bench/files/csv_writer.h"

namespace tlsbench {
namespace {

std::string Part(const std::optional<RoundCpu>& cpu, double CpuParts::*part) { return cpu ? Us(cpu->parts.*part) : ""; }

std::string Cpu(const std::optional<RoundCpu>& cpu, double RoundCpu::*value) { return cpu ? Us((*cpu).*value) : ""; }

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
    {"nagle", [](const RoundRow& row) { return OfTcp(row.cell, Count(int{row.cell.transport.nagle})); }},
    {"write_mode", [](const RoundRow& row) { return OfTcp(row.cell, WriteMode(row.cell.transport)); }},
    {"fast_open", [](const RoundRow& row) { return OfTcp(row.cell, Count(int{row.cell.transport.fast_open})); }},
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

// The parameters of a round in which none was verified are those that were asked for.
Parameters ParametersOfRound(const Cell& cell, const Round& round) {
  return round.verified > 0 ? round.parameters : AskedParameters(cell);
}

std::string Row(const Cell& cell, const Round& round, const std::string& fields) {
  const Parameters parameters = ParametersOfRound(cell, round);
  return fmt::format("{},{},{}\n", IdentityCsvFields(cell, parameters, round.verified > 0), fields,
                     KindCsvFields(cell, parameters));
}

}  // namespace

std::string RoundsCsvHeader() {
  return fmt::format("{},{},{}\n", IdentityCsvHeader(), Names(kRounds), KindCsvHeader());
}

std::string RoundsCsvRow(const Cell& cell, const Round& round) {
  return Row(cell, round, Fields(RoundRow{cell, round}, kRounds));
}

std::string SamplesCsvHeader() {
  return fmt::format("{},{},{}\n", IdentityCsvHeader(), Names(kSamples), KindCsvHeader());
}

std::string SamplesCsvRow(const Cell& cell, const Round& round, std::size_t sample) {
  return Row(cell, round, Fields(SampleRow{cell, round, sample, round.latencies.at(sample)}, kSamples));
}

}  // namespace tlsbench
