#include "bench/stats/rank_test.h"

#include <gtest/gtest.h>

#include <limits>

namespace tlsbench {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// scipy.stats.wilcoxon(d, correction=True, mode="approx") and mannwhitneyu(a, b, method="asymptotic");
// statistics_oracle_test.py holds many more against scipy.
TEST(SignedRankTest, IsScipys) { EXPECT_NEAR(*SignedRankP({1, -2, 3, 4, 5, 6, 7, 8, 9, 10}), 0.010827, 1e-6); }

TEST(SignedRankTest, NothingOrNothingButZeros) {
  EXPECT_FALSE(SignedRankP({}));
  EXPECT_FALSE(SignedRankP({1, kNan}));
  EXPECT_EQ(SignedRankP({0, 0, 0}), 1);
  EXPECT_EQ(SignedRankP({-1, 1}), 1);
}

TEST(MannWhitneyTest, IsScipys) {
  EXPECT_NEAR(*MannWhitneyP({1, 2, 3, 4, 5, 6}, {4, 7, 8, 9, 10, 11}), 0.016122, 1e-6);
}

TEST(MannWhitneyTest, IsTheSameBothWays) {
  EXPECT_DOUBLE_EQ(*MannWhitneyP({1, 5, 7}, {2, 8, 9, 9}), *MannWhitneyP({2, 8, 9, 9}, {1, 5, 7}));
}

TEST(MannWhitneyTest, NothingOrAllEqual) {
  EXPECT_FALSE(MannWhitneyP({}, {1}));
  EXPECT_FALSE(MannWhitneyP({1}, {kNan}));
  EXPECT_EQ(MannWhitneyP({3, 3}, {3, 3, 3}), 1);
  EXPECT_EQ(MannWhitneyP({3}, {4}), 1);
}

}  // namespace
}  // namespace tlsbench
