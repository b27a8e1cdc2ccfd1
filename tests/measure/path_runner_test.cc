// Cells on an emulated path, of 10 ms.

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>

#include "bench/measure/socket_runner.h"
#include "bench/result/latency_model.h"
#include "tests/support/real_path.h"
#include "tests/support/socket_rows.h"

namespace tlsbench {
namespace {

class PathTrialTest : public testing::TestWithParam<Row> {
 protected:
  static constexpr double kRttMs = 10;

  void SetUp() override {
    if (!HasPlugin(GetParam().plugin)) {
      GTEST_SKIP() << GetParam().plugin << " is not built";
    }
    if (const auto reason = NoPathHere()) {
      GTEST_SKIP() << *reason;
    }
    path_ = PathProcess::Start(PathOfMs(10), {}, 1, kPathLimit).value();
    const auto listening = path_.Listen().value();
    scenario_ = LocalScenario(GetParam().protocol, GetParam().handshake);
    const std::string name(BackendOf(GetParam().plugin).name());
    server_ = ServerProcess::Start({PluginFile(GetParam().plugin)}, TestCredentials(),
                                   {{name, scenario_, listening.fd.get()}}, -1, kTimeout)
                  .value();
    plan_.address = listening.address;
    plan_.timeout = kTimeout;
    plan_.request = "GET / HTTP/1.1\r\n\r\n";
    plan_.reset = true;
    plan_.asks_server_tcp = true;
    plan_.new_socket = [this] { return path_.ClientSocket(); };
    plan_.on_handshake = [this] { ++handshakes_; };
  }

  SocketTrial Trial() {
    return {scenario_, MakeTestContext(BackendOf(GetParam().plugin), TestClient(scenario_)), plan_, &server_};
  }

  unsigned handshakes_ = 0;
  Scenario scenario_;
  PathProcess path_;
  ServerProcess server_;
  SocketPlan plan_;
};

TEST_P(PathTrialTest, EveryHandshakeIsVerifiedAndBothKernelsAreHeard) {
  SocketTrial trial = Trial();
  ASSERT_EQ(Words(trial.WarmUp()), "no end");
  const Round round = trial.RunRound(5);
  EXPECT_EQ(round.reason, "");
  EXPECT_EQ(round.verified, 5U);
  ASSERT_EQ(round.latencies.size(), 5U);
  for (const Latency& latency : round.latencies) {
    ASSERT_TRUE(latency.client_tcp && latency.server_tcp);
    EXPECT_GE(latency.client_tcp->min_rtt_us, kRttMs * 1000);
    EXPECT_GE(latency.server_tcp->min_rtt_us, kRttMs * 1000);
    EXPECT_NE(latency.congestion, "");
  }
  EXPECT_TRUE(std::any_of(round.latencies.begin(), round.latencies.end(), [](const Latency& latency) {
    return latency.Retransmissions() == 0;
  })) << "a path without loss; where a busy machine holds packets back, TCP may send some again";
  EXPECT_EQ(SummarizeTcp({round})->stalls, 0U) << "each flight fits into the window";
}

TEST_P(PathTrialTest, MomentsComeInTheirOrder) {
  SocketTrial trial = Trial();
  ASSERT_EQ(Words(trial.WarmUp()), "no end");
  for (const Latency& latency : trial.RunRound(3).latencies) {
    const Moments& moments = latency.moments;
    ASSERT_TRUE(moments.client_hello_ms && moments.handshake_done_ms && moments.request_sent_ms &&
                latency.first_byte_ms && moments.last_byte_ms);
    EXPECT_LE(latency.connect_ms, *moments.client_hello_ms);
    EXPECT_LE(*moments.client_hello_ms, *moments.handshake_done_ms);
    EXPECT_LE(*moments.handshake_done_ms, *moments.request_sent_ms);
    EXPECT_LE(*moments.request_sent_ms, *latency.first_byte_ms);
    EXPECT_LE(*latency.first_byte_ms, *moments.last_byte_ms);
    EXPECT_TRUE(moments.first_ticket_ms || !scenario_.tls13());
    EXPECT_GE(moments.first_ticket_ms.value_or(1e9), *moments.handshake_done_ms);
  }
}

// No packet is early, so that this holds on any machine.
TEST_P(PathTrialTest, EachRoundTripTakesItsTime) {
  SocketTrial trial = Trial();
  ASSERT_EQ(Words(trial.WarmUp()), "no end");
  const Round round = trial.RunRound(3);
  for (const Latency& latency : round.latencies) {
    EXPECT_GE(latency.connect_ms, kRttMs);
    EXPECT_GE(latency.handshake_ms, round.counts.round_trips * kRttMs);
    EXPECT_GE(latency.first_byte_ms.value(), (1 + round.counts.first_byte_round_trips) * kRttMs);
  }
}

TEST_P(PathTrialTest, TheWarmUpOfASlowLinkIsOneHandshake) {
  SocketTrial trial = Trial();
  ASSERT_EQ(Words(trial.WarmUp()), "no end");
  EXPECT_EQ(handshakes_, scenario_.resumes() ? 2U : 1U) << "and the one whose ticket it uses";
  EXPECT_FALSE(trial.flights().flights.empty());
}

TEST_P(PathTrialTest, ARelayThatIsKilledEndsTheTrialAtOnce) {
  SocketTrial trial = Trial();
  ASSERT_EQ(Words(trial.WarmUp()), "no end");
  ASSERT_EQ(kill(path_.pid(), SIGKILL), 0);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(trial.RunRound(100).verified, 0U);
  EXPECT_EQ(Words(trial.end()), "failed: the path's relay has ended");
  EXPECT_LT(std::chrono::steady_clock::now() - start, kTimeout / 2);
}

INSTANTIATE_TEST_SUITE_P(All, PathTrialTest,
                         testing::Values(Row{"fake-honest", kTls12, Handshake::kFull},
                                         Row{"fake-honest", kTls13, Handshake::kFull},
                                         Row{"openssl", kTls12, Handshake::kFull},
                                         Row{"openssl", kTls13, Handshake::kFull},
                                         Row{"openssl", kTls13, Handshake::kTicket}),
                         NameOfRow);

}  // namespace
}  // namespace tlsbench
