#include "bench/result/aa_spread.h"

#include <gtest/gtest.h>

#include "tests/support/twins.h"

namespace tlsbench {
namespace {

TEST(SpreadTest, IsOfTheCellThatWasMeasuredTwice) {
  const auto spread = MeasureSpread(CellsWithTwin(), RoundsWithTwin(1.03, 20));
  ASSERT_TRUE(spread);
  EXPECT_EQ(spread->cell.client, "b-1");
  ASSERT_EQ(spread->changes.size(), 2U);
  EXPECT_EQ(spread->changes[0].first, "client CPU");
  EXPECT_NEAR(spread->changes[0].second.ratio.value, 1.03, 1e-9);
  EXPECT_NEAR(spread->Noise().value(), 0.03, 0.001);
}

TEST(SpreadTest, FewRoundsSayNothing) {
  const auto spread = MeasureSpread(CellsWithTwin(), RoundsWithTwin(1.03, 3));
  ASSERT_TRUE(spread);
  EXPECT_FALSE(spread->Noise());
}

TEST(SpreadTest, WithoutATwinThereIsNone) {
  std::vector<Cell> cells = CellsWithTwin();
  cells.pop_back();
  EXPECT_FALSE(MeasureSpread(cells, RoundsWithTwin(1, 20)));
  EXPECT_FALSE(MeasureSpread({}, {}));
  EXPECT_FALSE(MeasureSpread(CellsWithTwin(), {})) << "no rounds";
}

// What is told with certainty by its own interval may still be within what a run could tell apart.
TEST(SpreadTest, ADifferenceWithinTheNoiseIsNotClaimed) {
  const std::vector<Round> rounds = RoundsWithTwin(1.03, 20);
  const Quantity client_cpu = CostsOn(LinkKind::kMemory)[0].quantity;
  EXPECT_EQ(Compare(rounds, 2, 0, client_cpu)->claim(), Claim::kMore);
  EXPECT_EQ(Compare(rounds, 2, 0, client_cpu, 0.02)->claim(), Claim::kMore);
  EXPECT_EQ(Compare(rounds, 2, 0, client_cpu, 0.04)->claim(), Claim::kWithinNoise);
}

TEST(TwinTest, HasANameOfItsOwnInTheFiles) {
  const std::vector<Cell> cells = CellsWithTwin();
  EXPECT_EQ(NameInFiles(cells[2], cells[2].client), "b-1#2");
  EXPECT_EQ(NameInFiles(cells[1], cells[1].client), "b-1");
  EXPECT_EQ(NameInFiles(cells[2], ""), "") << "a remote target has no name to be changed";
}

}  // namespace
}  // namespace tlsbench
