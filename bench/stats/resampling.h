// Computes bootstrap intervals over rounds that are grouped by execution: of a median, of the ratio of two cells in the
// rounds they share, and of the ratio of two medians. Used by result/summarize.cc and the comparisons. Pure functions
// of their arguments (any thread), standard library only; units are the caller's. For a sample that is empty or holds a
// value that is not finite, an estimate is nullopt.
//
// Rounds of one process share its address layout and its heap, so they are more alike than rounds of different
// processes: an interval over rounds alone is too narrow. A resample therefore draws executions with replacement, and
// rounds with replacement within each execution drawn (the two-stage or hierarchical bootstrap; Davison and Hinkley,
// Bootstrap Methods and their Application, section 3.8; for benchmarks, Kalibera and Jones, Rigorous Benchmarking in
// Reasonable Time, ISMM 2013). With one execution only rounds are drawn. The interval is the percentile interval.

#ifndef TLSBENCH_BENCH_STATS_RESAMPLING_H_
#define TLSBENCH_BENCH_STATS_RESAMPLING_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "bench/stats/statistics.h"

namespace tlsbench {

// Holds the value of a quantity in one round of one execution.
struct RoundValue {
  int execution = 0;
  int round = 0;
  double value = 0;
};
using Sample = std::vector<RoundValue>;

// Holds the values of two cells in a round that both took part in.
struct RoundPair {
  int execution = 0;
  double numerator = 0;
  double denominator = 0;
};

inline constexpr int kResamples = 1000;

// The seed of every interval in the reports: equal rounds give equal intervals, so that anyone can recompute them.
inline constexpr std::uint64_t kBootstrapSeed = 95;

std::vector<double> ValuesOf(const Sample& sample);

// Returns the rounds, by execution and number, that both samples hold. Neither sample may hold a round twice.
std::vector<RoundPair> SharedRounds(const Sample& numerators, const Sample& denominators);

// Returns the median of the rounds and its 95 % interval. From 2 to 5 rounds the interval is at most their range (see
// kRoundsForVerdict).
std::optional<Estimate> MedianEstimate(const Sample& sample, std::uint64_t seed);

// Returns the median of the rounds' ratios, numerator / denominator of one round: the machine's drift cancels within
// each round, even if the machine's speed switches between two values. A ratio of two medians may then compare rounds
// of different speed (on such a machine its interval was seen twice as wide). The result is close to the quotient of
// the two medians, but not equal. nullopt if a denominator is not positive.
std::optional<Estimate> PairedRatio(const std::vector<RoundPair>& pairs, std::uint64_t seed);

// Returns the median of the numerators / the median of the denominators, for samples that share no rounds: each is
// resampled by itself.
std::optional<Estimate> UnpairedRatio(const Sample& numerators, const Sample& denominators, std::uint64_t seed);

// Returns the minimal detectable effect of a comparison, in percent: the smallest true change that a comparison with
// this interval would have found in 80 of 100 repetitions, at the 5 % level. Half the width of the interval of
// log(ratio) is z(0.975) standard errors, and a change that is detected with a power of 80 % lies z(0.975) + z(0.8)
// standard errors from no change (Cohen, Statistical Power Analysis for the Behavioral Sciences). nullopt without an
// interval of a positive ratio.
std::optional<double> DetectablePercent(const Estimate& ratio);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_STATS_RESAMPLING_H_
