// Why rows are not what was asked for: each reason once, with how many rows it has and which. Used by table.cc, and by
// whoever reports on stderr. Pure (any thread).

#ifndef TLSBENCH_BENCH_REPORT_ROW_REASONS_H_
#define TLSBENCH_BENCH_REPORT_ROW_REASONS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "bench/result/result.h"

namespace tlsbench {

// Rows that are not ok, and ok rows that lack something, by status and reason in the order of the rows: a line
// "2 rows failed: why", and indented below it the rows. Lines of at most `width` columns where possible; empty if every
// row is ok and whole.
std::string ReasonWords(const std::vector<Summary>& rows, std::size_t width);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_ROW_REASONS_H_
