// Statistics of samples and rounds: percentiles, and bootstrap intervals of a median and of a ratio of two medians.
// Used by result.cc and the reports. Pure functions of their arguments (any thread), standard library only; units are
// the caller's. A sample that is empty or holds anything not finite has no statistic: nullopt, never a number.

#ifndef TLSBENCH_BENCH_STATISTICS_H_
#define TLSBENCH_BENCH_STATISTICS_H_

#include <cstddef>
#include <cstdint>
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
  std::optional<double> p99;
};

// Below these a percentile is left out. A percentile needs samples beyond it: with fewer than 10 samples the p90 is the
// maximum under another name, and a p99 with fewer than 10 samples beyond it, so 1,000 in all, is noise.
inline constexpr std::size_t kSamplesForP90 = 10;
inline constexpr std::size_t kSamplesForP99 = 1000;

// No interval of a median over n rounds can be wider than their range, which covers the true median with probability
// 1 - 2^(1 - n): 94 % for 5 rounds, 97 % for 6. Below 6 an "interval of 95 %" is less than that, and no verdict.
inline constexpr std::size_t kRoundsForVerdict = 6;

inline constexpr int kResamples = 1000;

// The seed of every interval in the reports: equal rounds give equal intervals, so that anyone can compute them again.
inline constexpr std::uint64_t kBootstrapSeed = 95;

// The value below which `fraction` (0 to 1) of the sample lies, by linear interpolation between order statistics:
// position (n - 1) * fraction in the sorted sample (type 7 of Hyndman and Fan, the default of numpy and R).
std::optional<double> Percentile(std::vector<double> values, double fraction);

std::optional<double> Median(std::vector<double> values);

// Those that the size of the sample allows.
Percentiles PercentilesOf(const std::vector<double>& values);

// The median of `rounds` and its percentile bootstrap interval, rounds resampled with replacement. From 2 to 5 rounds
// the interval is at most their range (see kRoundsForVerdict).
std::optional<Estimate> MedianEstimate(const std::vector<double>& rounds, std::uint64_t seed);

// median(numerators) / median(denominators) of two samples that share their rounds: element i of both was measured in
// the same round, and a resample takes both or neither, so that the machine's drift cancels. nullopt if the sizes
// differ or a denominator is not positive.
std::optional<Estimate> PairedRatio(const std::vector<double>& numerators, const std::vector<double>& denominators,
                                    std::uint64_t seed);

// The same of two samples that share no rounds: each is resampled by itself.
std::optional<Estimate> UnpairedRatio(const std::vector<double>& numerators, const std::vector<double>& denominators,
                                      std::uint64_t seed);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_STATISTICS_H_
