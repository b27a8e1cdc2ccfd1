#include "bench/text/wrapping.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

TEST(ListOfTest, EndsInAnAnd) {
  EXPECT_EQ(ListOf({}), "");
  EXPECT_EQ(ListOf({"a"}), "a");
  EXPECT_EQ(ListOf({"a", "b"}), "a and b");
  EXPECT_EQ(ListOf({"a", "b", "c"}), "a, b and c");
}

TEST(WrapTest, BreaksAtSpaces) {
  EXPECT_EQ(Wrap("- ", "one two three", 9), "- one two\n  three\n");
  EXPECT_EQ(Wrap("", "unbreakable words", 5), "unbreakable\nwords\n");
  EXPECT_EQ(Wrap("", "now at 20 % of it", 9), "now at\n20 % of\nit\n");
  EXPECT_EQ(Wrap("", "now at x 20 of it", 9), "now at\nx 20 of\nit\n");
  EXPECT_EQ(Wrap("", "", 9), "\n");
}

TEST(WrapTest, LetsNoControlCharacterThrough) { EXPECT_EQ(Wrap("", "a\nb\x1b[31mc", 80), "a b [31mc\n"); }

}  // namespace
}  // namespace tlsbench
