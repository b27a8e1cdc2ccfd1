#include "bench/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace tlsbench {
namespace {

bool Usable(const std::vector<double>& values) {
  return !values.empty() &&
         std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

bool AllPositive(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double value) { return value > 0; });
}

// Of a sorted sample that is not empty.
double SortedPercentile(const std::vector<double>& sorted, double fraction) {
  const double position = static_cast<double>(sorted.size() - 1) * std::clamp(fraction, 0.0, 1.0);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], position - std::floor(position));
}

// Reorders `values`, which is not empty. Linear in its size, since the bootstrap calls it thousands of times.
double MedianOf(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) {
    return *middle;
  }
  return std::midpoint(*std::max_element(values.begin(), middle), *middle);
}

// Draws rounds with replacement. The standard's distributions differ between standard libraries; this scaling does not,
// and its bias is below n / 2^32.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : engine_(seed) {}

  std::size_t operator()(std::size_t size) { return ((engine_() >> 32) * size) >> 32; }

 private:
  std::mt19937_64 engine_;
};

double MedianOfResample(const std::vector<double>& values, std::vector<double>& scratch, Draw& draw) {
  scratch.resize(values.size());
  std::generate(scratch.begin(), scratch.end(), [&] { return values[draw(values.size())]; });
  return MedianOf(scratch);
}

// The estimate `value` with the middle 95 % of what `resample` returns. Resamples of a few rounds take few values, so
// that the estimate itself can fall outside their middle: then the interval is widened to hold it.
template <class Resample>
Estimate Bootstrap(double value, std::size_t rounds, Resample resample) {
  if (rounds < 2) {
    return {value, std::nullopt};
  }
  std::vector<double> results(kResamples);
  std::generate(results.begin(), results.end(), resample);
  std::sort(results.begin(), results.end());
  return {value, Interval{std::min(value, SortedPercentile(results, 0.025)),
                          std::max(value, SortedPercentile(results, 0.975))}};
}

}  // namespace

std::optional<double> Percentile(std::vector<double> values, double fraction) {
  if (!Usable(values)) {
    return std::nullopt;
  }
  std::sort(values.begin(), values.end());
  return SortedPercentile(values, fraction);
}

std::optional<double> Median(std::vector<double> values) {
  return Usable(values) ? std::optional<double>(MedianOf(values)) : std::nullopt;
}

Percentiles PercentilesOf(const std::vector<double>& values) {
  Percentiles percentiles;
  percentiles.p50 = Percentile(values, 0.50);
  if (values.size() >= kSamplesForP90) {
    percentiles.p90 = Percentile(values, 0.90);
  }
  if (values.size() >= kSamplesForP99) {
    percentiles.p99 = Percentile(values, 0.99);
  }
  return percentiles;
}

std::optional<Estimate> MedianEstimate(const std::vector<double>& rounds, std::uint64_t seed) {
  const std::optional<double> median = Median(rounds);
  if (!median) {
    return std::nullopt;
  }
  Draw draw(seed);
  std::vector<double> scratch;
  return Bootstrap(*median, rounds.size(), [&] { return MedianOfResample(rounds, scratch, draw); });
}

std::optional<Estimate> PairedRatio(const std::vector<double>& numerators, const std::vector<double>& denominators,
                                    std::uint64_t seed) {
  if (numerators.size() != denominators.size() || !Usable(numerators) || !Usable(denominators) ||
      !AllPositive(denominators)) {
    return std::nullopt;
  }
  Draw draw(seed);
  const std::size_t size = numerators.size();
  std::vector<double> above(size);
  std::vector<double> below(size);
  return Bootstrap(*Median(numerators) / *Median(denominators), size, [&] {
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t round = draw(size);
      above[i] = numerators[round];
      below[i] = denominators[round];
    }
    return MedianOf(above) / MedianOf(below);
  });
}

std::optional<Estimate> UnpairedRatio(const std::vector<double>& numerators, const std::vector<double>& denominators,
                                      std::uint64_t seed) {
  if (!Usable(numerators) || !Usable(denominators) || !AllPositive(denominators)) {
    return std::nullopt;
  }
  Draw draw(seed);
  std::vector<double> scratch;
  // The smaller sample decides whether there is an interval: one round on either side leaves its spread unknown.
  const std::size_t rounds = std::min(numerators.size(), denominators.size());
  return Bootstrap(*Median(numerators) / *Median(denominators), rounds, [&] {
    const double above = MedianOfResample(numerators, scratch, draw);
    return above / MedianOfResample(denominators, scratch, draw);
  });
}

}  // namespace tlsbench
