// Computes rank tests of a difference between two samples: a second opinion beside the bootstrap's interval, which
// looks only at medians. Used by compare. Pure functions of their arguments (any thread), standard library only.
//
// Both take the normal approximation with correction for ties and for continuity (Hollander, Wolfe and Chicken,
// Nonparametric Statistical Methods, sections 3.1 and 4.1), as scipy.stats does with method="asymptotic" and
// mode="approx"; it is close from about ten values on. Both assume independent values; rounds of one execution are not
// quite independent, so a p-value is only a second opinion.

#ifndef TLSBENCH_BENCH_STATS_RANK_TEST_H_
#define TLSBENCH_BENCH_STATS_RANK_TEST_H_

#include <optional>
#include <vector>

namespace tlsbench {

// Returns the two-sided p-value of Wilcoxon's signed-rank test: that the differences of paired values lie around 0.
// Differences of exactly 0 are ignored, as Wilcoxon did; 1 if none remain. nullopt if the sample is empty or not
// finite.
std::optional<double> SignedRankP(const std::vector<double>& differences);

// Returns the two-sided p-value of Mann and Whitney's U test: that neither of two independent samples tends to be
// larger. 1 if all values are equal. nullopt if a sample is empty or not finite.
std::optional<double> MannWhitneyP(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_STATS_RANK_TEST_H_
