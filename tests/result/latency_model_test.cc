// The arithmetic of the model, on rounds made by hand. Whether real paths obey it is tests/cli/path.bats.

#include "bench/result/latency_model.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

constexpr std::uint32_t kRttUs = 50000;

// A connection on a path of 50 ms that took three round trips until the first byte, and 1 ms.
Latency CleanLatency(double first_byte_ms = 151) {
  Latency latency;
  latency.connect_ms = 50;
  latency.handshake_ms = 51;
  latency.first_byte_ms = first_byte_ms;
  latency.client_tcp = TcpFacts{kRttUs, 0, 6, 5, 10, 1448, false};
  latency.server_tcp = TcpFacts{kRttUs, 0, 5, 6, 10, 1448, false};
  latency.stalls = 0;
  latency.congestion = "cubic";
  return latency;
}

Latency RetransmittedLatency() {
  Latency latency = CleanLatency(350);
  latency.server_tcp->retransmissions = 2;
  return latency;
}

std::vector<Round> RoundsOf(const std::vector<Latency>& latencies) {
  std::vector<Round> rounds(2);
  for (std::size_t i = 0; i < latencies.size(); ++i) {
    rounds[i % 2].latencies.push_back(latencies[i]);
  }
  return rounds;
}

class ModelTest : public testing::Test {
 protected:
  ModelTest() {
    summary_.cell.link = LinkKind::kPath;
    summary_.cell.path.rtt_us = kRttUs;
    summary_.counts = FlightCounts{3, 1, 2, 300, 1200, 500};
    summary_.client_process_cpu_us = 400;
    summary_.server_process_cpu_us = 600;
  }

  std::optional<Prediction> PredictFrom(const std::vector<Latency>& latencies) {
    const std::vector<Round> rounds = RoundsOf(latencies);
    summary_.tcp = SummarizeTcp(rounds);
    return Predict(summary_, rounds);
  }

  std::string WordsFrom(const std::vector<Latency>& latencies) {
    const auto prediction = PredictFrom(latencies);
    return prediction ? prediction->cause : "no prediction";
  }

  Summary summary_;
};

TEST_F(ModelTest, RoundTripsTimesRttAndCpuMakeTheFirstByte) {
  const auto prediction = PredictFrom({CleanLatency(), CleanLatency(150), CleanLatency(152)});
  ASSERT_TRUE(prediction);
  EXPECT_EQ(prediction->round_trips, 3U) << "TCP's, and the two that were counted";
  EXPECT_DOUBLE_EQ(prediction->cpu_ms, 1);
  EXPECT_DOUBLE_EQ(prediction->first_byte_ms, 151);
  EXPECT_DOUBLE_EQ(prediction->measured_ms, 151) << "the median";
  EXPECT_NEAR(prediction->residual_percent, 0, 1e-9);
  EXPECT_EQ(prediction->cause, "");
}

TEST_F(ModelTest, TheResidualIsPositiveWhereItTookLonger) {
  EXPECT_NEAR(PredictFrom({CleanLatency(151 * 1.02)})->residual_percent, 2, 1e-9);
  EXPECT_NEAR(PredictFrom({CleanLatency(151 * 0.98)})->residual_percent, -2, 1e-9);
}

TEST_F(ModelTest, OnlyALargeResidualNeedsWords) {
  EXPECT_EQ(WordsFrom({CleanLatency(151 * 1.029)}), "");
  EXPECT_EQ(WordsFrom({CleanLatency(151 * 1.031)}), "not explained");
  EXPECT_EQ(WordsFrom({CleanLatency(151 * 0.969)}), "not explained") << "nor is it explained if it was faster";
}

TEST_F(ModelTest, AStallIsARoundTripMore) {
  Latency stalled = CleanLatency(201);
  stalled.stalls = 1;
  const auto prediction = PredictFrom({stalled, stalled, CleanLatency()});
  ASSERT_TRUE(prediction);
  EXPECT_EQ(prediction->round_trips, 4U);
  EXPECT_DOUBLE_EQ(prediction->first_byte_ms, 201);
}

TEST_F(ModelTest, FastOpenTakesTcpsRoundTripAway) {
  Latency opened = CleanLatency(101);
  opened.client_tcp->fast_open = true;
  const auto prediction = PredictFrom({CleanLatency(), opened, opened});  // the first asks for the cookie
  ASSERT_TRUE(prediction);
  EXPECT_EQ(summary_.tcp->fast_open_connections, 2U);
  EXPECT_EQ(prediction->round_trips, 2U);
  EXPECT_DOUBLE_EQ(prediction->first_byte_ms, 101);
  EXPECT_EQ(PredictFrom({CleanLatency(), opened})->round_trips, 3U) << "half of them is not most";
}

TEST_F(ModelTest, RetransmittedConnectionsAreLeftOutAndCounted) {
  const auto prediction = PredictFrom({CleanLatency(), RetransmittedLatency(), RetransmittedLatency()});
  ASSERT_TRUE(prediction);
  EXPECT_DOUBLE_EQ(prediction->measured_ms, 151);
  EXPECT_EQ(prediction->cause, "2 of 3 connections had to send segments again and are not in the residual");
  EXPECT_EQ(summary_.tcp->retransmissions, 4U);
  EXPECT_EQ(summary_.tcp->retransmitted_connections, 2U);
  EXPECT_EQ(summary_.tcp->connections, 3U);
}

TEST_F(ModelTest, ThereMayBeTwoThingsToSay) {
  EXPECT_EQ(WordsFrom({CleanLatency(250), RetransmittedLatency()}),
            "1 of 2 connections had to send segments again and are not in the residual; not explained");
}

