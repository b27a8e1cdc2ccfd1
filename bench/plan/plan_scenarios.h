// Plans the scenarios of a run from its options: multiplies the axes of the command line. Used by plan/plan.cc. A pure
// function.

#ifndef TLSBENCH_BENCH_PLAN_PLAN_SCENARIOS_H_
#define TLSBENCH_BENCH_PLAN_PLAN_SCENARIOS_H_

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "bench/plan/run_options.h"
#include "bench/scenario/scenario.h"

namespace tlsbench {

// Returns all combinations of what was asked for, in the order of the report. Combinations that no library can run are
// included, so that they are reported, unless they come only from a sweep through all values of its axis in both
// protocols. The error, one line, is returned if none of them can be run.
tl::expected<std::vector<Scenario>, std::string> PlanScenarios(const RunOptions& options);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_PLAN_PLAN_SCENARIOS_H_
