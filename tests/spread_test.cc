#include "bench/report/spread.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

std::vector<Cell> Cells() {
  const Cell first{"b-1", "", "b-1", "", LinkKind::kMemory, "", {}};
  Cell other = first;
  other.client = other.server = "a-1";
  Cell twin = first;
  twin.twin = true;
  return {other, first, twin};
}

// The twin costs `factor` times as much in every round, the first and the other 100 us.
std::vector<Round> RoundsOf(double factor, int count) {
  std::vector<Round> rounds;
  for (int number = 0; number < count; ++number) {
    for (std::size_t cell = 0; cell < 3; ++cell) {
      Round round;
      round.cell = cell;
      round.round = number;
      round.handshakes = round.verified = 10;
      const double value = (100 + number) * (cell == 2 ? factor : 1);
      round.client_cpu = round.server_cpu = RoundCpu{value, value, {}};
      rounds.push_back(round);
    }
  }
  return rounds;
}

TEST(SpreadTest, IsOfTheCellThatWasMeasuredTwice) {
  const auto spread = MeasureSpread(Cells(), RoundsOf(1.03, 20));
  ASSERT_TRUE(spread);
  EXPECT_EQ(spread->cell.client, "b-1");
  ASSERT_EQ(spread->changes.size(), 2U);
  EXPECT_EQ(spread->changes[0].first, "client CPU");
  EXPECT_NEAR(spread->changes[0].second.ratio.value, 1.03, 1e-9);
  EXPECT_NEAR(spread->Noise().value(), 0.03, 0.001);
  EXPECT_NE(SpreadWords(spread, 400).find("differences within 3.0 % are not told from noise in this run"),
            std::string::npos)
      << SpreadWords(spread, 400);
}

TEST(SpreadTest, FewRoundsSayNothing) {
  const auto spread = MeasureSpread(Cells(), RoundsOf(1.03, 3));
  ASSERT_TRUE(spread);
  EXPECT_FALSE(spread->Noise());
  EXPECT_NE(SpreadWords(spread, 400).find("too few rounds to say what this run could tell apart"), std::string::npos);
}

TEST(SpreadTest, WithoutATwinThereIsNone) {
  std::vector<Cell> cells = Cells();
  cells.pop_back();
  EXPECT_FALSE(MeasureSpread(cells, RoundsOf(1, 20)));
  EXPECT_FALSE(MeasureSpread({}, {}));
  EXPECT_FALSE(MeasureSpread(Cells(), {})) << "no rounds";
  EXPECT_EQ(SpreadWords(std::nullopt, 100), "");
}

// What is told with certainty by its own interval may still be within what a run could tell apart.
TEST(SpreadTest, ADifferenceWithinTheNoiseIsNotClaimed) {
  const std::vector<Round> rounds = RoundsOf(1.03, 20);
  const Quantity client_cpu = CostsOn(LinkKind::kMemory)[0].quantity;
  EXPECT_EQ(Compare(rounds, 2, 0, client_cpu)->claim(), Claim::kMore);
  EXPECT_EQ(Compare(rounds, 2, 0, client_cpu, 0.02)->claim(), Claim::kMore);
  EXPECT_EQ(Compare(rounds, 2, 0, client_cpu, 0.04)->claim(), Claim::kWithinNoise);
}

TEST(TwinTest, HasANameOfItsOwnInTheFiles) {
  const std::vector<Cell> cells = Cells();
  EXPECT_EQ(NameInFiles(cells[2], cells[2].client), "b-1#2");
  EXPECT_EQ(NameInFiles(cells[1], cells[1].client), "b-1");
  EXPECT_EQ(NameInFiles(cells[2], ""), "") << "a remote target has no name to be changed";
}

}  // namespace
}  // namespace tlsbench
