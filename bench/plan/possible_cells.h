// Asks the libraries whether they can run any cell of a run: a run with only unsupported rows is refused before it
// begins. Starts a process for each backend. Used by command/run_setup.cc. One thread.

#ifndef TLSBENCH_BENCH_PLAN_POSSIBLE_CELLS_H_
#define TLSBENCH_BENCH_PLAN_POSSIBLE_CELLS_H_

#include <optional>
#include <string>
#include <vector>

#include "bench/plugin/backend_info.h"
#include "bench/result/result.h"

namespace tlsbench {

// Returns why none of the cells can be run, in one line, with the reasons of the first backends. nullopt if one of them
// can be run, if the cells are of a target, or if a library does not answer.
std::optional<std::string> WhyNothingIsPossible(const std::vector<Cell>& cells, const std::vector<BackendInfo>& used);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_PLAN_POSSIBLE_CELLS_H_
