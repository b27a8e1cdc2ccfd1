// Writes the CSV files of a run: summary.csv, rounds.csv and samples.csv (results/README.md describes each column).
// Used by whoever writes a run's folder. Pure functions (any thread), no I/O: each returns a header or one row as text,
// with its line feed.
//
// RFC 4180, but lines end in a bare line feed, as the tools of this system write and expect them. Decimals have a point
// in every locale, never an exponent; a value that was not measured, or is not a finite number, is an empty field.

#ifndef TLSBENCH_BENCH_FILES_CSV_WRITER_H_
#define TLSBENCH_BENCH_FILES_CSV_WRITER_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "bench/result/result.h"

namespace tlsbench {

// Returns one field: quoted if it holds a comma, a quote or a line break.
std::string CsvField(std::string_view text);

std::string SummaryCsvHeader();
std::string SummaryCsvRow(const Summary& summary);

// `cell` is the cell that the round belongs to.
std::string RoundsCsvHeader();
std::string RoundsCsvRow(const Cell& cell, const Round& round);

// `sample` is an index into round.latencies.
std::string SamplesCsvHeader();
std::string SamplesCsvRow(const Cell& cell, const Round& round, std::size_t sample);

// Return what a reader of the files gets: numbers with the digits in the file. A run computes and prints from these
// values, so that the files alone give the same results.
Round AsWritten(const Cell& cell, const Round& round);
Summary AsWritten(const Summary& summary);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_FILES_CSV_WRITER_H_
