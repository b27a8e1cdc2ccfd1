#include "bench/result/result.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

Cell MemoryCell() {
  Cell cell{"one-1.0", "One 1.0", "two-2.0", "Two 2.0", LinkKind::kMemory, "", {}};
  cell.scenario.cipher_suite = 0x1301;
  cell.scenario.group = kGroupX25519;
  return cell;
}

Round MemoryRound(double client_us) {
  Round round;
  round.handshakes = round.verified = 10;
  round.client_cpu = RoundCpu{client_us, client_us - 1, {1, client_us - 6, 3, 2}};
  round.server_cpu = RoundCpu{client_us * 2, client_us, {2, 3, 4, 5}};
  round.counts = {3, 1, 0, 300, 1800, 510};
  round.parameters = {"TLS_AES_128_GCM_SHA256", "x25519", "ecdsa-p256", "ecdsa_secp256r1_sha256", 2};
  return round;
}

Summary Summarized(const std::vector<Round>& rounds, Status status = Status::kOk, const std::string& reason = "") {
  return Summarize(MemoryCell(), rounds, status, reason);
}

TEST(NamesTest, OfLinksGoBothWays) {
  for (const LinkKind link : {LinkKind::kMemory, LinkKind::kLoopback, LinkKind::kPath, LinkKind::kTarget}) {
    EXPECT_EQ(ParseLink(LinkName(link)), link);
  }
  EXPECT_EQ(ParseLink("road"), std::nullopt);
  EXPECT_EQ(ParseLink(""), std::nullopt);
}

TEST(NamesTest, OfStatusesAreTheContracts) {
  EXPECT_EQ(StatusName(Status::kOk), "ok");
  EXPECT_EQ(StatusName(Status::kFailed), "failed");
  EXPECT_EQ(StatusName(Status::kRefused), "refused");
  EXPECT_EQ(StatusName(Status::kUnsupported), "unsupported");
  EXPECT_EQ(StatusName(Status::kIncomplete), "incomplete");
}

TEST(SummarizeTest, TakesMediansAndSums) {
  const Summary summary = Summarized({MemoryRound(30), MemoryRound(10), MemoryRound(20)});
  EXPECT_EQ(summary.status, Status::kOk);
  EXPECT_EQ(summary.reason, "");
  EXPECT_EQ(summary.handshakes, 30U);
  EXPECT_EQ(summary.verified, 30U);
  EXPECT_EQ(summary.rounds, 3U);
  EXPECT_EQ(summary.client_cpu_us->value, 20);
  EXPECT_EQ(summary.client_cpu_us->interval->low, 10);
  EXPECT_EQ(summary.client_cpu_us->interval->high, 30);
  EXPECT_EQ(summary.client_cpu_us_min, 19);
  EXPECT_EQ(summary.server_cpu_us->value, 40);
  EXPECT_EQ(summary.client_parts->handshake_us, 14);
  EXPECT_EQ(summary.server_parts->release_us, 5);
  EXPECT_EQ(summary.parameters.tickets, 2U);
  EXPECT_FALSE(summary.connect_ms_p50);
  EXPECT_FALSE(summary.handshakes_per_second);
}

TEST(SummarizeTest, LeavesPreemptedRoundsOut) {
  Round preempted = MemoryRound(1000);
  preempted.preempted = true;
  const Summary summary = Summarized({MemoryRound(10), preempted, MemoryRound(10)});
  EXPECT_EQ(summary.status, Status::kOk);
  EXPECT_EQ(summary.rounds, 2U);
  EXPECT_EQ(summary.preempted_rounds, 1U);
  EXPECT_EQ(summary.handshakes, 30U);  // its handshakes took place all the same
  EXPECT_EQ(summary.client_cpu_us->interval->high, 10);
}

