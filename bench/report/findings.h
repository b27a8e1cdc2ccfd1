// Writes the findings below the table: what TLS 1.3 changes over TLS 1.2, what a ticket saves, which side works harder,
// which library is cheapest, and in what the compared rows were not equal. Used by the command line. Pure (any thread).
//
// Every difference comes with its 95 % interval, over the rounds that both rows share. Only rows that are ok, of equal
// pinned parameters and of real libraries are compared; preempted rounds are never compared.

#ifndef TLSBENCH_BENCH_REPORT_FINDINGS_H_
#define TLSBENCH_BENCH_REPORT_FINDINGS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "bench/result/result.h"

namespace tlsbench {

// Returns the findings; empty if nothing can be compared. rows[i] is the summary of cell i; Round::cell is that index.
// Lines have at most `width` columns where possible. A difference within `noise` (result/aa_spread.h, result/claim.h)
// is not counted. `sweep` is the name of an axis, or empty: each value of that axis is compared with the first.
std::string Findings(const std::vector<Summary>& rows, const std::vector<Round>& rounds, std::size_t width = 120,
                     double noise = 0, std::string_view sweep = {});

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_FINDINGS_H_
