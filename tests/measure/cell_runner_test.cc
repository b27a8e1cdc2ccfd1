#include "bench/measure/cell_runner.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

TEST(TrialTest, ARoundHasAsManyHandshakesAsFitIntoItsTime) {
  EXPECT_EQ(HandshakesPerRound(1), 20U);
  EXPECT_EQ(HandshakesPerRound(0.4), 50U);
  EXPECT_EQ(HandshakesPerRound(3), 7U) << "rounded, not cut";
}

TEST(TrialTest, ARoundIsNeverTooShortNorEndless) {
  EXPECT_EQ(HandshakesPerRound(1000), kMinHandshakes);
  EXPECT_EQ(HandshakesPerRound(1e-9), kMaxHandshakes);
  EXPECT_EQ(HandshakesPerRound(0), kMaxHandshakes);
  EXPECT_EQ(HandshakesPerRound(-1), kMaxHandshakes) << "a clock that went backwards";
}

TEST(TrialTest, BetweenTwoLibrariesAMissingTicketIsARefusal) {
  const Outcome no_session{Status::kFailed, "the server sent no session ticket", Cause::kNoSession};
  Cell cell;
  cell.client = "a";
  cell.server = "b";
  EXPECT_EQ(OutcomeInRow(cell, no_session).status, Status::kRefused);
  EXPECT_EQ(OutcomeInRow(cell, no_session).reason, "b sent a no session ticket");
  EXPECT_EQ(OutcomeInRow(cell, {Status::kFailed, "stalled"}).status, Status::kFailed) << "anything else is none";
  cell.server = "a";
  EXPECT_EQ(OutcomeInRow(cell, no_session).reason, "the server sent no session ticket") << "a library knows itself";
  cell.server = "";
  cell.link = LinkKind::kTarget;
  EXPECT_EQ(OutcomeInRow(cell, no_session).status, Status::kFailed);
}

TEST(TrialTest, BetweenTwoLibrariesEarlyDataThatIsNotTakenIsARefusal) {
  const Outcome end{Status::kFailed, "the server did not take the early data", Cause::kNoEarlyData};
  Cell cell;
  cell.client = "a";
  cell.server = "b";
  EXPECT_EQ(OutcomeInRow(cell, end).status, Status::kRefused);
  EXPECT_EQ(OutcomeInRow(cell, end).reason, "b did not take the early data of a");
  cell.server = "a";
  EXPECT_EQ(OutcomeInRow(cell, end).status, Status::kFailed) << "a library takes its own";
}

TEST(TrialTest, AClientThatGivesUpAfterADeclinedTicketCannotDoThatKind) {
  Scenario scenario;
  scenario.handshake = Handshake::kRefusedTicket;
  WireFacts wire;
  wire.protocol = kTls12;
  EXPECT_EQ(GivenUpAfterRefusal(scenario, wire, "no ServerHello"), std::nullopt);
  wire.server_hello = true;
  const auto end = GivenUpAfterRefusal(scenario, wire, "Out of order message");
  ASSERT_TRUE(end);
  EXPECT_EQ(end->status, Status::kUnsupported);
  EXPECT_EQ(end->reason, "the client's library cannot go on from a declined ticket: Out of order message");
  scenario.handshake = Handshake::kTicket;
  EXPECT_EQ(GivenUpAfterRefusal(scenario, wire, "Out of order message"), std::nullopt) << "that is a failure";
}

// The median of the sums is not the sum of the medians, so each is computed from its own sample.
TEST(TrialTest, CpuTimesAreMediansInMicroseconds) {
  CpuSamples samples;
  samples.Reserve(3);
  samples.Add({1000, 20000, 300000, 4000000});
  samples.Add({9000, 10000, 100000, 1000000});
  samples.Add({5000, 90000, 200000, 2000000});
  const RoundCpu cpu = samples.Summarize();
  EXPECT_DOUBLE_EQ(cpu.total_us, 2295);
  EXPECT_DOUBLE_EQ(cpu.min_us, 1119);
  EXPECT_DOUBLE_EQ(cpu.parts.set_up_us, 5);
  EXPECT_DOUBLE_EQ(cpu.parts.handshake_us, 20);
  EXPECT_DOUBLE_EQ(cpu.parts.tickets_us, 200);
  EXPECT_DOUBLE_EQ(cpu.parts.release_us, 2000);
}

TEST(TrialTest, BytesAreMediansThatOccurred) {
  CountSamples samples;
  samples.Add({4, 2, 3, 300, 1203, 500});
  samples.Add({4, 2, 3, 301, 1202, 505});
  samples.Add({4, 2, 3, 302, 1200, 510});
  const FlightCounts odd = samples.Summarize();
  EXPECT_EQ(odd.flights, 4U);
  EXPECT_EQ(odd.round_trips, 2U);
  EXPECT_EQ(odd.first_byte_round_trips, 3U);
  EXPECT_EQ(odd.bytes_sent, 301U);
  EXPECT_EQ(odd.bytes_received, 1202U);
  EXPECT_EQ(odd.ticket_bytes, 505U);
  samples.Add({4, 2, 3, 400, 1400, 600});
  EXPECT_EQ(samples.Summarize().bytes_sent, 302U) << "no mean of two that never crossed the wire";
}

TEST(TrialTest, NothingMeasuredIsNothing) { EXPECT_EQ(CountSamples().Summarize().flights, 0U); }

}  // namespace
}  // namespace tlsbench