TEST(SummarizeTest, OfNothingButPreemptedRoundsHasNoCpuAndSaysSo) {
  Round preempted = MemoryRound(1000);
  preempted.preempted = true;
  const Summary summary = Summarized({preempted, preempted});
  EXPECT_EQ(summary.status, Status::kOk);
  EXPECT_EQ(summary.reason, "no CPU time: all rounds (2) were preempted");
  EXPECT_FALSE(summary.client_cpu_us);
  EXPECT_FALSE(summary.client_parts);
  EXPECT_EQ(summary.counts->flights, 3U);
}

TEST(SummarizeTest, OneUnverifiedHandshakeFailsTheRow) {
  Round bad = MemoryRound(1);
  bad.verified = 9;
  bad.failed = 1;
  bad.reason = "it was a resumption, not a full handshake";
  const Summary summary = Summarized({MemoryRound(10), bad});
  EXPECT_EQ(summary.status, Status::kFailed);
  EXPECT_EQ(summary.reason, "1 of 20 handshakes not verified: it was a resumption, not a full handshake");
  EXPECT_EQ(summary.client_cpu_us->value, 10);  // nothing of a round that holds an unverified one
}

TEST(SummarizeTest, AHandshakeNobodyCallsFailedIsUnverifiedToo) {
  Round silent = MemoryRound(1);
  silent.verified = 4;
  const Summary summary = Summarized({silent});
  EXPECT_EQ(summary.status, Status::kFailed);
  EXPECT_EQ(summary.reason, "6 of 10 handshakes not verified: no reason was recorded");
}

TEST(SummarizeTest, OkNeedsAVerifiedHandshake) {
  EXPECT_EQ(Summarized({}).status, Status::kFailed);
  EXPECT_EQ(Summarized({}).reason, "no handshake was verified");
}

TEST(SummarizeTest, KeepsTheRunsOwnWord) {
  Round bad = MemoryRound(1);
  bad.verified = 0;
  bad.failed = 10;
  bad.reason = "the server did not resume";
  EXPECT_EQ(Summarized({bad}, Status::kRefused).status, Status::kRefused);
  EXPECT_EQ(Summarized({bad}, Status::kRefused).reason, "the server did not resume");
  EXPECT_EQ(Summarized({bad}, Status::kFailed, "SIGSEGV").reason, "SIGSEGV");
  EXPECT_EQ(Summarized({}, Status::kUnsupported, "cannot").status, Status::kUnsupported);
  EXPECT_EQ(Summarized({MemoryRound(1)}, Status::kIncomplete, "interrupted").status, Status::kIncomplete);
}

TEST(SummarizeTest, NumbersOfAnotherKindNeverStandInTheRow) {
  Round refused = MemoryRound(1);  // full handshakes where a resumption was asked for
  refused.verified = 0;
  refused.failed = 10;
  refused.elapsed_s = 1;
  const Summary summary = Summarized({refused}, Status::kRefused, "no");
  EXPECT_FALSE(summary.client_cpu_us);
  EXPECT_FALSE(summary.counts);
  EXPECT_FALSE(summary.handshakes_per_second);
  EXPECT_EQ(summary.parameters.signature_scheme, "");
}

TEST(SummarizeTest, AnUnmeasuredRowStillSaysWhichItIs) {
  const Summary summary = Summarized({}, Status::kFailed, "SIGSEGV");
  EXPECT_EQ(summary.parameters.cipher_suite, "TLS_AES_128_GCM_SHA256");
  EXPECT_EQ(summary.parameters.group, "x25519");
  EXPECT_EQ(summary.parameters.auth, "ecdsa-p256");
  Cell target = MemoryCell();
  target.link = LinkKind::kTarget;
  target.scenario.group = 0;
  EXPECT_EQ(AskedParameters(target).auth, "");  // a remote server's certificate is its own affair
  EXPECT_EQ(AskedParameters(target).group, "");
}

