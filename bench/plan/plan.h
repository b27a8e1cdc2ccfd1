// From options to cells: takes the backends that were named out of the catalogue and multiplies the axes. Pure (any
// thread).

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

// All cells of a run, in the order of the report.
tl::expected<std::vector<Cell>, std::string> PlanCells(const RunOptions& options, const BackendList& list);

// What those cells need loaded, variants among it, and the null backend for the floor.
std::vector<BackendInfo> BackendsOf(const std::vector<Cell>& cells, const BackendList& list);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_PLAN_PLAN_H_
