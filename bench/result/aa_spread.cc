#include "bench/result/aa_spread.h"

#include <algorithm>
#include <cmath>

namespace tlsbench {

std::optional<double> Spread::Noise() const {
  std::optional<double> noise;
  for (const auto& [name, change] : changes) {
    if (change.Telling()) {
      noise = std::max(noise.value_or(0), ReachOf(change.ratio));
    }
  }
  return noise;
}

std::optional<Spread> MeasureSpread(const std::vector<Cell>& cells, const std::vector<Round>& rounds) {
  if (cells.empty() || !cells.back().twin) {
    return std::nullopt;
  }
  const Cell& twin = cells.back();
  const auto original = std::find_if(cells.begin(), cells.end() - 1, [&](const Cell& cell) {
    return SamePlace(cell, twin) && SameEnds(cell, twin) && cell.scenario == twin.scenario;
  });
  if (original == cells.end() - 1) {
    return std::nullopt;
  }
  Spread spread{*original, {}};
  for (const Cost& cost : CostsOn(twin.link)) {
    const auto first = static_cast<std::size_t>(original - cells.begin());
    if (const auto change = Compare(rounds, cells.size() - 1, first, cost.quantity)) {
      spread.changes.emplace_back(cost.name, *change);
    }
  }
  return spread.changes.empty() ? std::nullopt : std::optional(spread);
}

}  // namespace tlsbench
