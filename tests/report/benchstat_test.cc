#include "bench/report/benchstat.h"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/support/golden.h"
#include "tests/support/sample_results.h"

namespace tlsbench {
namespace {

Environment Machine() {
  Environment environment;
  environment.cpu_model = "Processor 9 @ 2 GHz";
  environment.cores = 2;
  environment.kernel = "Linux 6.1 x86_64";
  return environment;
}

std::string OfOneCell(Status status, const std::string& reason, const std::vector<Round>& rounds) {
  const Cell cell = SampleCell("a", "a", LinkKind::kMemory, kTls13, Handshake::kFull);
  return Benchstat({Summarize(cell, rounds, status, reason)}, rounds, Machine());
}

Round MemoryRound(double client_us, double server_us) {
  Round round;
  round.handshakes = round.verified = 36;
  round.client_cpu = RoundCpu{client_us, client_us, {}};
  round.server_cpu = RoundCpu{server_us, server_us, {}};
  return round;
}

constexpr const char* kHeader = "goos: linux\ngoarch: amd64\npkg: tlsbench\ncpu: Processor 9 @ 2 GHz\n";

TEST(BenchstatTest, ARoundIsALine) {
  EXPECT_EQ(OfOneCell(Status::kOk, "", {MemoryRound(638, 207.25), MemoryRound(0.5, 1)}),
            std::string(kHeader) +
                "BenchmarkTLS1.3/full/a-2  36  845250 ns/op  638000 client-ns/op  207250 server-ns/op\n"
                "BenchmarkTLS1.3/full/a-2  36  1500 ns/op  500 client-ns/op  1000 server-ns/op\n");
}

TEST(BenchstatTest, APreemptedRoundHasNoLine) {
  Round preempted = MemoryRound(638, 207);
  preempted.preempted = true;
  const std::string text = OfOneCell(Status::kOk, "", {preempted});
  EXPECT_EQ(text.find("ns/op"), std::string::npos) << text;
  EXPECT_NE(text.find("--- SKIP: BenchmarkTLS1.3/full/a: "), std::string::npos) << text;
}

TEST(BenchstatTest, ARowThatFailedHasItsReasonAndNoNumber) {
  EXPECT_EQ(OfOneCell(Status::kFailed, "two\nlines", {MemoryRound(638, 207)}),
            std::string(kHeader) + "--- FAIL: BenchmarkTLS1.3/full/a: two lines\n");
  EXPECT_EQ(OfOneCell(Status::kUnsupported, "no", {}), std::string(kHeader) + "--- SKIP: BenchmarkTLS1.3/full/a: no\n");
}

TEST(BenchstatTest, AnIncompleteRowHasBoth) {
  const std::string text = OfOneCell(Status::kIncomplete, "interrupted", {MemoryRound(638, 207)});
  EXPECT_NE(text.find("  845000 ns/op"), std::string::npos) << text;
  EXPECT_NE(text.find("--- SKIP: BenchmarkTLS1.3/full/a: interrupted\n"), std::string::npos) << text;
}

// The first cell is measured a second time, and has no second row.
TEST(BenchstatTest, RoundsWithoutARowArePassedOver) {
  Round twin = MemoryRound(1, 2);
  twin.cell = 1;
  const Cell cell = SampleCell("a", "a", LinkKind::kMemory, kTls13, Handshake::kFull);
  const Summary row = Summarize(cell, {MemoryRound(638, 207)}, Status::kOk, "");
  EXPECT_EQ(
      Benchstat({row}, {MemoryRound(638, 207), twin}, Machine()),
      std::string(kHeader) + "BenchmarkTLS1.3/full/a-2  36  845000 ns/op  638000 client-ns/op  207000 server-ns/op\n");
}

TEST(BenchstatTest, WhatTheMachineDoesNotTellIsLeftOut) {
  EXPECT_EQ(Benchstat({}, {}, {}), "goos: linux\npkg: tlsbench\n");
}

// Latency and CPU time are different things: no line of one has a unit of the other.
TEST(BenchstatTest, LatenciesHaveUnitsOfTheirOwn) {
  const SampleRun run = MakeSampleRun();
  std::istringstream lines(Benchstat(run.rows, run.rounds, Machine()));
  int latencies = 0;
  for (std::string line; std::getline(lines, line);) {
    const bool socket = line.find("loopback") != std::string::npos || line.find(":443") != std::string::npos;
    if (socket && line.rfind("Benchmark", 0) == 0) {
      ++latencies;
      EXPECT_EQ(line.find(" ns/op"), std::string::npos) << line;
      EXPECT_NE(line.find(" handshake-ns/op"), std::string::npos) << line;
    }
  }
  EXPECT_GT(latencies, 0);
}

TEST(BenchstatGolden, ARunOfEveryKind) {
  const SampleRun run = MakeSampleRun();
  ExpectGolden("benchstat.txt", Benchstat(run.rows, run.rounds, Machine()));
}

}  // namespace
}  // namespace tlsbench