TEST(SummarizeTest, RoundsThatDisagreeOnFlightsFailTheRow) {
  Round other = MemoryRound(10);
  other.counts.flights = 4;
  EXPECT_EQ(Summarized({MemoryRound(10), other}).status, Status::kFailed);
  EXPECT_EQ(Summarized({MemoryRound(10), other}).reason, "the rounds disagree on flights: 3 and 4");
  EXPECT_FALSE(Summarized({MemoryRound(10), other}).counts);
  other.counts = {3, 2, 0, 1, 1, 0};
  EXPECT_EQ(Summarized({MemoryRound(10), other}).reason, "the rounds disagree on round trips: 1 and 2");
}

TEST(SummarizeTest, FirstByteRoundTripsComeFromTheRoundsThatHaveThem) {
  Round request = MemoryRound(10);
  request.counts.first_byte_round_trips = 2;
  EXPECT_EQ(Summarized({MemoryRound(10), request, MemoryRound(10)}).counts->first_byte_round_trips, 2U);
  Round other = MemoryRound(10);
  other.counts.first_byte_round_trips = 3;
  EXPECT_EQ(Summarized({request, other}).reason, "the rounds disagree on first-byte round trips: 2 and 3");
  // A server may answer early data with its first flight or later, as it likes.
  request.counts.round_trips = other.counts.round_trips = 0;
  for (const auto& rounds : {std::vector{request, other}, std::vector{other, request}}) {
    EXPECT_EQ(Summarized(rounds).reason, "");
    EXPECT_EQ(Summarized(rounds).counts->first_byte_round_trips, 3U);
  }
}

TEST(SummarizeTest, BytesAreTheMedianOfTheRounds) {
  std::vector<Round> rounds = {MemoryRound(1), MemoryRound(1), MemoryRound(1)};
  rounds[0].counts.bytes_sent = 302;
  rounds[1].counts.bytes_sent = 299;
  EXPECT_EQ(Summarized(rounds).counts->bytes_sent, 300U);
}

TEST(SummarizeTest, SocketLinksPoolTheirSamples) {
  Cell cell = MemoryCell();
  cell.link = LinkKind::kLoopback;
  Round slow;
  slow.handshakes = slow.verified = 1;
  slow.latencies = {{5, 50, std::nullopt}};
  slow.elapsed_s = 1.5;
  slow.client_process_cpu_us = 100;
  slow.counts.flights = 3;
  Round quick = slow;
  quick.handshakes = quick.verified = 9;
  quick.latencies.assign(9, {1, 10, 12});
  quick.elapsed_s = 0.5;
  const Summary summary = Summarize(cell, {slow, quick}, Status::kOk, "");
  EXPECT_EQ(summary.status, Status::kOk);
  EXPECT_EQ(summary.connect_ms_p50, 1);
  EXPECT_EQ(summary.handshake_ms.p50, 10);  // of ten samples, not of two rounds
  EXPECT_NEAR(*summary.handshake_ms.p90, 14, 1e-9);
  EXPECT_EQ(summary.first_byte_ms.p50, 12);
  EXPECT_EQ(summary.first_byte_ms.p90, std::nullopt);  // nine samples
  EXPECT_EQ(summary.handshakes_per_second, 5);
  EXPECT_EQ(summary.client_process_cpu_us, 100);
  EXPECT_FALSE(summary.server_process_cpu_us);
  EXPECT_FALSE(summary.client_cpu_us);
}

TEST(CountersTest, AreMediansOfTheRoundsThatHaveThem) {
  std::vector<Round> rounds(4, MemoryRound(100));
  EXPECT_FALSE(Summarized(rounds).client_counters);
  rounds[0].client_counters = CounterValues{10, 5};
  rounds[1].client_counters = CounterValues{30, 9};
  rounds[2].client_counters = CounterValues{20, 7};
  rounds[2].preempted = true;
  const Summary summary = Summarized(rounds);
  ASSERT_TRUE(summary.client_counters);
  EXPECT_EQ(summary.client_counters->instructions, 20) << "preemption does not matter in user mode";
  EXPECT_EQ(summary.client_counters->cycles, 7);
  EXPECT_FALSE(summary.server_counters);
}

}  // namespace
}  // namespace tlsbench
