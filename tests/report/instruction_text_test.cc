#include "bench/report/instruction_text.h"

#include <gtest/gtest.h>

#include "tests/support/sample_results.h"

namespace tlsbench {
namespace {

constexpr std::size_t kOneLine = 10000;

Summary Row(const std::string& client, const std::string& server, std::int64_t client_count,
            std::int64_t server_count) {
  Summary row;
  row.cell = SampleCell(client, server, LinkKind::kMemory, kTls13, Handshake::kFull);
  row.instructions = InstructionCost{client_count, server_count};
  return row;
}

RunFacts Asked(const std::vector<std::string>& hidden = {"sha_ni", "vaes"},
               const std::vector<std::string>& not_counted = {}) {
  RunFacts facts;
  facts.instructions = InstructionFacts{"valgrind-3.19.0", 10, hidden, not_counted};
  return facts;
}

TEST(InstructionWordsTest, EachRowHasItsSidesAndTheWarningComesLast) {
  const std::vector<Summary> rows = {Row(kOpen, kOpen, 7985281, 2648784), Row(kOpen, kWolf, 8000000, 900)};
  EXPECT_EQ(InstructionText(rows, Asked(), kOneLine),
            "memory, instructions of one handshake, counted by callgrind:\n"
            "  - openssl-3.0.22, TLS 1.3 full: client 7,985,281, server 2,648,784.\n"
            "  - openssl-3.0.22 -> wolfssl-5.5.4, TLS 1.3 full: client 8,000,000, server 900.\n"
            "Valgrind hides CPU features from libraries (sha_ni, vaes): compare builds of one library, not libraries.\n"
            "\n");
}

TEST(InstructionWordsTest, WhatWasNotCountedIsSaid) {
  Summary bare = Row(kOpen, kOpen, 0, 0);
  bare.instructions.reset();
  RunFacts facts = Asked({}, {"openssl-3.0.22, TLS 1.3 full: the library crashed: SIGILL"});
  facts.counters_not_available = "no hardware counters: perf_event_open says so";
  EXPECT_EQ(InstructionText({bare}, facts, kOneLine),
            "  - not counted: openssl-3.0.22, TLS 1.3 full: the library crashed: SIGILL.\n"
            "Valgrind may hide CPU features from libraries: compare builds of one library, not libraries.\n"
            "On the processor itself: no hardware counters: perf_event_open says so.\n"
            "\n");
}

TEST(InstructionWordsTest, NothingWasAskedNothingIsSaid) {
  RunFacts facts;
  facts.counters_not_available = "no hardware counters: perf_event_open says so";
  EXPECT_EQ(InstructionText({Row(kOpen, kOpen, 1, 2)}, facts, kOneLine), "");
}

}  // namespace
}  // namespace tlsbench
