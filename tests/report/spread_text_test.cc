#include "bench/report/spread_text.h"

#include <gtest/gtest.h>

#include "tests/support/twins.h"

namespace tlsbench {
namespace {

std::string FindingsOf(int rounds) {
  return SpreadText(MeasureSpread(CellsWithTwin(), RoundsWithTwin(1.03, rounds)), 400);
}

TEST(SpreadTextTest, SaysWhatIsNotToldFromNoise) {
  EXPECT_NE(FindingsOf(20).find("differences within 3.0 % are not told from noise in this run"), std::string::npos)
      << FindingsOf(20);
}

TEST(SpreadTextTest, FewRoundsSayNothing) {
  EXPECT_NE(FindingsOf(3).find("too few rounds to say what this run could tell apart"), std::string::npos)
      << FindingsOf(3);
}

TEST(SpreadTextTest, WithoutATwinThereIsNone) { EXPECT_EQ(SpreadText(std::nullopt, 100), ""); }

}  // namespace
}  // namespace tlsbench
