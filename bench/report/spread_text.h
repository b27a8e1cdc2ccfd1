// Writes the paragraph on the noise of a run (result/aa_spread.h). Pure (any thread).

#ifndef TLSBENCH_BENCH_REPORT_SPREAD_TEXT_H_
#define TLSBENCH_BENCH_REPORT_SPREAD_TEXT_H_

#include <cstddef>
#include <optional>
#include <string>

#include "bench/result/aa_spread.h"

namespace tlsbench {

// Returns the paragraph with its line feed; empty without a spread.
std::string SpreadText(const std::optional<Spread>& spread, std::size_t width);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_SPREAD_TEXT_H_
