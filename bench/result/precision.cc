#include "bench/result/precision.h"

#include <algorithm>
#include <optional>

#include "bench/stats/resampling.h"
#include "bench/stats/statistics.h"

namespace tlsbench {
namespace {

constexpr int kExecutionsWanted = 2;
constexpr std::chrono::seconds kPause(3);

using Quantity = std::optional<double> (*)(const Round& round);

std::optional<double> ClientCpu(const Round& round) {
  return HasCpuToCount(round) && round.client_cpu ? std::optional<double>(round.client_cpu->total_us) : std::nullopt;
}

std::optional<double> ServerCpu(const Round& round) {
  return HasCpuToCount(round) && round.server_cpu ? std::optional<double>(round.server_cpu->total_us) : std::nullopt;
}

bool IsNarrow(const std::vector<Round>& rounds, Quantity quantity, double percent) {
  Sample sample;
  for (const Round& round : rounds) {
    if (const auto value = quantity(round)) {
      sample.push_back({round.execution, round.round, *value});
    }
  }
  if (sample.size() < kRoundsForVerdict) {
    return false;
  }
  const auto estimate = MedianEstimate(sample, kBootstrapSeed);
  return estimate && estimate->interval &&
         (estimate->interval->high - estimate->interval->low) * 100 <= percent * estimate->value;
}

}  // namespace

bool IsNarrow(const Cell& cell, const std::vector<Round>& rounds, double percent) {
  if (cell.link != LinkKind::kMemory) {
    return IsNarrow(rounds, MedianHandshakeMs, percent);
  }
  return IsNarrow(rounds, ClientCpu, percent) && IsNarrow(rounds, ServerCpu, percent);
}

bool PrecisionWatch::IsEnough(int execution, const std::vector<Cell>& cells,
                              const std::vector<std::vector<Round>>& rounds_of,
                              const std::map<std::size_t, Outcome>& ends) {
  const auto now = std::chrono::steady_clock::now();
  if (reached_ || percent_ == 0 || execution + 1 < std::min(kExecutionsWanted, executions_) || now - asked_ < kPause) {
    return reached_;
  }
  asked_ = now;
  reached_ = true;
  for (std::size_t i = 0; i < cells.size() && reached_; ++i) {
    reached_ = ends.count(i) != 0 || IsNarrow(cells[i], rounds_of[i], percent_);
  }
  return reached_;
}

}  // namespace tlsbench
