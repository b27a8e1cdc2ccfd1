// Writes flights.csv: one handshake of each cell, a row for each flight (results/README.md describes each column). Used
// by whoever writes a run's folder. Pure functions (any thread), no I/O. The format is that of csv_writer.h.

#ifndef TLSBENCH_BENCH_FILES_FLIGHTS_CSV_H_
#define TLSBENCH_BENCH_FILES_FLIGHTS_CSV_H_

#include <map>
#include <string>
#include <vector>

#include "bench/result/result.h"

namespace tlsbench {

std::string FlightsCsvHeader();

// Returns the rows of one cell, with their line feeds.
std::string FlightsCsvRows(const Cell& cell, const CellFlights& flights);

// Returns the whole file from the flights by cell index. Twins are left out, since they are no row of a report.
std::string FlightsCsv(const std::vector<Cell>& cells, const std::map<std::size_t, CellFlights>& flights);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_FILES_FLIGHTS_CSV_H_
