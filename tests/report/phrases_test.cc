#include "bench/report/phrases.h"

#include <gtest/gtest.h>

#include <limits>

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

TEST(NumbersTest, ForPeople) {
  EXPECT_EQ(Fixed(std::nullopt, 1), "-");
  EXPECT_EQ(Fixed(std::numeric_limits<double>::quiet_NaN(), 1), "-");
  EXPECT_EQ(Fixed(12.34, 1), "12.3");
  EXPECT_EQ(Thousands(0), "0");
  EXPECT_EQ(Thousands(999), "999");
  EXPECT_EQ(Thousands(1000), "1,000");
  EXPECT_EQ(Thousands(12345678), "12,345,678");
  EXPECT_EQ(Counted(1, "row"), "1 row");
  EXPECT_EQ(Counted(2000, "row"), "2,000 rows");
  EXPECT_EQ(ListOf({}), "");
  EXPECT_EQ(ListOf({"a"}), "a");
  EXPECT_EQ(ListOf({"a", "b"}), "a and b");
  EXPECT_EQ(ListOf({"a", "b", "c"}), "a, b and c");
}

TEST(PercentTest, TwoSignificantDigits) {
  EXPECT_EQ(Percent(8.13), "8.1");
  EXPECT_EQ(Percent(21.4), "21");
  EXPECT_EQ(Percent(-54.6), "-55");
  EXPECT_EQ(Percent(9.96), "10");
  EXPECT_EQ(Percent(0.996), "1.0");
  EXPECT_EQ(Percent(0.34), "0.34");
  EXPECT_EQ(Percent(0.004), "0");
  EXPECT_EQ(Percent(-0.004), "0");
  EXPECT_EQ(Percent(0), "0");
  EXPECT_EQ(Percent(347), "350");
  EXPECT_EQ(Percent(1234), "1200");
}

TEST(ChangeTest, InWords) {
  EXPECT_EQ(ChangeWords(MakeChange(1.081, 1.075, 1.088)), "+8.1 % (7.5 to 8.8)");
  EXPECT_EQ(ChangeWords(MakeChange(0.45, 0.44, 0.46)), "-55 % (-56 to -54)");
  EXPECT_EQ(ChangeWords(MakeChange(1.081, 1.075, 1.088, 5)), "+8.1 % (too few rounds to tell)");
  EXPECT_EQ(ChangeWords({{1.2, std::nullopt}, 1, true}), "+20 % (too few rounds to tell)");
  EXPECT_EQ(ChangeWords({{1.2, Interval{1.1, 1.3}}, 9, false}), "+20 % (10 to 30, rounds not shared)");
  EXPECT_EQ(ChangeWords(MakeChange(11.23, 11.1, 11.34)), "x 11.2 (11.1 to 11.3)");
  EXPECT_EQ(ChangeWords(MakeChange(0.0142, 0.0139, 0.0151)), "-98.6 % (-98.6 to -98.5)");
  EXPECT_EQ(ChangeRange(MakeChange(1, 0.992, 1.006)), "-0.80 to 0.60 %");
}

TEST(WrapTest, BreaksAtSpaces) {
  EXPECT_EQ(Wrap("- ", "one two three", 9), "- one two\n  three\n");
  EXPECT_EQ(Wrap("", "unbreakable words", 5), "unbreakable\nwords\n");
  EXPECT_EQ(Wrap("", "now at 20 % of it", 9), "now at\n20 % of\nit\n");
  EXPECT_EQ(Wrap("", "now at x 20 of it", 9), "now at\nx 20 of\nit\n");
  EXPECT_EQ(Wrap("", "", 9), "\n");
}

TEST(WrapTest, LetsNoControlCharacterThrough) { EXPECT_EQ(Wrap("", "a\nb\x1b[31mc", 80), "a b [31mc\n"); }

TEST(NotCountedWordsTest, SaysWhatBoundsTheDifference) {
  const Change change{{1.018, Interval{1.011, 1.025}}, 20, true, 0.017};
  EXPECT_EQ(change.claim(), Claim::kWithinNoise);
  EXPECT_EQ(NotCountedWords(change), "+1.8 % (1.1 to 2.5), not counted: this run's own noise is 1.7 %");
}

}  // namespace
}  // namespace tlsbench
