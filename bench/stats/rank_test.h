// Rank tests of a difference between two samples: a second opinion beside the bootstrap's interval, which looks at
// medians alone. Used by compare. Pure functions of their arguments (any thread), standard library only.
//
// Both take the normal approximation with correction for ties and for continuity (Hollander, Wolfe and Chicken,
// Nonparametric Statistical Methods, sections 3.1 and 4.1), as scipy.stats does with method="asymptotic" and
// mode="approx"; it is close from about ten values on. They take values as independent, which rounds of one execution
// are not quite, so a p-value is no more than an opinion.

#ifndef TLSBENCH_BENCH_STATS_RANK_TEST_H_
#define TLSBENCH_BENCH_STATS_RANK_TEST_H_

#include <optional>
#include <vector>

namespace tlsbench {

// Wilcoxon's signed-rank test of paired values: the two-sided p-value of the differences lying around 0. Differences of
// exactly 0 are left out, as Wilcoxon did; 1 if none remain. nullopt if the sample is empty or not finite.
std::optional<double> SignedRankP(const std::vector<double>& differences);

// Mann and Whitney's U test of two samples that share nothing: the two-sided p-value of neither tending to be larger.
// 1 if all values are equal. nullopt if a sample is empty or not finite.
std::optional<double> MannWhitneyP(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_STATS_RANK_TEST_H_
