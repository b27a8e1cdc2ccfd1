// Statistics of one sample: medians and percentiles, and what an estimate is. Intervals are in stats/resampling.h,
// tests of a difference in stats/rank_test.h. Used by result/summarize.cc, compare and the reports. Pure functions of
// their arguments (any thread), standard library only; units are the caller's. A sample that is empty or holds anything
// not finite has no statistic: nullopt, never a number.

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

// An estimate with its 95 % interval. One round says nothing about the spread of rounds, so it has no interval.
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

// Below these a percentile is left out. A percentile needs samples beyond it: with fewer than 10 samples the p90 is the
// maximum under another name, and so is the p95 with fewer than 20; a p99 or p99.9 with fewer than 10 samples beyond
// it, so 1,000 or 10,000 in all, is noise.
inline constexpr std::size_t kSamplesForP90 = 10;
inline constexpr std::size_t kSamplesForP95 = 20;
inline constexpr std::size_t kSamplesForP99 = 1000;
inline constexpr std::size_t kSamplesForP999 = 10000;

// No interval of a median over n rounds can be wider than their range, which covers the true median with probability
// 1 - 2^(1 - n): 94 % for 5 rounds, 97 % for 6. Below 6 an "interval of 95 %" is less than that, and no verdict.
inline constexpr std::size_t kRoundsForVerdict = 6;

// The value below which `fraction` (0 to 1) of the sample lies, by linear interpolation between order statistics:
// position (n - 1) * fraction in the sorted sample (type 7 of Hyndman and Fan, the default of numpy and R).
std::optional<double> Percentile(std::vector<double> values, double fraction);

std::optional<double> Median(std::vector<double> values);

// Those that the size of the sample allows.
Percentiles PercentilesOf(const std::vector<double>& values);

// Whether a sample has statistics at all: it holds something, and nothing that is not finite.
bool IsUsable(const std::vector<double>& values);

// For who computes thousands of them: no check, no copy. Reorders `values`, which must be usable; linear in its size.
double MedianInPlace(std::vector<double>& values);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_STATS_STATISTICS_H_
