// Bootstrap intervals over rounds that are grouped by execution: of a median, of the ratio of two cells in the rounds
// they share, and of the ratio of two medians. Used by result/summarize.cc and the comparisons. Pure functions of their
// arguments (any thread), standard library only; units are the caller's. A sample that is empty or holds anything not
// finite has no estimate: nullopt, never a number.
//
// Rounds of one process share its address layout and its heap, so they are alike in what other processes would show
// otherwise: an interval over rounds alone is too narrow. A resample therefore draws executions with replacement, and
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

// What one round of one execution says of a quantity.
struct RoundValue {
  int execution = 0;
  int round = 0;
  double value = 0;
};
using Sample = std::vector<RoundValue>;

// What a round says of two cells that both took part in it.
struct RoundPair {
  int execution = 0;
  double numerator = 0;
  double denominator = 0;
};

inline constexpr int kResamples = 1000;

// The seed of every interval in the reports: equal rounds give equal intervals, so that anyone can compute them again.
inline constexpr std::uint64_t kBootstrapSeed = 95;

std::vector<double> ValuesOf(const Sample& sample);

// The rounds, by execution and number, that both samples hold. Neither may hold one twice.
std::vector<RoundPair> SharedRounds(const Sample& numerators, const Sample& denominators);

// The median of the rounds and its 95 % interval. From 2 to 5 rounds the interval is at most their range (see
// kRoundsForVerdict).
std::optional<Estimate> MedianEstimate(const Sample& sample, std::uint64_t seed);

// The median of the rounds' ratios, numerator / denominator of one round: the machine's drift cancels within each
// round, even where its speed switches between two values, which a ratio of two medians may take from different rounds
// (on such a machine its interval was seen twice as wide). It is not the quotient of the two medians, though close to
// it. nullopt if a denominator is not positive.
std::optional<Estimate> PairedRatio(const std::vector<RoundPair>& pairs, std::uint64_t seed);

// Median of the numerators / median of the denominators, of samples that share no rounds: each is resampled by itself.
std::optional<Estimate> UnpairedRatio(const Sample& numerators, const Sample& denominators, std::uint64_t seed);

// The minimal detectable effect of a comparison, in percent: the smallest true change that a comparison with this
// interval would have found in 80 of 100 repetitions, at the 5 % level. Half the width of the interval of log(ratio) is
// z(0.975) standard errors, and what is detected with a power of 80 % lies z(0.975) + z(0.8) of them from no change
// (Cohen, Statistical Power Analysis for the Behavioral Sciences). nullopt without an interval of a positive ratio.
std::optional<double> DetectablePercent(const Estimate& ratio);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_STATS_RESAMPLING_H_
