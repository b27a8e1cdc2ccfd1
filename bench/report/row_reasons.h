// Explains why rows are not ok, or lack something: each reason once, with its rows and their number; or row by row.
// Used by table.cc, by command/run.cc, and by whoever reports on stderr. Pure (any thread).

#ifndef TLSBENCH_BENCH_REPORT_ROW_REASONS_H_
#define TLSBENCH_BENCH_REPORT_ROW_REASONS_H_

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "bench/result/result.h"

namespace tlsbench {

// Returns the rows that are not ok, and ok rows that lack something, by status and reason in the order of the rows: a
// line "2 rows failed: why", and the rows indented below it. Lines have at most `width` columns where possible; empty
// if every row is ok and complete.
std::string ReasonText(const std::vector<Summary>& rows, std::size_t width);

// Returns "openssl-3.0.22, TLS 1.3 full: REASON" for each row whose heap or instructions could not be counted; the keys
// are indices of rows.
std::vector<std::string> UncountedRows(const std::vector<Summary>& rows,
                                       const std::map<std::size_t, std::string>& reasons);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_ROW_REASONS_H_
