#include "bench/stats/resampling.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <random>
#include <utility>

namespace tlsbench {
namespace {

// Draws with replacement. The distributions of <random> differ between standard libraries; this scaling is the same
// everywhere, and its bias is below n / 2^32.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : engine_(seed) {}

  std::size_t operator()(std::size_t size) { return ((engine_() >> 32) * size) >> 32; }

 private:
  std::mt19937_64 engine_;
};

// Holds the rounds of a sample by execution, as indices into the sample.
template <class Rounds>
std::vector<std::vector<std::size_t>> ByExecution(const Rounds& rounds) {
  std::map<int, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    groups[rounds[i].execution].push_back(i);
  }
  std::vector<std::vector<std::size_t>> executions;
  for (auto& [execution, indices] : groups) {
    executions.push_back(std::move(indices));
  }
  return executions;
}

// Calls `take` with the index of each round of one resample.
template <class Take>
void Resample(const std::vector<std::vector<std::size_t>>& executions, Draw& draw, Take take) {
  for (std::size_t i = 0; i < executions.size(); ++i) {
    // With one execution there is nothing to draw from.
    const auto& rounds = executions[executions.size() == 1 ? 0 : draw(executions.size())];
    for (std::size_t j = 0; j < rounds.size(); ++j) {
      take(rounds[draw(rounds.size())]);
    }
  }
}

// Holds a sample that is resampled many times.
class Resampled {
 public:
  explicit Resampled(const Sample& sample) : values_(ValuesOf(sample)), executions_(ByExecution(sample)) {}

  double Median(Draw& draw) {
    scratch_.clear();
    Resample(executions_, draw, [&](std::size_t round) { scratch_.push_back(values_[round]); });
    return MedianInPlace(scratch_);
  }

 private:
  std::vector<double> values_;
  std::vector<std::vector<std::size_t>> executions_;
  std::vector<double> scratch_;
};

// Returns the estimate `value` with the middle 95 % of what `resample` returns. With only a few rounds, resamples have
// few different values, and the estimate itself can lie outside that interval: then the interval is widened to include
// it.
template <class MakeResult>
std::optional<Estimate> Bootstrap(double value, std::size_t rounds, MakeResult resample) {
  if (rounds < 2) {
    return Estimate{value, std::nullopt};
  }
  std::vector<double> results(kResamples);
  std::generate(results.begin(), results.end(), resample);
  const auto low = Percentile(results, 0.025);
  const auto high = Percentile(results, 0.975);
  if (!low || !high || !std::isfinite(value)) {
    return std::nullopt;  // numbers so large that their ratio is not finite
  }
  return Estimate{value, Interval{std::min(value, *low), std::max(value, *high)}};
}

bool ArePositive(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double value) { return value > 0; });
}

}  // namespace

std::vector<double> ValuesOf(const Sample& sample) {
  std::vector<double> values;
  values.reserve(sample.size());
  for (const RoundValue& round : sample) {
    values.push_back(round.value);
  }
  return values;
}

std::vector<RoundPair> SharedRounds(const Sample& numerators, const Sample& denominators) {
  std::map<std::pair<int, int>, double> below;
  for (const RoundValue& round : denominators) {
    below[{round.execution, round.round}] = round.value;
  }
  std::vector<RoundPair> pairs;
  for (const RoundValue& round : numerators) {
    if (const auto found = below.find({round.execution, round.round}); found != below.end()) {
      pairs.push_back({round.execution, round.value, found->second});
    }
  }
  return pairs;
}

std::optional<Estimate> MedianEstimate(const Sample& sample, std::uint64_t seed) {
  const std::optional<double> median = Median(ValuesOf(sample));
  if (!median) {
    return std::nullopt;
  }
  Draw draw(seed);
  Resampled resampled(sample);
  return Bootstrap(*median, sample.size(), [&] { return resampled.Median(draw); });
}

std::optional<Estimate> PairedRatio(const std::vector<RoundPair>& pairs, std::uint64_t seed) {
  Sample ratios;
  ratios.reserve(pairs.size());
  for (const RoundPair& pair : pairs) {
    if (!(pair.denominator > 0)) {
      return std::nullopt;
    }
    ratios.push_back({pair.execution, static_cast<int>(ratios.size()), pair.numerator / pair.denominator});
  }
  return MedianEstimate(ratios, seed);
}

std::optional<Estimate> UnpairedRatio(const Sample& numerators, const Sample& denominators, std::uint64_t seed) {
  std::vector<double> above = ValuesOf(numerators);
  std::vector<double> below = ValuesOf(denominators);
  if (!IsUsable(above) || !IsUsable(below) || !ArePositive(below)) {
    return std::nullopt;
  }
  Draw draw(seed);
  Resampled resampled_above(numerators);
  Resampled resampled_below(denominators);
  // The smaller sample decides whether there is an interval: one round on either side leaves its spread unknown.
  const std::size_t rounds = std::min(numerators.size(), denominators.size());
  return Bootstrap(MedianInPlace(above) / MedianInPlace(below), rounds, [&] {
    const double median = resampled_above.Median(draw);
    return median / resampled_below.Median(draw);
  });
}

std::optional<double> DetectablePercent(const Estimate& ratio) {
  constexpr double kZ975 = 1.959963984540054;  // quantiles of the standard normal distribution
  constexpr double kZ80 = 0.8416212335729143;
  if (!ratio.interval || ratio.interval->low <= 0 || ratio.interval->high <= 0) {
    return std::nullopt;
  }
  const double half_width = std::log(ratio.interval->high / ratio.interval->low) / 2;
  return std::expm1(half_width * (kZ975 + kZ80) / kZ975) * 100;
}

}  // namespace tlsbench
