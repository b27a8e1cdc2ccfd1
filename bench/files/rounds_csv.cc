#include "bench/files/csv_writer.h"
#include "bench/files/file_rows.h"

namespace tlsbench {
// NOLINTBEGIN(clang-analyzer-cplusplus.NewDeleteLeaks): clang-tidy 14 takes what a std::function holds for a leak.
namespace {

bool InMemory(const RoundRow& row) { return row.cell.link == LinkKind::kMemory; }

// As in Summarize: only rounds with a verified handshake whose flights were counted.
bool Flights(const RoundRow& row) { return HasFlights(row.round); }
bool FirstByte(const RoundRow& row) { return Flights(row) && row.round.counts.first_byte_round_trips > 0; }
bool Tickets(const RoundRow& row) { return Flights(row) && row.cell.scenario.tls13(); }

// Makes a column of the round's latencies, which are rows of samples.csv.
Column<RoundRow> OfLatencies(std::string_view name, Quantity quantity, std::optional<double> RoundLatency::*kept) {
  Column<RoundRow> column = Ms(name, &RoundRow::round, &Round::latency, kept);
  column.get = [quantity](const RoundRow& row) {
    const std::optional<double> ms = quantity(row.round);
    return ms ? Number(*ms, kMsDecimals) : "";
  };
  return column;
}

template <class Member>
Column<RoundRow> Client(std::string_view name, Member member) {
  return Us(name, &RoundRow::round, &Round::client_cpu, member);
}

template <class Member>
Column<RoundRow> Server(std::string_view name, Member member) {
  return Us(name, &RoundRow::round, &Round::server_cpu, member);
}

Column<RoundRow> ClientPart(std::string_view name, double CpuParts::*part) {
  return Us(name, &RoundRow::round, &Round::client_cpu, &RoundCpu::parts, part);
}

Column<RoundRow> ServerPart(std::string_view name, double CpuParts::*part) {
  return Us(name, &RoundRow::round, &Round::server_cpu, &RoundCpu::parts, part);
}

template <class Member>
Column<RoundRow> Count(std::string_view name, Member member) {
  return Whole(name, &RoundRow::round, &Round::counts, member);
}

Columns<RoundRow> Measured() {
  constexpr auto kRound = &RoundRow::round;
  return {
      Whole("execution", kRound, &Round::execution),
      Whole("round", kRound, &Round::round),
      Whole("handshakes", kRound, &Round::handshakes),
      Whole("verified", kRound, &Round::verified),
      Client("client_cpu_us", &RoundCpu::total_us),
      Client("client_cpu_us_min", &RoundCpu::min_us),
      Server("server_cpu_us", &RoundCpu::total_us),
      Server("server_cpu_us_min", &RoundCpu::min_us),
      OfLatencies("handshake_ms", MedianHandshakeMs, &RoundLatency::handshake_ms),
      OfLatencies("first_byte_ms", MedianFirstByteMs, &RoundLatency::first_byte_ms),
      // The columns above are a contract with scripts: none is moved or removed. New ones are added at the end.
      Only(InMemory, Column<RoundRow>(Flag("preempted", kRound, &Round::preempted))),
      OfLatencies("connect_ms", MedianConnectMs, &RoundLatency::connect_ms),
      NumberColumn("elapsed_s", kSecondsDecimals, 0, "no time", kRound, &Round::elapsed_s),
      Us("client_process_cpu_us", kRound, &Round::client_process_cpu_us),
      Us("server_process_cpu_us", kRound, &Round::server_process_cpu_us),
      Text("reason", kRound, &Round::reason),
  };
}

// Returns the other columns that a summary is computed from, so that it can be computed again.
Columns<RoundRow> OfSummary() {
  constexpr auto kRound = &RoundRow::round;
  return {
      Whole("failed", kRound, &Round::failed),
      Only(Flights, Count("round_trips", &FlightCounts::round_trips)),
      Only(FirstByte, Count("first_byte_round_trips", &FlightCounts::first_byte_round_trips)),
      Only(Flights, Count("flights", &FlightCounts::flights)),
      Only(Flights, Count("bytes_sent", &FlightCounts::bytes_sent)),
      Only(Flights, Count("bytes_received", &FlightCounts::bytes_received)),
      ClientPart("client_set_up_us", &CpuParts::set_up_us),
      ClientPart("client_handshake_us", &CpuParts::handshake_us),
      ClientPart("client_tickets_us", &CpuParts::tickets_us),
      ClientPart("client_free_us", &CpuParts::release_us),
      ServerPart("server_set_up_us", &CpuParts::set_up_us),
      ServerPart("server_handshake_us", &CpuParts::handshake_us),
      ServerPart("server_tickets_us", &CpuParts::tickets_us),
      ServerPart("server_free_us", &CpuParts::release_us),
      Only(Tickets, Count("ticket_bytes", &FlightCounts::ticket_bytes)),
      OfLatencies("handshake_ms_min", MinHandshakeMs, &RoundLatency::handshake_ms_min),
      OfLatencies("first_byte_ms_min", MinFirstByteMs, &RoundLatency::first_byte_ms_min),
      Ms("wall_ms", kRound, &Round::wall_ms),
      Ms("stolen_ms", kRound, &Round::stolen_ms),
      Whole("client_instructions", kRound, &Round::client_counters, &CounterValues::instructions),
      Whole("client_cycles", kRound, &Round::client_counters, &CounterValues::cycles),
      Whole("server_instructions", kRound, &Round::server_counters, &CounterValues::instructions),
      Whole("server_cycles", kRound, &Round::server_counters, &CounterValues::cycles),
  };
}

}  // namespace

const Columns<RoundRow>& RoundColumns() {
  static const Columns<RoundRow> columns =
      Joined<RoundRow>({Of<RoundRow>(IdentityColumns()), Measured(), OfSummary(), Of<RoundRow>(PathColumns()),
                        Of<RoundRow>(TransportColumns()), Of<RoundRow>(ChainColumns()), Of<RoundRow>(KindColumns()),
                        Of<RoundRow>(AskedColumns())});
  return columns;
}

RoundRow RowOf(const Cell& cell, const Round& round) {
  RoundRow row;
  row.cell = cell;
  row.verified = round.verified > 0;
  row.parameters = row.verified ? round.parameters : AskedParameters(cell);
  row.round = round;
  return row;
}

std::string RoundsCsvHeader() { return HeaderOf(RoundColumns()); }

std::string RoundsCsvRow(const Cell& cell, const Round& round) { return LineOf(RowOf(cell, round), RoundColumns()); }

// NOLINTEND(clang-analyzer-cplusplus.NewDeleteLeaks)
}  // namespace tlsbench
