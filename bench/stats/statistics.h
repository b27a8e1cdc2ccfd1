// Computes medians and percentiles of one sample, and defines an estimate. Intervals are in stats/resampling.h, tests
// of a difference in stats/rank_test.h. Used by result/summarize.cc, compare and the reports. Pure functions of their
// arguments (any thread), standard library only; units are the caller's. For a sample that is empty or holds a value
// that is not finite, a statistic is nullopt.

#ifndef TLSBENCH_BENCH_STATS_STATISTICS_H_
#define TLSBENCH_BENCH_STATS_STATISTICS_H_

#include <cstddef>
#include <optional>
#include <vector>

namespace tlsbench {

struct Interval {
  double low = 0;
  double high = 0;

  bool Holds(double value) const { return low <= value && value <= high; }
};

// Holds an estimate with its 95 % interval. An estimate from one round has no interval, since one round says nothing
// about the spread.
struct Estimate {
  double value = 0;
  std::optional<Interval> interval;
};

struct Percentiles {
  std::optional<double> p50;
  std::optional<double> p90;
  std::optional<double> p95;
  std::optional<double> p99;
  std::optional<double> p999;  // 99.9 %
};

// The sample sizes below which a percentile is not reported. A percentile needs samples beyond it: with fewer than 10
// samples the p90 is the maximum under another name, and so is the p95 with fewer than 20; a p99 or p99.9 with fewer
// than 10 samples beyond it, so 1,000 or 10,000 in all, is noise.
inline constexpr std::size_t kSamplesForP90 = 10;
inline constexpr std::size_t kSamplesForP95 = 20;
inline constexpr std::size_t kSamplesForP99 = 1000;
inline constexpr std::size_t kSamplesForP999 = 10000;

// No interval of a median over n rounds can be wider than their range, which covers the true median with probability 1
// - 2^(1 - n): 94 % for 5 rounds, 97 % for 6. With fewer than 6 rounds a "95 % interval" covers less than 95 %, so
// there is no verdict.
inline constexpr std::size_t kRoundsForVerdict = 6;

// Returns the value below which `fraction` (0 to 1) of the sample lies, by linear interpolation between order
// statistics: position (n - 1) * fraction in the sorted sample (type 7 of Hyndman and Fan, the default of numpy and R).
std::optional<double> Percentile(std::vector<double> values, double fraction);

std::optional<double> Median(std::vector<double> values);

// Returns the percentiles that the size of the sample allows.
Percentiles PercentilesOf(const std::vector<double>& values);

// Returns whether a sample has statistics: it is not empty, and all its values are finite.
bool IsUsable(const std::vector<double>& values);

// Returns the median without a check or a copy, for callers that compute thousands. Reorders `values`, which must be
// usable (IsUsable); time is linear in its size.
double MedianInPlace(std::vector<double>& values);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_STATS_STATISTICS_H_
