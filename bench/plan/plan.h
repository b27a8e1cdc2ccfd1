// Plans the cells of a run from its options: finds the named backends in the catalogue and multiplies the axes. Pure
// (any thread).

#ifndef TLSBENCH_BENCH_PLAN_PLAN_H_
#define TLSBENCH_BENCH_PLAN_PLAN_H_

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "bench/plan/run_options.h"
#include "bench/plugin/backend_info.h"
#include "bench/plugin/catalogue.h"
#include "bench/result/result.h"

namespace tlsbench {

// Returns all cells of a run, in the order of the report.
tl::expected<std::vector<Cell>, std::string> PlanCells(const RunOptions& options, const BackendList& list);

// Returns the backends that those cells need loaded: with their variants, and with the null backend for the floor.
std::vector<BackendInfo> BackendsOf(const std::vector<Cell>& cells, const BackendList& list);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_PLAN_PLAN_H_
