// Which rows the executions after the timed ones count, heaps or instructions. Used by command/run.cc. Pure (any
// thread).

#ifndef TLSBENCH_BENCH_RESULT_COUNTABLE_H_
#define TLSBENCH_BENCH_RESULT_COUNTABLE_H_

#include <cstddef>
#include <set>
#include <vector>

#include "bench/result/result.h"

namespace tlsbench {

// The indices of rows that are ok, of the memory link, and had a handshake verified.
std::set<std::size_t> CountableRows(const std::vector<Summary>& rows);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_RESULT_COUNTABLE_H_
