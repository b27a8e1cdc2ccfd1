#include "bench/result/change.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

std::optional<double> ClientCpuUs(const Round& round) { return CostsOn(LinkKind::kMemory)[0].quantity(round); }

Round Measured(std::size_t cell, int execution, int number, double us) {
  Round round;
  round.cell = cell;
  round.execution = execution;
  round.round = number;
  round.handshakes = round.verified = 5;
  round.client_cpu = RoundCpu{us, us, {}};
  return round;
}

// Cell 1 costs 10 % more than cell 0 in each round of a machine that grows slower.
std::vector<Round> TwoCells(int rounds) {
  std::vector<Round> all;
  for (int i = 0; i < rounds; ++i) {
    all.push_back(Measured(0, i / 4, i % 4, 100 + 10 * i));
    all.push_back(Measured(1, i / 4, i % 4, (100 + 10 * i) * 1.1));
  }
  return all;
}

TEST(CompareTest, PairsTheRoundsThatBothCellsShare) {
  const auto change = Compare(TwoCells(10), 1, 0, ClientCpuUs);
  ASSERT_TRUE(change);
  EXPECT_TRUE(change->paired);
  EXPECT_EQ(change->rounds, 10U);
  EXPECT_NEAR(change->ratio.interval->low, 1.1, 1e-9);
  EXPECT_NEAR(change->ratio.interval->high, 1.1, 1e-9);
  EXPECT_EQ(change->claim(), Claim::kMore);
}

TEST(CompareTest, LeavesOutPreemptedAndUnverifiedRoundsAndTheirPartners) {
  std::vector<Round> rounds = TwoCells(10);
  rounds[3].preempted = true;
  rounds[3].client_cpu->total_us = 1e6;
  rounds[5].verified = 4;
  const auto change = Compare(rounds, 1, 0, ClientCpuUs);
  EXPECT_EQ(change->rounds, 8U);
  EXPECT_NEAR(change->ratio.interval->high, 1.1, 1e-9);
}

TEST(CompareTest, WithoutSharedRoundsEachIsResampledByItself) {
  std::vector<Round> rounds = TwoCells(10);
  for (Round& round : rounds) {
    round.execution += round.cell == 1 ? 100 : 0;
  }
  const auto change = Compare(rounds, 1, 0, ClientCpuUs);
  EXPECT_FALSE(change->paired);
  EXPECT_EQ(change->rounds, 10U);
  EXPECT_EQ(change->claim(), Claim::kNoDifference);  // the drift is larger than 10 %
}

TEST(CompareTest, FewRoundsTellNothing) {
  EXPECT_EQ(Compare(TwoCells(5), 1, 0, ClientCpuUs)->claim(), Claim::kTooFewRounds);
  EXPECT_EQ(Compare(TwoCells(6), 1, 0, ClientCpuUs)->claim(), Claim::kMore);
  EXPECT_FALSE(Compare(TwoCells(1), 1, 0, ClientCpuUs)->Telling());
  EXPECT_FALSE(Compare(TwoCells(9), 1, 7, ClientCpuUs));
  EXPECT_FALSE(Compare(TwoCells(9), 1, 0, MedianHandshakeMs));
}

TEST(ComparableTest, OnlyRowsThatAreOkAndOfLibraries) {
  Summary row;
  row.cell.client = row.cell.server = "openssl-3.0.22";
  EXPECT_TRUE(IsComparable(row));
  row.status = Status::kIncomplete;
  EXPECT_FALSE(IsComparable(row));
  row.status = Status::kOk;
  row.cell.client = row.cell.server = "null";
  EXPECT_FALSE(IsComparable(row));
}

TEST(SamePinsTest, SuitesOfBothProtocolsHaveCounterparts) {
  Scenario now;
  now.cipher_suite = 0x1301;
  Scenario before;
  before.protocol = kTls12;
  before.cipher_suite = 0xc02b;
  EXPECT_TRUE(SamePins(now, before));
  before.cipher_suite = 0xc02c;
  EXPECT_FALSE(SamePins(now, before));
  before = now;
  before.group = kGroupX25519;
  EXPECT_FALSE(SamePins(now, before));
  before = now;
  before.auth = Auth::kRsa2048;
  EXPECT_FALSE(SamePins(now, before));
  before = now;
  before.chain_bytes = 20000;
  EXPECT_FALSE(SamePins(now, before));
}

TEST(CipherOfTest, IsWhatProtocolsShare) {
  EXPECT_EQ(CipherOf("TLS_AES_128_GCM_SHA256"), "AES_128_GCM_SHA256");
  EXPECT_EQ(CipherOf("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"), "AES_128_GCM_SHA256");
  EXPECT_EQ(CipherOf("0xc0ff"), "0xc0ff");
  EXPECT_EQ(CipherOf(""), "");
}

TEST(CostsTest, CpuAndWallTimeNeverMix) {
  EXPECT_EQ(CostsOn(LinkKind::kMemory)[0].name, "client CPU");
  EXPECT_EQ(CostsOn(LinkKind::kLoopback)[0].name, "handshake p50");
  EXPECT_EQ(CostsOn(LinkKind::kTarget)[1].name, "first byte p50");
}

}  // namespace
}  // namespace tlsbench
