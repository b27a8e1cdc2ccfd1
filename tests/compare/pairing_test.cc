#include "bench/compare/pairing.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/stored_runs.h"

namespace tlsbench {
namespace {

using Names = std::vector<std::vector<std::string>>;

TEST(PairRunsTest, RowsOfOneScenarioFindEachOther) {
  const ComparedRun base = RunOf("old", {MeasuredRow(MemoryRow("a-1"), 10), MeasuredRow(MemoryRow("a-1", "1.2"), 20)});
  const ComparedRun now = RunOf("new", {MeasuredRow(MemoryRow("a-1", "1.2"), 20), MeasuredRow(MemoryRow("b-1"), 10)});
  const auto pairs = PairRuns(base, now);
  ASSERT_EQ(pairs.size(), 1U);
  EXPECT_EQ(pairs[0].base, &base.rows[1]);
  EXPECT_EQ(pairs[0].now, &now.rows[0]);
  EXPECT_EQ(pairs[0].base_name, "old");
}

TEST(PairRunsTest, AnotherGroupOrVersionIsFoundWhereThereIsNoChoice) {
  ComparedCell other = MemoryRow("a-1");
  other.parameters.group = "secp256r1";
  const ComparedRun base = RunOf("old", {MeasuredRow(MemoryRow("a-1"), 10)});
  EXPECT_EQ(PairRuns(base, RunOf("new", {MeasuredRow(other, 10)})).size(), 1U);
  EXPECT_EQ(PairRuns(base, RunOf("new", {MeasuredRow(MemoryRow("a-2"), 10)})).size(), 1U);
  EXPECT_TRUE(PairRuns(base, RunOf("new", {MeasuredRow(MemoryRow("a-1", "1.2"), 10)})).empty());
  EXPECT_TRUE(
      PairRuns(base, RunOf("new", {MeasuredRow(MemoryRow("a-2"), 10), MeasuredRow(MemoryRow("b-2"), 10)})).empty());
}

// A padded chain finds its like first, and an unpadded one only where there is no choice; then it is no comparison.
TEST(PairRunsTest, AChainFindsOneOfItsLength) {
  ComparedCell padded = MemoryRow("a-1");
  padded.cell.scenario.chain_bytes = 20000;
  const ComparedRun both = RunOf("both", {MeasuredRow(MemoryRow("a-1"), 10), MeasuredRow(padded, 20)});
  const auto pairs = PairRuns(both, RunOf("new", {MeasuredRow(padded, 20)}));
  ASSERT_EQ(pairs.size(), 1U);
  EXPECT_EQ(pairs[0].base, &both.rows[1]);
  const ComparedRun plain = RunOf("plain", {MeasuredRow(MemoryRow("a-1"), 10)});
  const ComparedRun other = RunOf("other", {MeasuredRow(padded, 20)});
  const auto unlike = PairRuns(plain, other);
  ASSERT_EQ(unlike.size(), 1U);
  EXPECT_EQ(Differences(unlike[0], {}), "chain bytes 20000 against unpadded");
}

TEST(PairHandshakesTest, EachChainHasItsOwn) {
  std::vector<ComparedRow> rows;
  for (const char* handshake : {"full", "ticket"}) {
    for (const unsigned bytes : {0U, 20000U}) {
      ComparedCell row = MemoryRow("a-1", "1.3", handshake);
      row.cell.scenario.chain_bytes = bytes;
      rows.push_back(MeasuredRow(row, 10));
    }
  }
  const ComparedRun run = RunOf("run", rows);
  const auto pairs = PairHandshakes(run);
  ASSERT_EQ(pairs.size(), 2U);
  for (const RowPair& pair : pairs) {
    EXPECT_EQ(pair.base->cell.scenario.chain_bytes, pair.now->cell.scenario.chain_bytes);
  }
}

TEST(PairRunsTest, KnowsOneBuildByItsFilesButNotInACopy) {
  ComparedRun base = RunOf("old", {MeasuredRow(MemoryRow("a-1"), 10)});
  ComparedRun now = RunOf("new", {MeasuredRow(MemoryRow("a-1"), 10)});
  EXPECT_FALSE(PairRuns(base, now)[0].same_build);  // nobody says
  base.builds["a-1"] = now.builds["a-1"] = "abc";
  EXPECT_TRUE(PairRuns(base, now)[0].same_build);
  now.started = base.started;
  EXPECT_FALSE(PairRuns(base, now)[0].same_build);
  now.started = "later";
  now.builds["a-1"] = "def";
  EXPECT_FALSE(PairRuns(base, now)[0].same_build);
}

TEST(PairRunsTest, LeavesOutFailedRowsAndTwins) {
  ComparedRow failed = MeasuredRow(MemoryRow("a-1"), 10);
  failed.status = Status::kFailed;
  const ComparedRun run = RunOf("run", {failed, MeasuredRow(MemoryRow("b-1#2"), 10)});
  EXPECT_TRUE(PairRuns(run, run).empty());
}

TEST(PairBackendsTest, OneStandsWhereTheOtherStands) {
  ComparedCell crossed_a = MemoryRow("a-1");
  crossed_a.cell.server = "c-1";
  ComparedCell crossed_b = MemoryRow("b-1");
  crossed_b.cell.server = "c-1";
  ComparedCell mixed = MemoryRow("a-1");
  mixed.cell.server = "b-1";
  const ComparedRun run =
      RunOf("run", {MeasuredRow(MemoryRow("a-1"), 10), MeasuredRow(MemoryRow("b-1"), 10), MeasuredRow(crossed_a, 10),
                    MeasuredRow(crossed_b, 10), MeasuredRow(mixed, 10)});
  const auto pairs = PairBackends(run, "a-1", "b-1");
  ASSERT_EQ(pairs.size(), 2U);
  EXPECT_EQ(pairs[0].now, &run.rows[1]);
  EXPECT_EQ(pairs[1].base, &run.rows[2]);
  EXPECT_EQ(pairs[1].now, &run.rows[3]);
}

TEST(PairProtocolsTest, AndHandshakes) {
  const ComparedRun run =
      RunOf("run", {MeasuredRow(MemoryRow("a-1"), 10), MeasuredRow(MemoryRow("a-1", "1.2"), 10),
                    MeasuredRow(MemoryRow("a-1", "1.3", "ticket"), 10), MeasuredRow(MemoryRow("b-1"), 10)});
  const auto protocols = PairProtocols(run);
  ASSERT_EQ(protocols.size(), 1U);
  EXPECT_EQ(protocols[0].base, &run.rows[1]);
  EXPECT_EQ(protocols[0].now_name, "1.3");
  const auto handshakes = PairHandshakes(run);
  ASSERT_EQ(handshakes.size(), 1U);
  EXPECT_EQ(handshakes[0].base, &run.rows[0]);
  EXPECT_EQ(handshakes[0].now_name, "ticket");
}

TEST(JudgeClientsTest, TwoAreComparedThreeAreRanked) {
  const ComparedRow a = MeasuredRow(MemoryRow("a-1"), 100);
  const ComparedRow b = MeasuredRow(MemoryRow("b-1"), 100.1, 30, 5);
  const ComparedRow c = MeasuredRow(MemoryRow("c-1"), 130);
  const Verdicts two = JudgeClients(RunOf("run", {a, c}), {});
  EXPECT_EQ(two.comparisons.size(), 2U);  // client and server
  EXPECT_TRUE(two.rankings.empty());
  const Verdicts three = JudgeClients(RunOf("run", {c, b, a}), {});
  ASSERT_EQ(three.rankings.size(), 2U);
  EXPECT_EQ(three.comparisons.size(), 4U);
  ASSERT_EQ(three.rankings[0].groups.size(), 2U);
  EXPECT_EQ(three.rankings[0].groups[0].size(), 2U);
  EXPECT_EQ(three.rankings[0].groups[1], std::vector<std::string>{"c-1"});
}

// The medians of a-1 and b-1 are 103 and 102, but in the rounds that both were measured in b-1 is the dearer.
TEST(JudgeClientsTest, RanksByTheRoundsThatAreShared) {
  const auto measured = [](const std::string& name, const std::vector<double>& values) {
    ComparedRow row = MeasuredRow(MemoryRow(name), 1, 0);
    for (const double value : values) {
      row.samples[0].medians.push_back({0, static_cast<int>(row.samples[0].medians.size()), value});
    }
    return row;
  };
  const ComparedRow a = measured("a-1", {90, 92, 94, 103, 104, 105, 106});
  const ComparedRow b = measured("b-1", {98, 99, 101, 102, 106, 107, 108});
  const ComparedRow c = measured("c-1", {300, 300, 300, 300, 300, 300, 300});
  const Verdicts verdicts = JudgeClients(RunOf("run", {c, b, a}), {});
  ASSERT_EQ(verdicts.rankings.size(), 1U);
  EXPECT_EQ(verdicts.rankings[0].row.cell.client, "a-1");
  EXPECT_EQ(verdicts.comparisons[0].now, "b-1");
  EXPECT_GE(verdicts.comparisons[0].ratio->value, 1);
}

TEST(JudgeClientsTest, RanksOnlyThoseThatAreAlike) {
  ComparedCell odd = MemoryRow("d-1");
  odd.parameters.tickets = 1;
  const ComparedRun run =
      RunOf("run", {MeasuredRow(MemoryRow("a-1"), 100), MeasuredRow(odd, 50), MeasuredRow(MemoryRow("b-1"), 120),
                    MeasuredRow(MemoryRow("c-1"), 150), MeasuredRow(MemoryRow("null"), 1)});
  const Verdicts verdicts = JudgeClients(run, {});
  EXPECT_EQ(verdicts.rankings[0].groups, (Names{{"a-1"}, {"b-1"}, {"c-1"}}));
  const auto refused = [](const Comparison& row) { return row.verdict == Verdict::kNotAlike && row.now == "d-1"; };
  EXPECT_EQ(std::count_if(verdicts.comparisons.begin(), verdicts.comparisons.end(), refused), 2);
  Terms told;
  told.unlike = true;
  EXPECT_EQ(JudgeClients(run, told).rankings[0].groups, (Names{{"d-1"}, {"a-1"}, {"b-1"}, {"c-1"}}));
}

}  // namespace
}  // namespace tlsbench
