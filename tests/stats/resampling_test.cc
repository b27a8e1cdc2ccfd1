#include "bench/stats/resampling.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>

#include "bench/meter/meter.h"

namespace tlsbench {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Sample OneExecution(const std::vector<double>& values) {
  Sample sample;
  for (const double value : values) {
    sample.push_back({0, static_cast<int>(sample.size()), value});
  }
  return sample;
}

std::optional<Estimate> Paired(const std::vector<double>& now, const std::vector<double>& before) {
  return PairedRatio(SharedRounds(OneExecution(now), OneExecution(before)), 1);
}

std::optional<Estimate> Unpaired(const std::vector<double>& now, const std::vector<double>& before) {
  return UnpairedRatio(OneExecution(now), OneExecution(before), 1);
}

// Rounds of a machine that drifts: the drift is shared by everything measured in a round.
std::vector<double> Drifting(double base, int rounds) {
  std::vector<double> values(static_cast<std::size_t>(rounds));
  std::generate(values.begin(), values.end(), [&, i = 0]() mutable {
    const double drift = 1 + 0.4 * (i * 37 % rounds) / rounds;
    return base * drift * (1 + 0.002 * (i++ * 7 % 11));
  });
  return values;
}

double Width(const Interval& interval) { return interval.high - interval.low; }

TEST(MedianEstimateTest, NoRoundsOneRoundTwoRounds) {
  EXPECT_FALSE(MedianEstimate({}, 1));
  const auto one = MedianEstimate(OneExecution({3}), 1);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->value, 3);
  EXPECT_FALSE(one->interval);  // one round says nothing about the spread of rounds
  const auto two = MedianEstimate(OneExecution({3, 5}), 1);
  ASSERT_TRUE(two && two->interval);
  EXPECT_EQ(two->value, 4);
  EXPECT_EQ(two->interval->low, 3);
  EXPECT_EQ(two->interval->high, 5);
}

TEST(MedianEstimateTest, TheSeedDecides) {
  const Sample rounds = OneExecution(Drifting(100, 40));
  const auto once = MedianEstimate(rounds, 1);
  const auto again = MedianEstimate(rounds, 1);
  EXPECT_EQ(once->interval->low, again->interval->low);
  EXPECT_EQ(once->interval->high, again->interval->high);
}

TEST(MedianEstimateTest, EqualRoundsHaveAnIntervalOfOnePoint) {
  const auto estimate = MedianEstimate(OneExecution(std::vector<double>(20, 7)), 1);
  EXPECT_EQ(estimate->interval->low, 7);
  EXPECT_EQ(estimate->interval->high, 7);
}

// The interval must hold the true median about as often as it says. 400 experiments of 25 rounds: between 90 and 99 %
// leaves room for the percentile bootstrap's own error and for chance, and catches a 2.5 % / 97.5 % slip.
TEST(MedianEstimateTest, HoldsTheTrueMedianAsOftenAsItSays) {
  std::mt19937_64 engine(7);
  int held = 0;
  for (int experiment = 0; experiment < 400; ++experiment) {
    std::vector<double> rounds(25);
    std::generate(rounds.begin(), rounds.end(), [&] { return static_cast<double>(engine() >> 40); });
    held += MedianEstimate(OneExecution(rounds), 1)->interval->Holds(static_cast<double>(1 << 23)) ? 1 : 0;
  }
  EXPECT_GT(held, 360);
  EXPECT_LT(held, 396);
}

// Ten executions of ten rounds, and executions differ more than their rounds: an interval over all rounds alike would
// be about a third as wide, and would hold the truth half of the time.
TEST(MedianEstimateTest, ExecutionsThatDifferWidenIt) {
  std::mt19937_64 engine(7);
  const auto uniform = [&] { return static_cast<double>(engine() >> 40) / (1 << 23) - 1; };  // -1 to 1
  int held = 0;
  int held_flat = 0;
  for (int experiment = 0; experiment < 200; ++experiment) {
    Sample nested;
    for (int execution = 0; execution < 10; ++execution) {
      const double base = 100 + 10 * uniform();
      for (int round = 0; round < 10; ++round) {
        nested.push_back({execution, round, base + uniform()});
      }
    }
    held += MedianEstimate(nested, 1)->interval->Holds(100) ? 1 : 0;
    held_flat += MedianEstimate(OneExecution(ValuesOf(nested)), 1)->interval->Holds(100) ? 1 : 0;
  }
  EXPECT_GT(held, 175);
  EXPECT_LT(held_flat, 140);
}

TEST(MedianEstimateTest, WhatItCallsExecutionsDoesNotMatter) {
  Sample sample = OneExecution(Drifting(100, 12));
  const auto one = MedianEstimate(sample, 1);
  for (RoundValue& round : sample) {
    round.execution = 7;
  }
  EXPECT_EQ(MedianEstimate(sample, 1)->interval->low, one->interval->low);
}

