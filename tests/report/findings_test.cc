#include "bench/report/findings.h"

#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include "tests/support/sample_results.h"

namespace tlsbench {
namespace {

constexpr std::size_t kOneLine = 10000;

std::string FindingsOf(const SampleRun& run) { return Findings(run.rows, run.rounds, kOneLine); }

SampleRun TwoProtocols(double client_us, int rounds = 4) {
  SampleRunMaker maker;
  maker.Add(SampleCell(kOpen, kOpen, LinkKind::kMemory, kTls12, Handshake::kFull), {100, 50, 0, 0, 1, 300, 1700, 0},
            rounds);
  maker.Add(SampleCell(kOpen, kOpen, LinkKind::kMemory, kTls13, Handshake::kFull),
            {client_us, 60, 0, 0, 1, 300, 1800, 0}, rounds);
  return maker.Take();
}

bool Contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(WordsGolden, OfTheWholeRun) {
  const SampleRun run = MakeSampleRun();
  ExpectGolden("findings.txt", Findings(run.rows, run.rounds));
}

TEST(FindingsTest, RoundTripsBytesAndCpu) {
  const std::string words = FindingsOf(TwoProtocols(150));
  EXPECT_TRUE(
      Contains(words,
               "memory, TLS 1.3 against TLS 1.2:\n  - openssl-3.0.22, full: 1 round trip instead of 2, bytes +5.0 %, "
               "client CPU +49 % ("))
      << words;
}

TEST(FindingsTest, AnIntervalThatHoldsZeroIsNoDifference) {
  EXPECT_TRUE(Contains(FindingsOf(TwoProtocols(100.05)), "no detectable difference in client CPU (-"))
      << FindingsOf(TwoProtocols(100.05));
}

TEST(FindingsTest, FewRoundsGiveNoVerdict) {
  EXPECT_TRUE(Contains(FindingsOf(TwoProtocols(150, 2)), "% (too few rounds to tell)"));
}

TEST(FindingsTest, RowsThatAreNotOkAreComparedWithNothing) {
  for (const Status status : {Status::kFailed, Status::kRefused, Status::kUnsupported, Status::kIncomplete}) {
    SampleRun run = TwoProtocols(150);
    run.rows[0].status = status;
    EXPECT_EQ(FindingsOf(run), "");
  }
}

TEST(FindingsTest, DifferentPinsAreNotCompared) {
  SampleRun run = TwoProtocols(150);
  run.rows[0].cell.scenario.group = kGroupSecp256r1;
  EXPECT_EQ(FindingsOf(run), "");
}

TEST(FindingsTest, WhatWasNegotiatedOtherwiseIsNamed) {
  SampleRun run = TwoProtocols(150);
  run.rows[0].parameters.group = "secp256r1";
  run.rows[0].parameters.tickets = 2;
  EXPECT_TRUE(Contains(FindingsOf(run), ", x25519 instead of secp256r1, 1 ticket instead of 2, client CPU"));
}

TEST(FindingsTest, TheNullBackendIsNoResult) {
  SampleRun run = TwoProtocols(150);
  for (Summary& row : run.rows) {
    row.cell.client = row.cell.server = "null";
  }
  EXPECT_EQ(FindingsOf(run), "");
}

// What each value of an axis costs, against the first of its protocol.
TEST(FindingsTest, ASweepComparesEachValueWithTheFirst) {
  SampleRunMaker maker;
  for (const auto& [group, client_us] :
       {std::pair(kGroupX25519, 100.0), std::pair(kGroupSecp256r1, 150.0), std::pair(kGroupX25519Mlkem768, 300.0)}) {
    Cell cell = SampleCell(kOpen, kOpen, LinkKind::kMemory, kTls13, Handshake::kFull);
    cell.scenario.group = group;
    maker.Add(cell, {client_us, 60, 0, 0, 2, 300, 1700, 0});
  }
  const SampleRun run = maker.Take();
  const std::string words = Findings(run.rows, run.rounds, kOneLine, {}, "group");
  EXPECT_TRUE(Contains(words, "memory, what each value costs against the first:\n")) << words;
  EXPECT_TRUE(Contains(words, "openssl-3.0.22, TLS 1.3, secp256r1 against x25519: 1 round trip in both")) << words;
  EXPECT_TRUE(Contains(words, "openssl-3.0.22, TLS 1.3, X25519MLKEM768 against x25519: ")) << words;
  EXPECT_FALSE(Contains(words, "x25519 against")) << words;
  EXPECT_FALSE(Contains(words, "instead of x25519")) << "that is said";
  EXPECT_FALSE(Contains(FindingsOf(run), "against the first")) << "without a sweep";
}

TEST(FindingsTest, ASweepOfTicketsNamesTheirNumber) {
  SampleRunMaker maker;
  for (const std::uint16_t protocol : {kTls12, kTls13}) {
    for (const unsigned tickets : {0U, 2U}) {
      Cell cell = SampleCell(kOpen, kOpen, LinkKind::kMemory, protocol, Handshake::kFull);
      cell.scenario.tickets = tickets;
      maker.Add(cell, {100.0 + tickets, 60, 0, 0, tickets, 300, 1700, 0});
    }
  }
  const SampleRun run = maker.Take();
  const std::string words = Findings(run.rows, run.rounds, kOneLine, {}, "tickets");
  EXPECT_TRUE(Contains(words, "TLS 1.2, a ticket against no ticket: ")) << words;
  EXPECT_TRUE(Contains(words, "TLS 1.3, 2 tickets against 0 tickets: ")) << words;
}

TEST(FindingsTest, NothingToCompareNoWords) { EXPECT_EQ(Findings({}, {}), ""); }

}  // namespace
}  // namespace tlsbench
