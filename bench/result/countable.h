// Selects the rows that are counted (heaps or instructions) in the executions after the timed ones. Used by
// command/run.cc. Pure (any thread).

#ifndef TLSBENCH_BENCH_RESULT_COUNTABLE_H_
#define TLSBENCH_BENCH_RESULT_COUNTABLE_H_

#include <cstddef>
#include <set>
#include <vector>

#include "bench/result/result.h"

namespace tlsbench {

// Returns the indices of the rows of the memory link that are ok and have a verified handshake.
std::set<std::size_t> CountableRows(const std::vector<Summary>& rows);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_RESULT_COUNTABLE_H_
