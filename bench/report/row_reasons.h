// Why rows are not what was asked for, or lack something: each reason once, with how many rows it has and which; or row
// by row. Used by table.cc, by command/run.cc, and by whoever reports on stderr. Pure (any thread).

#ifndef TLSBENCH_BENCH_REPORT_ROW_REASONS_H_
#define TLSBENCH_BENCH_REPORT_ROW_REASONS_H_

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "bench/result/result.h"

namespace tlsbench {

// Rows that are not ok, and ok rows that lack something, by status and reason in the order of the rows: a line
// "2 rows failed: why", and indented below it the rows. Lines of at most `width` columns where possible; empty if every
// row is ok and whole.
std::string ReasonWords(const std::vector<Summary>& rows, std::size_t width);

// "openssl-3.0.22, TLS 1.3 full: REASON" for each row whose heap or instructions could not be counted; the keys are
// indices of rows.
std::vector<std::string> UncountedRows(const std::vector<Summary>& rows,
                                       const std::map<std::size_t, std::string>& reasons);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_ROW_REASONS_H_
