#include "bench/result/row_noise.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

Cell MemoryCell() { return {"a-1", "", "a-1", "", LinkKind::kMemory, "", {}}; }

// Client and server cost half of `us` each.
Round RoundOf(int execution, int number, double us) {
  Round round;
  round.execution = execution;
  round.round = number;
  round.handshakes = round.verified = 10;
  round.client_cpu = round.server_cpu = RoundCpu{us / 2, us / 2, {}};
  return round;
}

std::vector<Round> Rounds(int count, double earlier_us, double later_us) {
  std::vector<Round> rounds;
  for (int i = 0; i < count; ++i) {
    const double wobble = (i % 5) * 0.1;
    rounds.push_back(RoundOf(i < count / 2 ? 0 : 1, i, (i < count / 2 ? earlier_us : later_us) + wobble));
  }
  return rounds;
}

TEST(DriftTest, IsTheLaterHalfAgainstTheEarlier) {
  const auto drift = MeasureDrift(MemoryCell(), Rounds(40, 100, 110));
  ASSERT_TRUE(drift);
  EXPECT_NEAR(drift->percent, 10, 0.1);
  EXPECT_LT(drift->p_value, 0.001);
  EXPECT_EQ(NoiseText(drift, std::nullopt), "drifted by +10.0 % between the halves of the run");
}

TEST(DriftTest, TheOrderIsThatOfTheRunWhateverThatOfTheRows) {
  std::vector<Round> rounds = Rounds(40, 100, 90);
  std::reverse(rounds.begin(), rounds.end());
  EXPECT_NEAR(MeasureDrift(MemoryCell(), rounds)->percent, -10, 0.1);
}

TEST(DriftTest, ASteadyRowHasNone) {
  const auto drift = MeasureDrift(MemoryCell(), Rounds(40, 100, 100));
  EXPECT_NEAR(drift->percent, 0, 0.1);
  EXPECT_EQ(NoiseText(drift, std::nullopt), "");
}

TEST(DriftTest, OneThatTheRankTestDoesNotSeeIsNone) {
  EXPECT_EQ(NoiseText(Drift{30, 0.2}, std::nullopt), "");
  EXPECT_EQ(NoiseText(Drift{-30, 0.001}, std::nullopt), "drifted by -30.0 % between the halves of the run");
  EXPECT_EQ(NoiseText(Drift{4, 0.0001}, std::nullopt), "") << "sure, and small";
}

TEST(DriftTest, FewRoundsTellNothing) {
  EXPECT_FALSE(MeasureDrift(MemoryCell(), Rounds(11, 100, 200)));
  EXPECT_TRUE(MeasureDrift(MemoryCell(), Rounds(12, 100, 200)));
  EXPECT_FALSE(MeasureDrift(MemoryCell(), {}));
}

TEST(DriftTest, PreemptedRoundsTakeNoPart) {
  std::vector<Round> rounds = Rounds(40, 100, 200);
  for (Round& round : rounds) {
    round.preempted = round.execution == 1;
  }
  EXPECT_NEAR(MeasureDrift(MemoryCell(), rounds)->percent, 0, 0.5);
}

TEST(DriftTest, OfASocketLinkIsThatOfTheHandshake) {
  Cell cell = MemoryCell();
  cell.link = LinkKind::kLoopback;
  std::vector<Round> rounds;
  for (int i = 0; i < 40; ++i) {
    rounds.push_back(RoundOf(0, i, 100));
    rounds.back().latencies = {{0.1, i < 20 ? 2.0 : 3.0, std::nullopt}};
  }
  EXPECT_NEAR(MeasureDrift(cell, rounds)->percent, 50, 0.1);
}

TEST(StealTest, IsAShareOfTheRoundsThatTell) {
  std::vector<Round> rounds = Rounds(4, 100, 100);
  EXPECT_FALSE(MeasureSteal(rounds));
  rounds[0].wall_ms = rounds[1].wall_ms = 40;
  rounds[0].stolen_ms = 0;
  EXPECT_DOUBLE_EQ(MeasureSteal(rounds)->percent, 0);
  rounds[1].stolen_ms = 20;
  const auto steal = MeasureSteal(rounds);
  EXPECT_DOUBLE_EQ(steal->percent, 25);
  EXPECT_DOUBLE_EQ(steal->ms, 20);
  EXPECT_EQ(NoiseText(std::nullopt, steal), "25.0 % of its time was stolen");
}

TEST(StealTest, LittleIsNoNoiseAndOneTickIsNone) {
  EXPECT_EQ(NoiseText(std::nullopt, Steal{1.9, 300}), "");
  EXPECT_EQ(NoiseText(std::nullopt, Steal{33, 10}), "");
}

TEST(NoiseWordsTest, BothReasonsAreSaid) {
  EXPECT_EQ(NoiseText(Drift{7.25, 0.001}, Steal{3.14, 100}),
            "drifted by +7.2 % between the halves of the run; 3.1 % of its time was stolen");
}

}  // namespace
}  // namespace tlsbench
