#include "bench/stats/statistics.h"

#include <gtest/gtest.h>

#include <limits>
#include <numeric>

namespace tlsbench {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<double> OneTo(int last) {
  std::vector<double> values(static_cast<std::size_t>(last));
  std::iota(values.rbegin(), values.rend(), 1);
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
  EXPECT_EQ(PercentilesOf(OneTo(19)).p95, std::nullopt);
  EXPECT_DOUBLE_EQ(*PercentilesOf(OneTo(20)).p95, 19.05);
  EXPECT_EQ(PercentilesOf(OneTo(999)).p99, std::nullopt);
  EXPECT_DOUBLE_EQ(*PercentilesOf(OneTo(1000)).p99, 990.01);
  EXPECT_EQ(PercentilesOf(OneTo(9999)).p999, std::nullopt);
  EXPECT_DOUBLE_EQ(*PercentilesOf(OneTo(10000)).p999, 9990.001);
}

}  // namespace
}  // namespace tlsbench
