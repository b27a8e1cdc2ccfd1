// The paragraph on what a run could tell apart (result/aa_spread.h). Pure (any thread).

#ifndef TLSBENCH_BENCH_REPORT_SPREAD_TEXT_H_
#define TLSBENCH_BENCH_REPORT_SPREAD_TEXT_H_

#include <cstddef>
#include <optional>
#include <string>

#include "bench/result/aa_spread.h"

namespace tlsbench {

// A paragraph for people, with its line feed; empty without a spread.
std::string SpreadWords(const std::optional<Spread>& spread, std::size_t width);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_SPREAD_TEXT_H_
