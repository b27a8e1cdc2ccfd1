#include "bench/result/precision.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

// Rounds whose client CPU time goes up and down by `spread` around 100 us.
std::vector<Round> RoundsOf(std::size_t count, double spread) {
  std::vector<Round> rounds(count);
  for (std::size_t i = 0; i < count; ++i) {
    rounds[i].handshakes = rounds[i].verified = 10;
    const double value = 100 + (i % 2 == 0 ? spread : -spread);
    rounds[i].client_cpu = rounds[i].server_cpu = RoundCpu{value, value, {}};
    rounds[i].latencies = {{1, value, {}}};
  }
  return rounds;
}

Cell On(LinkKind link) { return {"a-1", "", "a-1", "", link, "", {}}; }

TEST(IsNarrowTest, AnIntervalIsHeldAgainstTheMedian) {
  for (const LinkKind link : {LinkKind::kMemory, LinkKind::kLoopback, LinkKind::kTarget}) {
    EXPECT_TRUE(IsNarrow(On(link), RoundsOf(40, 0.1), 1));
    EXPECT_FALSE(IsNarrow(On(link), RoundsOf(40, 5), 1));
    EXPECT_TRUE(IsNarrow(On(link), RoundsOf(40, 5), 20));
  }
}

TEST(IsNarrowTest, FewRoundsAreNeverEnough) {
  EXPECT_FALSE(IsNarrow(On(LinkKind::kMemory), RoundsOf(kRoundsForVerdict - 1, 0), 50));
  EXPECT_FALSE(IsNarrow(On(LinkKind::kMemory), {}, 50));
}

TEST(IsNarrowTest, BothSidesMustBe) {
  std::vector<Round> rounds = RoundsOf(40, 0.1);
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    rounds[i].server_cpu->total_us += i % 2 == 0 ? 10 : 0;
  }
  EXPECT_FALSE(IsNarrow(On(LinkKind::kMemory), rounds, 1));
}

TEST(IsNarrowTest, PreemptedRoundsDoNotCount) {
  std::vector<Round> rounds = RoundsOf(40, 0.1);
  for (Round& round : rounds) {
    round.preempted = true;
  }
  EXPECT_FALSE(IsNarrow(On(LinkKind::kMemory), rounds, 1));
}

TEST(PrecisionWatchTest, ARunEndsWhenEveryCellIsNarrow) {
  const std::vector<Cell> cells = {On(LinkKind::kMemory), On(LinkKind::kLoopback)};
  EXPECT_TRUE(PrecisionWatch(1, 3).IsEnough(1, cells, {RoundsOf(40, 0.1), RoundsOf(40, 0.1)}, {}));
  EXPECT_FALSE(PrecisionWatch(1, 3).IsEnough(1, cells, {RoundsOf(40, 0.1), RoundsOf(40, 5)}, {}));
  EXPECT_TRUE(PrecisionWatch(1, 3).IsEnough(1, cells, {RoundsOf(40, 0.1), {}}, {{1, {}}})) << "it runs no more";
}

TEST(PrecisionWatchTest, TwoExecutionsMustHaveHadASayWhereThereAreTwo) {
  const std::vector<Cell> cells = {On(LinkKind::kMemory)};
  EXPECT_FALSE(PrecisionWatch(1, 3).IsEnough(0, cells, {RoundsOf(40, 0.1)}, {}));
  EXPECT_TRUE(PrecisionWatch(1, 1).IsEnough(0, cells, {RoundsOf(40, 0.1)}, {}));
}

TEST(PrecisionWatchTest, ZeroNeverEndsARun) {
  EXPECT_FALSE(PrecisionWatch(0, 1).IsEnough(5, {On(LinkKind::kMemory)}, {RoundsOf(40, 0)}, {}));
}

TEST(PrecisionWatchTest, LooksOnlyNowAndThenAndRemembers) {
  const std::vector<Cell> cells = {On(LinkKind::kMemory)};
  PrecisionWatch watch(1, 1);
  EXPECT_FALSE(watch.IsEnough(0, cells, {RoundsOf(40, 5)}, {}));
  EXPECT_FALSE(watch.IsEnough(0, cells, {RoundsOf(40, 0.1)}, {})) << "it has looked just now";
  PrecisionWatch other(1, 1);
  EXPECT_TRUE(other.IsEnough(0, cells, {RoundsOf(40, 0.1)}, {}));
  EXPECT_TRUE(other.IsEnough(0, cells, {RoundsOf(40, 5)}, {})) << "what was said is said";
  EXPECT_TRUE(other.reached());
}

}  // namespace
}  // namespace tlsbench