TEST_F(ModelTest, NagleExplainsFortyMilliseconds) {
  summary_.cell.transport.nagle = true;
  EXPECT_EQ(WordsFrom({CleanLatency(191)}),
            "Nagle's algorithm: a small segment waited for an ACK, which Linux delays by 40 ms");
  EXPECT_EQ(WordsFrom({CleanLatency(160)}), "not explained") << "9 ms are no delayed ACK";
  EXPECT_EQ(WordsFrom({CleanLatency(100)}), "not explained") << "nor is less than nothing";
}

TEST_F(ModelTest, TheConditionsExplainThemselves) {
  summary_.cell.path.jitter_us = 5000;
  EXPECT_EQ(WordsFrom({CleanLatency(160)}), "jitter");
  summary_.cell.path.rate_mbit_per_s = 0.5;
  EXPECT_EQ(WordsFrom({CleanLatency(160)}), "the rate: bytes take their time at 0.5 Mbit/s") << "surer than jitter";
}

TEST_F(ModelTest, OnShortPathsTheMachineWeighsMore) {
  summary_.cell.path.rtt_us = 10000;
  EXPECT_EQ(WordsFrom({CleanLatency(35)}), "on so short a path the machine's own work and wake-ups weigh more");
}

TEST_F(ModelTest, ATargetIsAsFarAwayAsTheKernelSays) {
  summary_.cell.link = LinkKind::kTarget;
  summary_.cell.path.rtt_us = 1;  // counts only on a path
  summary_.server_process_cpu_us.reset();
  Latency latency = CleanLatency(170);
  latency.server_tcp.reset();
  const auto prediction = PredictFrom({latency});
  ASSERT_TRUE(prediction);
  EXPECT_DOUBLE_EQ(prediction->cpu_ms, 0.4) << "the server's is not known";
  EXPECT_DOUBLE_EQ(prediction->first_byte_ms, 150.4);
  EXPECT_EQ(prediction->cause, "the server's own time, and what the network added");
}

TEST_F(ModelTest, WithoutARequestNothingIsPredicted) {
  summary_.counts->first_byte_round_trips = 0;
  EXPECT_FALSE(PredictFrom({CleanLatency()}));
  summary_.counts.reset();
  EXPECT_FALSE(PredictFrom({CleanLatency()}));
  summary_.counts = FlightCounts{3, 1, 2, 300, 1200, 500};
  Latency none = CleanLatency();
  none.first_byte_ms.reset();
  EXPECT_FALSE(PredictFrom({none}));
}

TEST_F(ModelTest, OtherLinksHaveNoRoundTripTime) {
  for (const LinkKind link : {LinkKind::kMemory, LinkKind::kLoopback}) {
    summary_.cell.link = link;
    EXPECT_FALSE(PredictFrom({CleanLatency()})) << LinkName(link);
  }
}

TEST_F(ModelTest, WhereEverythingWasSentAgainNothingIsPredicted) {
  EXPECT_FALSE(PredictFrom({RetransmittedLatency(), RetransmittedLatency()}));
  EXPECT_FALSE(summary_.tcp->stalls);
  EXPECT_FALSE(PredictFrom({}));
}

TEST(SummarizeTcpTest, MediansAndTotalsOfWhatTheClientsKernelSays) {
  std::vector<Latency> latencies = {CleanLatency(), CleanLatency(), CleanLatency()};
  latencies[0].client_tcp = TcpFacts{50100, 1, 7, 6, 20, 1000, true};
  latencies[1].client_tcp = TcpFacts{50300, 0, 9, 8, 10, 1448, false};
  const auto tcp = SummarizeTcp(RoundsOf(latencies));
  ASSERT_TRUE(tcp);
  EXPECT_EQ(tcp->connections, 3U);
  EXPECT_EQ(tcp->congestion, "cubic");
  EXPECT_DOUBLE_EQ(tcp->min_rtt_ms.value_or(0), 50.1);
  EXPECT_EQ(tcp->mss_bytes, 1448);
  EXPECT_EQ(tcp->congestion_window, 10);
  EXPECT_EQ(tcp->segments_sent, 7);
  EXPECT_EQ(tcp->segments_received, 6);
  EXPECT_EQ(tcp->retransmissions, 1U);
  EXPECT_EQ(tcp->fast_open_connections, 1U);
  EXPECT_EQ(tcp->stalls, 0U);
}

TEST(SummarizeTcpTest, StallsAreACountThatOccurredInCleanConnections) {
  std::vector<Latency> latencies(4, CleanLatency());
  latencies[0].stalls = 1;
  latencies[1].stalls = 3;
  latencies[2].stalls = 2;
  latencies[3].stalls = 9;
  latencies[3].client_tcp->retransmissions = 1;
  EXPECT_EQ(SummarizeTcp(RoundsOf(latencies))->stalls, 2U);
  latencies[3] = CleanLatency();
  EXPECT_EQ(SummarizeTcp(RoundsOf(latencies))->stalls, 1U) << "of two in the middle the lower, not 1.5";
}

TEST(SummarizeTcpTest, WhatNoKernelToldIsNothing) {
  EXPECT_FALSE(SummarizeTcp({}));
  EXPECT_FALSE(SummarizeTcp(RoundsOf({Latency{1, 2, 3}}))) << "no facts";
  Latency unmeasured = CleanLatency();
  unmeasured.client_tcp = TcpFacts();
  unmeasured.stalls.reset();
  const auto tcp = SummarizeTcp(RoundsOf({unmeasured, Latency{1, 2, 3}}));
  ASSERT_TRUE(tcp);
  EXPECT_EQ(tcp->connections, 1U);
  EXPECT_FALSE(tcp->min_rtt_ms || tcp->mss_bytes || tcp->stalls) << "not measured is not 0";
}

}  // namespace
}  // namespace tlsbench
