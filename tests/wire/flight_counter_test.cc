// Flights and round trips of the handshakes in the RFCs, as a link reports them.

#include "bench/wire/flight_counter.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

constexpr std::size_t kTicket = 255;

TEST(FlightTest, Tls13FullWithTicketsAndResponse) {
  FlightCounter counter;
  counter.Sent(300);      // ClientHello
  counter.Received(785);  // ServerHello to Finished
  counter.Sent(80);       // Finished
  counter.ClientMaySend();
  counter.SentRequest();
  counter.Received(2 * kTicket);
  counter.ReceivedData(true);
  EXPECT_EQ(counter.counts().flights, 3U);
  EXPECT_EQ(counter.counts().round_trips, 1U);
  EXPECT_EQ(counter.counts().first_byte_round_trips, 2U);
  EXPECT_EQ(counter.counts().bytes_sent, 380U);
  EXPECT_EQ(counter.counts().bytes_received, 785U) << "tickets are no part of the handshake";
  EXPECT_EQ(counter.counts().ticket_bytes, 2 * kTicket);
}

TEST(FlightTest, Tls12Full) {
  FlightCounter counter;
  counter.Sent(200);
  counter.Received(900);
  counter.Sent(100);
  counter.Received(250);  // NewSessionTicket, ChangeCipherSpec, Finished
  counter.ClientMaySend();
  counter.SentRequest();
  counter.ReceivedData(true);
  EXPECT_EQ(counter.counts().flights, 4U);
  EXPECT_EQ(counter.counts().round_trips, 2U);
  EXPECT_EQ(counter.counts().first_byte_round_trips, 3U);
  EXPECT_EQ(counter.counts().bytes_received, 1150U) << "TLS 1.2's ticket is part of the handshake";
  EXPECT_EQ(counter.counts().ticket_bytes, 0U);
}

TEST(FlightTest, Tls12Resumed) {
  FlightCounter counter;
  counter.Sent(400);
  counter.Received(150);
  counter.Sent(51);
  counter.ClientMaySend();
  counter.SentRequest();
  counter.ReceivedData(true);
  EXPECT_EQ(counter.counts().flights, 3U);
  EXPECT_EQ(counter.counts().round_trips, 1U);
  EXPECT_EQ(counter.counts().first_byte_round_trips, 2U);
}

TEST(FlightTest, HelloRetryRequestCostsARoundTrip) {
  FlightCounter counter;
  counter.Sent(300);
  counter.Received(99);
  counter.Sent(340);
  counter.Received(785);
  counter.Sent(80);
  counter.ClientMaySend();
  EXPECT_EQ(counter.counts().flights, 5U);
  EXPECT_EQ(counter.counts().round_trips, 2U);
}

TEST(FlightTest, PiecesOfOneFlightAreOne) {
  FlightCounter counter;
  counter.Sent(300);
  for (int i = 0; i < 5; ++i) {
    counter.Received(1000);
    counter.Sent(0);  // an end that had nothing to say
  }
  counter.Sent(80);
  counter.ClientMaySend();
  EXPECT_EQ(counter.counts().flights, 3U);
  EXPECT_EQ(counter.counts().round_trips, 1U);
  EXPECT_EQ(counter.counts().bytes_received, 5000U);
}

TEST(FlightTest, NothingIsCountedAfterTheClientMaySend) {
  FlightCounter counter;
  counter.Sent(300);
  counter.Received(785);
  counter.Sent(80);
  counter.ClientMaySend();
  counter.Received(kTicket);
  counter.Sent(100);
  counter.Received(kTicket);
  EXPECT_EQ(counter.counts().flights, 3U);
  EXPECT_EQ(counter.counts().round_trips, 1U);
  EXPECT_EQ(counter.counts().bytes_sent, 380U);
  EXPECT_EQ(counter.counts().first_byte_round_trips, 0U) << "no request was sent";
}

TEST(FlightTest, OnlyTheFirstByteOfTheResponseCounts) {
  FlightCounter counter;
  counter.Sent(300);
  counter.Received(785);
  counter.Sent(80);
  counter.ClientMaySend();
  counter.SentRequest();
  counter.ReceivedData(false);
  EXPECT_EQ(counter.counts().first_byte_round_trips, 0U);
  counter.ReceivedData(true);
  counter.Sent(1);
  counter.ReceivedData(true);
  EXPECT_EQ(counter.counts().first_byte_round_trips, 2U);
}

TEST(FlightTest, ResetForgetsAll) {
  FlightCounter counter;
  counter.Sent(300);
  counter.Received(785);
  counter.ClientMaySend();
  counter.Reset();
  counter.Sent(10);
  counter.Received(20);
  counter.ClientMaySend();
  EXPECT_EQ(counter.counts().flights, 2U);
  EXPECT_EQ(counter.counts().round_trips, 1U);
  EXPECT_EQ(counter.counts().bytes_sent, 10U);
  EXPECT_EQ(counter.counts().bytes_received, 20U);
}

// GnuTLS's early ChangeCipherSpec, between two bursts of one server flight.
TEST(FlightTest, WhatIsSentAsideEndsNoFlight) {
  FlightCounter counter;
  counter.Sent(200);
  counter.Received(14000);
  counter.SentAside(6);
  counter.Received(6000);
  counter.Sent(58);
  counter.ClientMaySend();
  EXPECT_EQ(counter.counts().flights, 3U);
  EXPECT_EQ(counter.counts().round_trips, 1U);
  EXPECT_EQ(counter.counts().bytes_sent, 264U);
  EXPECT_EQ(counter.counts().bytes_received, 20000U);
}

}  // namespace
}  // namespace tlsbench
