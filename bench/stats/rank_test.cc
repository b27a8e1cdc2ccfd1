#include "bench/stats/rank_test.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "bench/stats/statistics.h"

namespace tlsbench {
namespace {

struct Ranks {
  std::vector<double> ranks;  // from 1; equal values all get the mean of their ranks
  double tie_term = 0;        // sum of t^3 - t over the sizes t of the groups of equal values
};

Ranks RanksOf(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  Ranks result;
  result.ranks.resize(values.size());
  for (std::size_t first = 0, end = 0; first < order.size(); first = end) {
    while (end < order.size() && values[order[end]] == values[order[first]]) {
      ++end;
    }
    for (std::size_t i = first; i < end; ++i) {
      result.ranks[order[i]] = static_cast<double>(first + 1 + end) / 2;
    }
    const auto size = static_cast<double>(end - first);
    result.tie_term += size * size * size - size;
  }
  return result;
}

// Returns the two-sided p-value of a statistic that is `distance` from its mean. Half a step is subtracted, because the
// statistic moves in steps and the normal distribution does not.
double NormalP(double distance, double variance) {
  if (variance <= 0) {
    return 1;
  }
  const double z = std::max(std::fabs(distance) - 0.5, 0.0) / std::sqrt(variance);
  return std::erfc(z / std::sqrt(2.0));
}

}  // namespace

std::optional<double> SignedRankP(const std::vector<double>& differences) {
  if (!IsUsable(differences)) {
    return std::nullopt;
  }
  std::vector<double> sizes;
  std::vector<bool> above;
  for (const double difference : differences) {
    if (difference != 0) {
      sizes.push_back(std::fabs(difference));
      above.push_back(difference > 0);
    }
  }
  const Ranks ranks = RanksOf(sizes);
  double sum_above = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    sum_above += above[i] ? ranks.ranks[i] : 0;
  }
  const auto n = static_cast<double>(sizes.size());
  return NormalP(sum_above - n * (n + 1) / 4, (n * (n + 1) * (2 * n + 1) - ranks.tie_term / 2) / 24);
}

std::optional<double> MannWhitneyP(const std::vector<double>& a, const std::vector<double>& b) {
  if (!IsUsable(a) || !IsUsable(b)) {
    return std::nullopt;
  }
  std::vector<double> all = a;
  all.insert(all.end(), b.begin(), b.end());
  const Ranks ranks = RanksOf(all);
  const auto n_a = static_cast<double>(a.size());
  const auto n_b = static_cast<double>(b.size());
  const double n = n_a + n_b;
  const auto end_of_a = ranks.ranks.begin() + static_cast<std::ptrdiff_t>(a.size());
  const double u = std::accumulate(ranks.ranks.begin(), end_of_a, 0.0) - n_a * (n_a + 1) / 2;
  return NormalP(u - n_a * n_b / 2, n_a * n_b / 12 * (n + 1 - ranks.tie_term / (n * (n - 1))));
}

}  // namespace tlsbench
