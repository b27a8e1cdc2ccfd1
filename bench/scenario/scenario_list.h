// Encodes scenarios as one line of text, for the command line of a child process that is asked about them. Pure (any
// thread).

#ifndef TLSBENCH_BENCH_SCENARIO_SCENARIO_LIST_H_
#define TLSBENCH_BENCH_SCENARIO_SCENARIO_LIST_H_

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "bench/scenario/scenario.h"

namespace tlsbench {

std::string EncodeScenarios(const std::vector<Scenario>& scenarios);
tl::expected<std::vector<Scenario>, std::string> DecodeScenarios(const std::string& line);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_SCENARIO_SCENARIO_LIST_H_
