#include "bench/stats/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tlsbench {
namespace {

// Returns the percentile of a sorted sample that is not empty.
double SortedPercentile(const std::vector<double>& sorted, double fraction) {
  const double position = static_cast<double>(sorted.size() - 1) * std::clamp(fraction, 0.0, 1.0);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], position - std::floor(position));
}

}  // namespace

bool IsUsable(const std::vector<double>& values) {
  return !values.empty() &&
         std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

double MedianInPlace(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) {
    return *middle;
  }
  return std::midpoint(*std::max_element(values.begin(), middle), *middle);
}

std::optional<double> Percentile(std::vector<double> values, double fraction) {
  if (!IsUsable(values)) {
    return std::nullopt;
  }
  std::sort(values.begin(), values.end());
  return SortedPercentile(values, fraction);
}

std::optional<double> Median(std::vector<double> values) {
  return IsUsable(values) ? std::optional<double>(MedianInPlace(values)) : std::nullopt;
}

Percentiles PercentilesOf(const std::vector<double>& values) {
  Percentiles percentiles;
  percentiles.p50 = Percentile(values, 0.50);
  if (values.size() >= kSamplesForP90) {
    percentiles.p90 = Percentile(values, 0.90);
  }
  if (values.size() >= kSamplesForP95) {
    percentiles.p95 = Percentile(values, 0.95);
  }
  if (values.size() >= kSamplesForP99) {
    percentiles.p99 = Percentile(values, 0.99);
  }
  if (values.size() >= kSamplesForP999) {
    percentiles.p999 = Percentile(values, 0.999);
  }
  return percentiles;
}

}  // namespace tlsbench
