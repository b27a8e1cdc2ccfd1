#include "bench/report/aa_spread.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "bench/report/phrases.h"

namespace tlsbench {

std::optional<double> Spread::Noise() const {
  std::optional<double> noise;
  for (const auto& [name, change] : changes) {
    if (change.Telling()) {
      const Interval& interval = *change.ratio.interval;
      noise = std::max({noise.value_or(0), std::abs(interval.low - 1), std::abs(interval.high - 1)});
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

std::string SpreadWords(const std::optional<Spread>& spread, std::size_t width) {
  if (!spread) {
    return "";
  }
  std::vector<std::string> parts;
  for (const auto& [name, change] : spread->changes) {
    parts.push_back(fmt::format("{} {}", name, change.Telling() ? ChangeRange(change) : ChangeWords(change)));
  }
  const Scenario& scenario = spread->cell.scenario;
  const std::optional<double> noise = spread->Noise();
  const std::string verdict =
      noise ? fmt::format("differences within {} % are not told from noise in this run", Percent(100 * *noise))
            : "too few rounds to say what this run could tell apart";
  return Wrap(
      "",
      fmt::format("A/A: {}, {}, TLS {} {}, was measured twice in the same rounds. The second differed by {}: {}.",
                  EndsName(spread->cell), PlaceName(spread->cell), ProtocolName(scenario.protocol),
                  HandshakeName(scenario.handshake), fmt::join(parts, ", "), verdict),
      width);
}

}  // namespace tlsbench
