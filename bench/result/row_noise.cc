#include "bench/result/row_noise.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "bench/stats/rank_test.h"
#include "bench/stats/statistics.h"

namespace tlsbench {
namespace {

constexpr double kSure = 0.01;
constexpr double kOneTickMs = 10;  // at CONFIG_HZ=100, the longest usual tick

std::optional<double> CostOf(const Cell& cell, const Round& round) {
  if (cell.link != LinkKind::kMemory) {
    return MedianHandshakeMs(round);
  }
  const bool counts = HasCpuToCount(round) && round.client_cpu && round.server_cpu;
  return counts ? std::optional<double>(round.client_cpu->total_us + round.server_cpu->total_us) : std::nullopt;
}

// Returns the costs in the order in which the rounds were run.
std::vector<double> CostsOf(const Cell& cell, std::vector<Round> rounds) {
  std::stable_sort(rounds.begin(), rounds.end(), [](const Round& a, const Round& b) {
    return std::pair(a.execution, a.round) < std::pair(b.execution, b.round);
  });
  std::vector<double> costs;
  for (const Round& round : rounds) {
    if (const auto cost = CostOf(cell, round)) {
      costs.push_back(*cost);
    }
  }
  return costs;
}

}  // namespace

std::optional<Drift> MeasureDrift(const Cell& cell, const std::vector<Round>& rounds) {
  const std::vector<double> costs = CostsOf(cell, rounds);
  if (costs.size() < 2 * kRoundsForVerdict) {
    return std::nullopt;
  }
  const auto middle = costs.begin() + static_cast<std::ptrdiff_t>(costs.size() / 2);
  const std::vector<double> earlier(costs.begin(), middle);
  const std::vector<double> later(middle, costs.end());
  const auto before = Median(earlier);
  const auto after = Median(later);
  const auto p_value = MannWhitneyP(later, earlier);
  if (!before || !after || !p_value || *before <= 0) {
    return std::nullopt;
  }
  return Drift{(*after / *before - 1) * 100, *p_value};
}

std::optional<Steal> MeasureSteal(const std::vector<Round>& rounds) {
  double stolen = 0;
  double wall = 0;
  for (const Round& round : rounds) {
    if (round.stolen_ms && round.wall_ms) {
      stolen += *round.stolen_ms;
      wall += *round.wall_ms;
    }
  }
  return wall > 0 ? std::optional<Steal>({100 * stolen / wall, stolen}) : std::nullopt;
}

std::string NoiseText(const std::optional<Drift>& drift, const std::optional<Steal>& steal) {
  std::vector<std::string> words;
  if (drift && std::abs(drift->percent) > kNoisyDrift && drift->p_value < kSure) {
    words.push_back(fmt::format("drifted by {:+.1f} % between the halves of the run", drift->percent));
  }
  if (steal && steal->percent > kNoisySteal && steal->ms > kOneTickMs) {
    words.push_back(fmt::format("{:.1f} % of its time was stolen", steal->percent));
  }
  return fmt::format("{}", fmt::join(words, "; "));
}

}  // namespace tlsbench
