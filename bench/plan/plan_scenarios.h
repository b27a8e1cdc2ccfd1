// From options to scenarios: multiplies the axes of the command line. Used by plan/plan.cc. A pure function.

#ifndef TLSBENCH_BENCH_PLAN_PLAN_SCENARIOS_H_
#define TLSBENCH_BENCH_PLAN_PLAN_SCENARIOS_H_

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "bench/plan/run_options.h"
#include "bench/scenario/scenario.h"

namespace tlsbench {

// All combinations of what was asked for, in the order of the report. Those that no library can run are among them, to
// be reported, unless they only come of a sweep that goes through all values of its axis in both protocols. An error,
// one line, if none of them can be run.
tl::expected<std::vector<Scenario>, std::string> PlanScenarios(const RunOptions& options);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_PLAN_PLAN_SCENARIOS_H_
