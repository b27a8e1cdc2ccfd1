#include "bench/files/flights_csv.h"

#include "bench/files/file_rows.h"

namespace tlsbench {
// NOLINTBEGIN(clang-analyzer-cplusplus.NewDeleteLeaks): clang-tidy 14 takes what a std::function holds for a leak.
namespace {

constexpr auto kFlight = &FlightRow::flight;

Refusal SetSender(const std::string& text, FlightRow& row) {
  row.flight.from = text == "client" ? Role::kClient : Role::kServer;
  return text == "client" || text == "server" ? Refusal() : "neither client nor server";
}

Columns<FlightRow> Flight() {
  return {
      Whole("flight", &FlightRow::number),
      {"from", [](const FlightRow& row) { return row.flight.from == Role::kClient ? "client" : "server"; }, SetSender},
      // The sum of the last three columns, so it is not read.
      {"bytes", [](const FlightRow& row) { return fmt::format("{}", row.flight.bytes()); },
       [](const std::string& /*text*/, FlightRow& /*row*/) { return Refusal(); }},
      Whole("records", kFlight, &FlightRecord::records),
      Us("time_us", kFlight, &FlightRecord::time_us),
      Text("messages", kFlight, &FlightRecord::messages),
      Whole("handshake_bytes", kFlight, &FlightRecord::handshake_bytes),
      Whole("ticket_bytes", kFlight, &FlightRecord::ticket_bytes),
      Whole("data_bytes", kFlight, &FlightRecord::data_bytes),
  };
}

}  // namespace

const Columns<FlightRow>& FlightColumns() {
  static const Columns<FlightRow> columns =
      Joined<FlightRow>({Of<FlightRow>(IdentityColumns()), Flight(), Of<FlightRow>(PathColumns()),
                         Of<FlightRow>(ChainColumns()), Of<FlightRow>(KindColumns()), Of<FlightRow>(AskedColumns())});
  return columns;
}

std::string FlightsCsvHeader() { return HeaderOf(FlightColumns()); }

std::string FlightsCsvRows(const Cell& cell, const CellFlights& flights) {
  FlightRow row;
  row.cell = cell;
  row.parameters = flights.parameters;
  row.verified = true;
  std::string rows;
  for (const FlightRecord& flight : flights.flights) {
    ++row.number;
    row.flight = flight;
    rows += LineOf(row, FlightColumns());
  }
  return rows;
}

std::string FlightsCsv(const std::vector<Cell>& cells, const std::map<std::size_t, CellFlights>& flights) {
  std::string text = FlightsCsvHeader();
  for (const auto& [cell, recorded] : flights) {
    text += cells[cell].twin ? "" : FlightsCsvRows(cells[cell], recorded);
  }
  return text;
}

// NOLINTEND(clang-analyzer-cplusplus.NewDeleteLeaks)
}  // namespace tlsbench
