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

// Each differs from Plain() in one thing.
TEST(BenchmarkNameTest, DiffersWithWhateverDiffersInACell) {
  const std::vector<std::pair<std::string, void (*)(Cell&)>> changes = {
      {"TLS1.3/full/a-1/client-auth=ecdsa-p256", [](Cell& cell) { cell.scenario.client_auth = Auth::kEcdsaP256; }},
      {"TLS1.3/full/a-1/chain-certificates=3", [](Cell& cell) { cell.scenario.chain_certificates = 3; }},
      {"TLS1.3/full/a-1/x25519+secp256r1",
       [](Cell& cell) {
         cell.scenario.offered_groups = {29, 23};
       }},
      {"TLS1.3/full/a-1/stateful-tickets", [](Cell& cell) { cell.scenario.stateful_tickets = true; }},
      {"TLS1.3/full/a-1/renew-tickets", [](Cell& cell) { cell.scenario.renew_tickets = true; }},
      {"TLS1.3/full/a-1/reuse-tickets", [](Cell& cell) { cell.scenario.reuse_tickets = true; }},
      {"TLS1.3/full/a-1/middlebox=on", [](Cell& cell) { cell.scenario.middlebox = Middlebox::kOn; }},
      {"TLS1.3/full/a-1/middlebox=off", [](Cell& cell) { cell.scenario.middlebox = Middlebox::kOff; }},
      {"TLS1.3/full/a-1/grease", [](Cell& cell) { cell.scenario.grease = true; }},
      {"TLS1.3/full/a-1/certificate-compression", [](Cell& cell) { cell.scenario.certificate_compression = true; }},
      {"TLS1.3/full/a-1/record-size=1024", [](Cell& cell) { cell.scenario.record_size = 1024; }},
      {"TLS1.3/full/a-1/nagle", [](Cell& cell) { cell.transport.nagle = true; }},
      {"TLS1.3/full/a-1/library-writes", [](Cell& cell) { cell.transport.library_writes = true; }},
      {"TLS1.3/full/a-1/fast-open", [](Cell& cell) { cell.transport.fast_open = true; }},
      {"TLS1.3/full/a-1/reno", [](Cell& cell) { cell.transport.congestion = "reno"; }}};
  for (const auto& [name, change] : changes) {
    Cell cell = Plain();
    change(cell);
    EXPECT_EQ(BenchmarkName(cell), name);
  }
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
