// Writes what the harness itself costs. Used under the results of a run. Pure (any thread).

#ifndef TLSBENCH_BENCH_REPORT_FLOOR_LINE_H_
#define TLSBENCH_BENCH_REPORT_FLOOR_LINE_H_

#include <optional>
#include <string>
#include <vector>

#include "bench/result/result.h"

namespace tlsbench {

// Returns the null backend's cost beside the cheapest real handshake of the rows: the largest share that the harness
// can have in any of them. One line with its line feed; empty if there is no floor.
std::string FloorLine(const std::optional<Floor>& floor, const std::vector<Summary>& rows);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_FLOOR_LINE_H_