// Of the processor's time, the least of three: a square would be 400 times.
TEST(MedianEstimateTest, TwentyTimesAsManyRoundsTakeAboutTwentyTimesAsLong) {
  const auto least_ns = [](const Sample& rounds) {
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    for (int i = 0; i < 3; ++i) {
      const std::int64_t start = ThreadCpuNs();
      MedianEstimate(rounds, 1);
      least = std::min(least, ThreadCpuNs() - start);
    }
    return least;
  };
  EXPECT_LT(least_ns(OneExecution(Drifting(100, 2000))), 100 * least_ns(OneExecution(Drifting(100, 100))));
}

TEST(SharedRoundsTest, AreThoseOfEqualExecutionAndNumber) {
  const auto pairs = SharedRounds({{0, 0, 1}, {0, 1, 2}, {1, 0, 3}}, {{0, 1, 20}, {1, 0, 30}, {1, 1, 40}});
  ASSERT_EQ(pairs.size(), 2U);
  EXPECT_EQ(pairs[0].numerator, 2);
  EXPECT_EQ(pairs[0].denominator, 20);
  EXPECT_EQ(pairs[1].execution, 1);
  EXPECT_EQ(pairs[1].denominator, 30);
}

TEST(RatioTest, PairsCancelWhatTheyShare) {
  const std::vector<double> before = Drifting(100, 40);
  std::vector<double> now = before;
  std::transform(now.begin(), now.end(), now.begin(), [](double value) { return value * 1.03; });
  const auto paired = Paired(now, before);
  const auto unpaired = Unpaired(now, before);
  EXPECT_NEAR(paired->value, 1.03, 1e-12);
  EXPECT_NEAR(paired->interval->low, 1.03, 1e-12);
  EXPECT_NEAR(paired->interval->high, 1.03, 1e-12);
  EXPECT_NEAR(unpaired->value, 1.03, 1e-12);
  EXPECT_TRUE(unpaired->interval->Holds(1));  // the drift hides 3 % from those who do not pair
}

// Half of the rounds run at 1.6 times the time of the others: each pair does, so the ratio is known as well as without.
TEST(RatioTest, TwoSpeedsCancelInEachRound) {
  std::vector<RoundPair> pairs;
  for (int round = 0; round < 41; ++round) {
    const double speed = round % 2 == 0 ? 1 : 1.6;
    const double own = 1 + 0.001 * (round * 7 % 11);
    pairs.push_back({round % 3, speed * own * 103, speed * 100});
  }
  const auto ratio = PairedRatio(pairs, 1);
  EXPECT_NEAR(ratio->value, 1.035, 0.001);
  EXPECT_LT(Width(*ratio->interval), 0.01);
}

// The medians are 4 and 3, so their ratio would be 1.33.
TEST(RatioTest, IsTheMedianOfTheRatios) { EXPECT_EQ(Paired({2, 4, 9}, {1, 4, 3})->value, 2); }

TEST(RatioTest, ExecutionsThatDisagreeWidenIt) {
  std::vector<RoundPair> pairs;
  for (int execution = 0; execution < 8; ++execution) {
    for (int round = 0; round < 20; ++round) {
      pairs.push_back({execution, (100.0 + round) * (1 + 0.01 * execution), 100.0 + round});
    }
  }
  const auto nested = PairedRatio(pairs, 1);
  for (RoundPair& pair : pairs) {
    pair.execution = 0;
  }
  EXPECT_GT(Width(*nested->interval), 1.5 * Width(*PairedRatio(pairs, 1)->interval));
}

TEST(RatioTest, SmallSamples) {
  EXPECT_FALSE(Paired({}, {}));
  EXPECT_FALSE(Unpaired({1}, {}));
  EXPECT_EQ(Paired({6}, {3})->value, 2);
  EXPECT_FALSE(Paired({6}, {3})->interval);
  EXPECT_FALSE(Unpaired({6, 6}, {3})->interval);
  EXPECT_EQ(Paired({6, 8}, {3, 4})->interval->low, 2);
  EXPECT_EQ(Unpaired({6, 8}, {3, 4})->interval->low, 1.5);
}

TEST(RatioTest, RefusesWhatHasNoRatio) {
  EXPECT_FALSE(Paired({1, 2}, {1, 0}));
  EXPECT_FALSE(Unpaired({1, 2}, {-1, 2}));
  EXPECT_FALSE(Unpaired({1, kNan}, {1, 2}));
  EXPECT_FALSE(Paired({1, kNan}, {1, 2}));
  EXPECT_FALSE(Paired({1, 2}, {1, kNan}));
  EXPECT_FALSE(Paired({1e308, 1}, {1e-308, 1}));
  EXPECT_FALSE(Unpaired({1e308, 1e308}, {1e-308, 1e-308}));
}

TEST(DetectableTest, IsWiderThanHalfTheInterval) {
  // exp(0.05 * (1.96 + 0.8416) / 1.96) - 1
  EXPECT_NEAR(*DetectablePercent({1, Interval{std::exp(-0.05), std::exp(0.05)}}), 7.4086, 1e-3);
  EXPECT_EQ(DetectablePercent({1.2, Interval{1.2, 1.2}}), 0);
  EXPECT_FALSE(DetectablePercent({1, std::nullopt}));
  EXPECT_FALSE(DetectablePercent({1, Interval{0, 2}}));
}

}  // namespace
}  // namespace tlsbench
