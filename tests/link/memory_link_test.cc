// The memory link between fakes: whatever an end does, the handshake ends and says what happened.

#include "bench/link/memory_link.h"

#include <gtest/gtest.h>

#include "tests/fakes/fake.h"
#include "tests/support/pair.h"

namespace tlsbench {
namespace {

constexpr std::int64_t kSlowNs = 20'000'000;

class MemoryTest : public testing::TestWithParam<std::uint16_t> {
 protected:
  Pair Ends(Fault fault, unsigned after = 1) {
    fakes_.push_back(std::make_unique<FakeBackend>(fault, "fake", after));
    return MakePair(*fakes_.back(), LocalScenario(GetParam(), Handshake::kFull));
  }

  std::string FailureOf(Fault fault) { return Ends(fault).link->Run(nullptr).failure; }

 private:
  std::vector<std::unique_ptr<FakeBackend>> fakes_;
};

TEST_P(MemoryTest, OpensAndResumes) {
  const Pair ends = Ends(Fault::kNone);
  const MemoryHandshake full = ends.link->Run(nullptr);
  EXPECT_EQ(full.failure, "");
  EXPECT_FALSE(full.client.resumed || full.server.resumed);
  EXPECT_EQ(full.client.tickets, GetParam() == kTls13 ? 2 : 1);
  ASSERT_TRUE(full.session);
  EXPECT_EQ(full.counts.bytes_sent + full.counts.bytes_received + full.counts.ticket_bytes,
            full.from_client.size() + full.from_server.size());
  const MemoryHandshake resumed = ends.link->Run(full.session.get());
  EXPECT_EQ(resumed.failure, "");
  EXPECT_TRUE(resumed.client.resumed && resumed.server.resumed);
  EXPECT_EQ(resumed.counts.round_trips, 1U);
  EXPECT_EQ(resumed.counts.first_byte_round_trips, 0U) << "no request was sent";
}

TEST_P(MemoryTest, TheRequestLeavesWithTheLastFlight) {
  const Pair ends = Ends(Fault::kNone);
  const MemoryHandshake plain = ends.link->Run(nullptr);
  const FlightCounts without = plain.counts;
  const MemoryHandshake handshake = ends.link->RunWithRequest(nullptr);
  EXPECT_EQ(handshake.failure, "");
  EXPECT_EQ(handshake.counts.flights, without.flights);
  EXPECT_EQ(handshake.counts.bytes_sent, without.bytes_sent) << "the request is no part of the handshake";
  EXPECT_EQ(handshake.counts.bytes_received, without.bytes_received);
  EXPECT_EQ(handshake.counts.first_byte_round_trips, without.round_trips + 1);
}

TEST_P(MemoryTest, ARecordedHandshakeIsTheSameWithItsFlights) {
  const Pair ends = Ends(Fault::kNone);
  const MemoryHandshake with_request = ends.link->RunWithRequest(nullptr);
  const FlightCounts counts = with_request.counts;
  const std::size_t all = with_request.from_client.size() + with_request.from_server.size();
  std::vector<FlightRecord> flights = {FlightRecord()};  // replaced
  const MemoryHandshake recorded = ends.link->RunRecorded(nullptr, flights);
  EXPECT_EQ(recorded.failure, "");
  EXPECT_EQ(recorded.counts.round_trips, counts.round_trips);
  EXPECT_EQ(recorded.counts.bytes_sent, counts.bytes_sent);
  ASSERT_EQ(flights.size(), GetParam() == kTls13 ? 4U : 6U);
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < flights.size(); ++i) {
    EXPECT_EQ(flights[i].from, i % 2 == 0 ? Role::kClient : Role::kServer);
    EXPECT_GE(flights[i].time_us, i == 0 ? 0 : flights[i - 1].time_us);
    bytes += flights[i].bytes();
  }
  EXPECT_EQ(bytes, all);
  EXPECT_EQ(flights.back().ticket_bytes > 0, GetParam() == kTls13);
  EXPECT_NE(flights.back().messages.find("{app data}"), std::string::npos);
}

TEST_P(MemoryTest, OfAHandshakeThatFailedTheFlightsThatWereAreRecorded) {
  std::vector<FlightRecord> flights;
  EXPECT_NE(Ends(Fault::kServerFail).link->RunRecorded(nullptr, flights).failure, "");
  ASSERT_EQ(flights.size(), 1U);
  EXPECT_EQ(flights[0].messages.substr(0, 12), "ClientHello[");
}

TEST_P(MemoryTest, BareDoesTheSameAndSaysOnlyWhetherItOpened) {
  EXPECT_TRUE(Ends(Fault::kNone).link->RunBare(nullptr));
  EXPECT_FALSE(Ends(Fault::kFail).link->RunBare(nullptr));
  EXPECT_FALSE(Ends(Fault::kStall).link->RunBare(nullptr));
}

TEST_P(MemoryTest, FailuresAreInTheLibrarysWords) {
  EXPECT_EQ(FailureOf(Fault::kFail), "client failed: scripted failure");
  EXPECT_EQ(FailureOf(Fault::kServerFail), "server failed: scripted failure");
  EXPECT_EQ(FailureOf(Fault::kNoConnection), "the client would not open a connection");
}

TEST_P(MemoryTest, WhatNeverEndsIsEnded) {
  EXPECT_EQ(FailureOf(Fault::kStall), "the handshake stalled: the client waits for more");
  EXPECT_EQ(FailureOf(Fault::kChatter), "the handshake stalled: the client waits for more");
}

TEST_P(MemoryTest, AFailureIsThatHandshakesAlone) {
  const Pair ends = Ends(Fault::kFail, 3);
  EXPECT_EQ(ends.link->Run(nullptr).failure, "");
  EXPECT_EQ(ends.link->Run(nullptr).failure, "");
  EXPECT_EQ(ends.link->Run(nullptr).failure, "client failed: scripted failure");
}

TEST_P(MemoryTest, WithoutATicketThereIsNoSession) {
  const MemoryHandshake handshake = Ends(Fault::kNoTickets).link->RunWithRequest(nullptr);
  EXPECT_EQ(handshake.failure, "");
  EXPECT_FALSE(handshake.session);
  EXPECT_EQ(handshake.client.tickets, 0);
}

// The client's delay is measured at the client, in the handshake, and nowhere else: not in all of several handshakes,
// since on a busy machine any part of one may wait as long for the processor.
TEST_P(MemoryTest, TimeIsBookedWhereItWasSpent) {
  const Pair ends = Ends(Fault::kSlow);
  std::int64_t least_elsewhere = kSlowNs;
  for (int i = 0; i < 20 && least_elsewhere >= kSlowNs; ++i) {
    const MemoryHandshake handshake = ends.link->Run(nullptr);
    EXPECT_GE(handshake.client_cost.handshake, kSlowNs);
    EXPECT_GT(handshake.server_cost.handshake, 0);
    least_elsewhere = handshake.client_cost.total() - handshake.client_cost.handshake + handshake.server_cost.total();
  }
  EXPECT_LT(least_elsewhere, kSlowNs);
}

TEST_P(MemoryTest, AnUnmeasuredHandshakeHasNoTimes) {
  const MemoryHandshake handshake = Ends(Fault::kSlow).link->RunWithRequest(nullptr);
  EXPECT_EQ(handshake.client_cost.total() + handshake.server_cost.total(), 0);
}

INSTANTIATE_TEST_SUITE_P(All, MemoryTest, testing::Values(kTls12, kTls13),
                         [](const auto& row) { return row.param == kTls13 ? "tls13" : "tls12"; });

}  // namespace
}  // namespace tlsbench
