#include "bench/report/phrases.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

Change MakeChange(double value, double low, double high, std::size_t rounds = 10) {
  return {{value, Interval{low, high}}, rounds, true};
}

TEST(NamesTest, EqualEndsAreNamedOnce) {
  Cell cell{"a-1", "", "a-1", "", LinkKind::kMemory, "", {}};
  EXPECT_EQ(EndsName(cell), "a-1");
  cell.server = "b-2";
  EXPECT_EQ(EndsName(cell), "a-1 -> b-2");
  cell = {"a-1", "", "", "", LinkKind::kTarget, "host:443", {}};
  EXPECT_EQ(EndsName(cell), "a-1");
  EXPECT_EQ(PlaceName(cell), "host:443");
}

TEST(ChangeTest, InWords) {
  EXPECT_EQ(ChangeSentence(MakeChange(1.081, 1.075, 1.088)), "+8.1 % (7.5 to 8.8)");
  EXPECT_EQ(ChangeSentence(MakeChange(0.45, 0.44, 0.46)), "-55 % (-56 to -54)");
  EXPECT_EQ(ChangeSentence(MakeChange(1.081, 1.075, 1.088, 5)), "+8.1 % (too few rounds to tell)");
  EXPECT_EQ(ChangeSentence({{1.2, std::nullopt}, 1, true}), "+20 % (too few rounds to tell)");
  EXPECT_EQ(ChangeSentence({{1.2, Interval{1.1, 1.3}}, 9, false}), "+20 % (10 to 30, rounds not shared)");
  EXPECT_EQ(ChangeSentence(MakeChange(11.23, 11.1, 11.34)), "x 11.2 (11.1 to 11.3)");
  EXPECT_EQ(ChangeSentence(MakeChange(0.0142, 0.0139, 0.0151)), "-98.6 % (-98.6 to -98.5)");
  EXPECT_EQ(ChangeRange(MakeChange(1, 0.992, 1.006)), "-0.80 to 0.60 %");
}

TEST(NotCountedWordsTest, SaysWhatBoundsTheDifference) {
  const Change change{{1.018, Interval{1.011, 1.025}}, 20, true, 0.017};
  EXPECT_EQ(change.claim(), Claim::kWithinNoise);
  EXPECT_EQ(NotCountedReasons(change), "+1.8 % (1.1 to 2.5), not counted: this run's own noise is 1.7 %");
}

}  // namespace
}  // namespace tlsbench
