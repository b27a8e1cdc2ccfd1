#include "bench/report/table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "tests/support/golden.h"
#include "tests/support/sample_results.h"

namespace tlsbench {
namespace {

std::size_t LongestLine(const std::string& text) {
  std::istringstream lines(text);
  std::size_t longest = 0;
  for (std::string line; std::getline(lines, line);) {
    longest = std::max(longest, line.size());
  }
  return longest;
}

std::vector<Summary> RowsOf(const std::string& backend, LinkKind link) {
  std::vector<Summary> rows = MakeSampleRun().rows;
  rows.erase(std::remove_if(rows.begin(), rows.end(),
                            [&](const Summary& row) {
                              return row.cell.client != backend || row.cell.server != backend || row.cell.link != link;
                            }),
             rows.end());
  return rows;
}

TEST(TableGolden, Plain) {
  TableOptions options;
  options.notes = {"The harness itself takes 0.3 us of a handshake."};
  ExpectGolden("table.txt", Table(MakeSampleRun().rows, options));
}

TEST(TableGolden, Narrow) {
  TableOptions options;
  options.width = 80;
  ExpectGolden("table_80.txt", Table(RowsOf(kOpen, LinkKind::kMemory), options));
}

TEST(TableGolden, Coloured) {
  TableOptions options;
  options.colour = true;
  ExpectGolden("table_colour.txt", Table(RowsOf(kWolf, LinkKind::kMemory), options));
}

TEST(TableTest, FitsTheScreen) {
  TableOptions options;
  EXPECT_LE(LongestLine(Table(MakeSampleRun().rows, options)), 120U);
  options.width = 80;
  EXPECT_LE(LongestLine(Table(RowsOf(kOpen, LinkKind::kMemory), options)), 80U);
  EXPECT_LE(LongestLine(Table(RowsOf(kOpen, LinkKind::kLoopback), options)), 80U);
}

TEST(TableTest, EqualReasonsArePrintedOnce) {
  const std::string table = Table(MakeSampleRun().rows, {});
  EXPECT_NE(table.find("2 rows failed: the library crashed (SIGSEGV)\n"), std::string::npos);
  EXPECT_EQ(table.find("SIGSEGV"), table.rfind("SIGSEGV"));
}

TEST(TableTest, ParametersThatVaryGetAColumn) {
  std::vector<Summary> rows = RowsOf(kOpen, LinkKind::kMemory);
  const std::string shared = Table(rows, {});
  EXPECT_NE(shared.find("TLS 1.3, TLS_AES_128_GCM_SHA256, x25519, ecdsa-p256\n"), std::string::npos);
  EXPECT_EQ(shared.find("  group"), std::string::npos);
  rows[2].parameters.group = "secp256r1";
  const std::string varying = Table(rows, {});
  EXPECT_NE(varying.find("TLS 1.3, TLS_AES_128_GCM_SHA256, ecdsa-p256\n"), std::string::npos);
  EXPECT_NE(varying.find("  group"), std::string::npos);
}

TEST(TableTest, ChainsThatVaryGetAColumn) {
  std::vector<Summary> rows = RowsOf(kOpen, LinkKind::kMemory);
  for (Summary& row : rows) {
    row.cell.scenario.chain_bytes = 20000;
  }
  EXPECT_EQ(Table(rows, {}).find("20000 B"), std::string::npos);
  rows[1].cell.scenario.chain_bytes = 0;
  EXPECT_NE(Table(rows, {}).find("20000 B"), std::string::npos);
}

// With fewer rounds no interval can be one of 95 %.
// The rows of a sweep are told from each other by what was asked, whether or not they could be run.
TEST(TableTest, WhatWasAskedForStandsInEveryRow) {
  std::vector<Summary> rows = MakeSampleRun().rows;
  rows.resize(4);
  for (Summary& row : rows) {
    row.cell = rows[2].cell;
  }
  rows[1].cell.scenario.group = kGroupSecp256r1;
  rows[1].parameters.group = "secp256r1";
  rows[2].cell.scenario.group = kGroupX25519Mlkem768;
  rows[2].status = Status::kUnsupported;
  rows[2].verified = 0;
  rows[3].cell.scenario.tickets = 0;
  const std::string table = Table(rows, {});
  EXPECT_NE(table.find("kind  group           tickets  status"), std::string::npos) << table;
  EXPECT_NE(table.find("X25519MLKEM768  2        unsupported"), std::string::npos) << table;
  EXPECT_NE(table.find("x25519          0        ok"), std::string::npos) << table;
}

TEST(TableTest, AGroupThatNobodyAskedForStandsBesideTheOneAskedFor) {
  std::vector<Summary> rows = MakeSampleRun().rows;
  rows.resize(2);
  rows[1].cell = rows[0].cell;
  rows[1].cell.scenario.group = kGroupSecp256r1;
  rows[1].parameters.group = "secp384r1";
  const std::string table = Table(rows, {});
  EXPECT_NE(table.find("secp256r1"), std::string::npos) << table;
  EXPECT_NE(table.find("secp384r1"), std::string::npos) << table;
}

TEST(TableTest, EarlyDataSaysThatItCanBeReplayed) {
  std::vector<Summary> rows = MakeSampleRun().rows;
  EXPECT_EQ(Table(rows, {}).find("replayed"), std::string::npos);
  rows[0].cell.scenario.handshake = Handshake::kEarlyData;
  EXPECT_NE(Table(rows, {}).find("keep no record of what they have taken"), std::string::npos);
  rows[0].cell.link = LinkKind::kTarget;
  EXPECT_NE(Table(rows, {}).find("whether the target has a protection does not show"), std::string::npos);
}

TEST(TableTest, ShowsNoIntervalOfTooFewRounds) {
  std::vector<Summary> rows = RowsOf(kOpen, LinkKind::kMemory);
  rows.resize(1);
  EXPECT_NE(Table(rows, {}).find("394.8-426.8"), std::string::npos);
  rows[0].rounds = 5;
  EXPECT_EQ(Table(rows, {}).find("394.8-426.8"), std::string::npos);
}

TEST(TableTest, NoisyRowsAreMarked) {
  std::vector<Summary> rows = RowsOf(kOpen, LinkKind::kMemory);
  EXPECT_EQ(Table(rows, {}).find("health"), std::string::npos);
  rows.back().noisy = "3.1 % of its time was stolen";
  const std::string table = Table(rows, {});
  const std::size_t mark = table.find("noisy");
  ASSERT_NE(mark, std::string::npos) << table;
  EXPECT_EQ(table.find("noisy", mark + 1), std::string::npos) << "one row";
}

TEST(TableTest, NoRowsNoText) { EXPECT_EQ(Table({}, {}), ""); }

}  // namespace
}  // namespace tlsbench
