// Writes the findings on instructions that were counted under callgrind (--instructions): how many each row takes, and
// what the numbers are good for. Used by the command line. Pure (any thread).

#ifndef TLSBENCH_BENCH_REPORT_INSTRUCTION_TEXT_H_
#define TLSBENCH_BENCH_REPORT_INSTRUCTION_TEXT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "bench/files/run_json.h"
#include "bench/result/result.h"

namespace tlsbench {

// Returns lines of at most `width` columns where possible; empty if instructions were not asked for.
std::string InstructionText(const std::vector<Summary>& rows, const RunFacts& facts, std::size_t width);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_INSTRUCTION_TEXT_H_
