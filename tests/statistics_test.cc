#include "bench/statistics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

namespace tlsbench {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<double> OneTo(int last) {
  std::vector<double> values(static_cast<std::size_t>(last));
  std::iota(values.rbegin(), values.rend(), 1);
  return values;
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

TEST(MedianTest, OfOddAndEvenSizes) {
  EXPECT_EQ(Median({}), std::nullopt);
  EXPECT_EQ(Median({4}), 4);
  EXPECT_EQ(Median({4, 1}), 2.5);
  EXPECT_EQ(Median({9, 1, 5}), 5);
  EXPECT_EQ(Median({9, 1, 5, 7}), 6);
}

TEST(MedianTest, WhatIsNotFiniteHasNone) {
  EXPECT_EQ(Median({1, kNan, 3}), std::nullopt);
  EXPECT_EQ(Median({1, kInfinity}), std::nullopt);
}

// numpy.percentile's defaults: method "linear".
TEST(PercentileTest, InterpolatesAsNumpyDoes) {
  EXPECT_DOUBLE_EQ(*Percentile({15, 20, 35, 40, 50}, 0.40), 29);
  EXPECT_DOUBLE_EQ(*Percentile({15, 20, 35, 40, 50}, 0.90), 46);
  EXPECT_DOUBLE_EQ(*Percentile(OneTo(10), 0.90), 9.1);
  EXPECT_DOUBLE_EQ(*Percentile(OneTo(1000), 0.99), 990.01);
  EXPECT_DOUBLE_EQ(*Percentile({3, 1}, 0.25), 1.5);
}

TEST(PercentileTest, EndsAndSmallSamples) {
  EXPECT_EQ(Percentile({}, 0.5), std::nullopt);
  EXPECT_EQ(Percentile({7}, 0.99), 7);
  EXPECT_EQ(Percentile(OneTo(10), 0), 1);
  EXPECT_EQ(Percentile(OneTo(10), 1), 10);
  EXPECT_EQ(Percentile({1, kNan}, 0.5), std::nullopt);
}

TEST(PercentilesTest, OnlyFromSamplesThatAllowThem) {
  EXPECT_EQ(PercentilesOf({}).p50, std::nullopt);
  EXPECT_EQ(PercentilesOf({2}).p50, 2);
  EXPECT_EQ(PercentilesOf(OneTo(9)).p90, std::nullopt);
  EXPECT_DOUBLE_EQ(*PercentilesOf(OneTo(10)).p90, 9.1);
  EXPECT_EQ(PercentilesOf(OneTo(999)).p99, std::nullopt);
  EXPECT_DOUBLE_EQ(*PercentilesOf(OneTo(1000)).p99, 990.01);
}

TEST(MedianEstimateTest, NoRoundsOneRoundTwoRounds) {
  EXPECT_FALSE(MedianEstimate({}, 1));
  const auto one = MedianEstimate({3}, 1);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->value, 3);
  EXPECT_FALSE(one->interval);  // one round says nothing about the spread of rounds
  const auto two = MedianEstimate({3, 5}, 1);
  ASSERT_TRUE(two && two->interval);
  EXPECT_EQ(two->value, 4);
  EXPECT_EQ(two->interval->low, 3);
  EXPECT_EQ(two->interval->high, 5);
}

TEST(MedianEstimateTest, TheSeedDecides) {
  const std::vector<double> rounds = Drifting(100, 40);
  const auto once = MedianEstimate(rounds, 1);
  const auto again = MedianEstimate(rounds, 1);
  EXPECT_EQ(once->interval->low, again->interval->low);
  EXPECT_EQ(once->interval->high, again->interval->high);
}

TEST(MedianEstimateTest, EqualRoundsHaveAnIntervalOfOnePoint) {
  const auto estimate = MedianEstimate(std::vector<double>(20, 7), 1);
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
    const auto estimate = MedianEstimate(rounds, 1);
    held += estimate->interval->Holds(static_cast<double>(1 << 23)) ? 1 : 0;
  }
  EXPECT_GT(held, 360);
  EXPECT_LT(held, 396);
}

TEST(MedianEstimateTest, AHundredRoundsTakeMilliseconds) {
  const std::vector<double> rounds = Drifting(100, 100);
  const auto start = std::chrono::steady_clock::now();
  MedianEstimate(rounds, 1);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(100));  // 2 ms, but for sanitizers
}

TEST(RatioTest, PairsCancelWhatTheyShare) {
  const std::vector<double> before = Drifting(100, 40);
  std::vector<double> now = before;
  std::transform(now.begin(), now.end(), now.begin(), [](double value) { return value * 1.03; });
  const auto paired = PairedRatio(now, before, 1);
  const auto unpaired = UnpairedRatio(now, before, 1);
  EXPECT_NEAR(paired->value, 1.03, 1e-12);
  EXPECT_NEAR(paired->interval->low, 1.03, 1e-12);
  EXPECT_NEAR(paired->interval->high, 1.03, 1e-12);
  EXPECT_NEAR(unpaired->value, 1.03, 1e-12);
  EXPECT_TRUE(unpaired->interval->Holds(1));  // the drift hides 3 % from those who do not pair
}

TEST(RatioTest, SmallSamples) {
  EXPECT_FALSE(PairedRatio({}, {}, 1));
  EXPECT_FALSE(UnpairedRatio({1}, {}, 1));
  EXPECT_EQ(PairedRatio({6}, {3}, 1)->value, 2);
  EXPECT_FALSE(PairedRatio({6}, {3}, 1)->interval);
  EXPECT_FALSE(UnpairedRatio({6, 6}, {3}, 1)->interval);
  EXPECT_EQ(PairedRatio({6, 8}, {3, 4}, 1)->interval->low, 2);
  EXPECT_EQ(UnpairedRatio({6, 8}, {3, 4}, 1)->interval->low, 1.5);
}

TEST(RatioTest, RefusesWhatHasNoRatio) {
  EXPECT_FALSE(PairedRatio({1, 2}, {1}, 1));
  EXPECT_FALSE(PairedRatio({1, 2}, {1, 0}, 1));
  EXPECT_FALSE(UnpairedRatio({1, 2}, {-1, 2}, 1));
  EXPECT_FALSE(UnpairedRatio({1, kNan}, {1, 2}, 1));
}

}  // namespace
}  // namespace tlsbench
