#include "bench/report/benchmark_name.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/support/sample_results.h"

namespace tlsbench {
namespace {

Cell Plain() { return SampleCell("a-1", "a-1", LinkKind::kMemory, kTls13, Handshake::kFull); }

TEST(BenchmarkNameTest, OfWhatIsMeasuredWithoutOptions) {
  EXPECT_EQ(BenchmarkName(Plain()), "TLS1.3/full/a-1");
  EXPECT_EQ(BenchmarkName(SampleCell("a", "b", LinkKind::kMemory, kTls12, Handshake::kTicket)), "TLS1.2/ticket/a->b");
}

TEST(BenchmarkNameTest, WhatIsUnusualFollows) {
  Cell cell = Plain();
  cell.scenario.auth = Auth::kRsa2048;
  EXPECT_EQ(BenchmarkName(cell), "TLS1.3/full/a-1/rsa-2048");
  cell.scenario.group = kGroupSecp256r1;
  cell.scenario.cipher_suite = 0x1302;
  cell.scenario.tickets = 0;
  EXPECT_EQ(BenchmarkName(cell), "TLS1.3/full/a-1/rsa-2048/secp256r1/TLS_AES_256_GCM_SHA384/tickets=0");
}

TEST(BenchmarkNameTest, APaddedChainIsUnusual) {
  Cell cell = Plain();
  cell.scenario.chain_bytes = 20000;
  EXPECT_EQ(BenchmarkName(cell), "TLS1.3/full/a-1/chain=20000");
}

// With RSA another suite of TLS 1.2 is the usual one.
TEST(BenchmarkNameTest, TheUsualSuiteDependsOnTheCertificate) {
  Cell cell = SampleCell("a", "a", LinkKind::kMemory, kTls12, Handshake::kFull);
  cell.scenario.auth = Auth::kRsa2048;
  cell.scenario.cipher_suite = DefaultCipherSuite(kTls12, Auth::kRsa2048);
  EXPECT_EQ(BenchmarkName(cell), "TLS1.2/full/a/rsa-2048");
}

TEST(BenchmarkNameTest, OfALinkOrTargetWithItsPlace) {
  EXPECT_EQ(BenchmarkName(SampleCell("a", "a", LinkKind::kLoopback, kTls13, Handshake::kFull)),
            "TLS1.3/full/a/loopback");
  Cell target = SampleCell("a", "", LinkKind::kTarget, kTls13, Handshake::kFull);
  EXPECT_EQ(BenchmarkName(target), "TLS1.3/full/a/www.example.org:443");
  target.scenario.group = kGroupX25519;
  EXPECT_EQ(BenchmarkName(target), "TLS1.3/full/a/www.example.org:443/x25519") << "nothing is pinned on a target";
}

TEST(BenchmarkNameTest, AsShippedIsAnotherBenchmark) {
  Cell cell = Plain();
  cell.scenario.as_shipped = true;
  cell.scenario.group = cell.scenario.cipher_suite = 0;
  EXPECT_EQ(BenchmarkName(cell), "TLS1.3/full/a-1/as-shipped");
}

TEST(BenchmarkNameTest, DiffersForEveryCellAndHoldsNoWhiteSpace) {
  std::set<std::string> names;
  std::vector<Cell> cells = MakeSampleRun().cells;
  cells.push_back(Plain());
  cells.back().client = cells.back().server = "two words\t";
  cells.push_back(cells.front());
  cells.back().twin = true;
  for (const Cell& cell : cells) {
    EXPECT_TRUE(names.insert(BenchmarkName(cell)).second) << BenchmarkName(cell);
    EXPECT_EQ(BenchmarkName(cell).find_first_of(" \t\n"), std::string::npos);
  }
}

}  // namespace
}  // namespace tlsbench
