#include "bench/files/flights_csv.h"

#include <fmt/format.h>

#include "bench/files/csv_writer.h"

namespace tlsbench {

std::string FlightsCsvHeader() {
  return IdentityCsvHeader() + ",flight,from,bytes,records,time_us,messages,handshake_bytes,ticket_bytes,data_bytes\n";
}

std::string FlightsCsvRows(const Cell& cell, const CellFlights& flights) {
  const std::string identity = IdentityCsvFields(cell, flights.parameters, true);
  std::string rows;
  int number = 0;
  for (const FlightRecord& flight : flights.flights) {
    rows +=
        fmt::format("{},{},{},{},{},{:.3f},{},{},{},{}\n", identity, ++number,
                    flight.from == Role::kClient ? "client" : "server", flight.bytes(), flight.records, flight.time_us,
                    CsvField(flight.messages), flight.handshake_bytes, flight.ticket_bytes, flight.data_bytes);
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

}  // namespace tlsbench
