// The CSV files of a run: summary.csv, rounds.csv and samples.csv (results/README.md says what each column means). Used
// by whoever writes a run's folder. Pure functions (any thread), no I/O: a header or one row as text, with its line
// feed.
//
// RFC 4180, but lines end in a bare line feed, as every tool of this system writes and expects them. Decimals have a
// point whatever the locale, never an exponent; what was not measured, or is not a finite number, is an empty field.

#ifndef TLSBENCH_BENCH_FILES_CSV_WRITER_H_
#define TLSBENCH_BENCH_FILES_CSV_WRITER_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "bench/result/result.h"

namespace tlsbench {

// One field: quoted if it holds a comma, a quote or a line break.
std::string CsvField(std::string_view text);

std::string SummaryCsvHeader();
std::string SummaryCsvRow(const Summary& summary);

// `cell` is the cell that the round belongs to.
std::string RoundsCsvHeader();
std::string RoundsCsvRow(const Cell& cell, const Round& round);

// `sample` is an index into round.latencies.
std::string SamplesCsvHeader();
std::string SamplesCsvRow(const Cell& cell, const Round& round, std::size_t sample);

// What a reader of the files gets: numbers with the digits that stand there. A run computes and prints of these, so
// that everybody who has its files comes to the same.
Round AsWritten(const Cell& cell, const Round& round);
Summary AsWritten(const Summary& summary);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_FILES_CSV_WRITER_H_
