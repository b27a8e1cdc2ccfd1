// The words that end the table: what TLS 1.3 changes over TLS 1.2, what a ticket saves, which side works harder, which
// library is cheapest, and where the compared rows were not equal. Used by the command line. Pure (any thread).
//
// Every difference comes with its 95 % interval, over the rounds that both rows share. Only rows that are ok, of equal
// pinned parameters and of real libraries are compared; preempted rounds never are.

#ifndef TLSBENCH_BENCH_REPORT_FINDINGS_H_
#define TLSBENCH_BENCH_REPORT_FINDINGS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "bench/result/result.h"

namespace tlsbench {

// rows[i] is the summary of cell i, the cell that a round's `cell` names. Lines of at most `width` columns where
// possible; empty if nothing can be compared. A difference within `noise` (result/aa_spread.h, result/claim.h) is not
// counted. Of a sweep of an axis, named so, each value of its axis stands against the first.
std::string Words(const std::vector<Summary>& rows, const std::vector<Round>& rounds, std::size_t width = 120,
                  double noise = 0, std::string_view sweep = {});

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_FINDINGS_H_
