// Cells on socket links: against the loopback server, whose word is asked, and as against a stranger, whose is not.

#include "bench/measure/socket_runner.h"

#include <gtest/gtest.h>

#include <atomic>

#include "tests/support/children.h"
#include "tests/support/pair.h"
#include "tests/support/peer.h"
#include "tests/support/plugins.h"
#include "tests/support/socket_rows.h"

namespace tlsbench {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kShortTimeout(200);  // where a timeout is what is tested

// `server` is null for a trial as against a remote target.
SocketTrial MakeTrial(const std::string& plugin, const Scenario& scenario, const Address& address,
                      ServerProcess* server, milliseconds timeout = kTimeout) {
  SocketPlan plan;
  plan.address = address;
  plan.timeout = timeout;
  plan.request = "GET / HTTP/1.1\r\n\r\n";
  plan.reset = server != nullptr;
  return {scenario, MakeTestContext(BackendOf(plugin), TestClient(scenario)), plan, server};
}

class SocketTrialTest : public testing::TestWithParam<Row> {
 protected:
  void SetUp() override {
    if (!HasPlugin(GetParam().plugin)) {
      GTEST_SKIP() << GetParam().plugin << " is not built";
    }
    scenario_ = LocalScenario(GetParam().protocol, GetParam().handshake);
    server_ = StartServer(GetParam().plugin, {scenario_});
  }

  SocketTrial Trial(ServerProcess* server) {
    SocketTrial trial = MakeTrial(GetParam().plugin, scenario_, AddressOf(server_), server);
    EXPECT_EQ(Words(trial.WarmUp()), "no end");
    return trial;
  }

  bool two_round_trips() const { return GetParam().protocol == kTls12 && GetParam().handshake == Handshake::kFull; }

  Scenario scenario_;
  ServerProcess server_;
};

TEST_P(SocketTrialTest, EveryHandshakeIsVerifiedAndHasItsLatency) {
  SocketTrial trial = Trial(&server_);
  const Round round = trial.RunRound(6);
  EXPECT_EQ(round.reason, "");
  EXPECT_EQ(round.failed, 0U);
  EXPECT_GE(round.verified, kMinHandshakes);
  EXPECT_EQ(round.verified, round.handshakes);
  EXPECT_EQ(round.latencies.size(), round.verified);
  for (const Latency& latency : round.latencies) {
    EXPECT_GT(latency.connect_ms, 0);
    EXPECT_GT(latency.handshake_ms, 0);
    ASSERT_TRUE(latency.first_byte_ms);
    EXPECT_LT(latency.connect_ms + latency.handshake_ms, *latency.first_byte_ms);
  }
  EXPECT_EQ(Words(trial.end()), "no end");
}

TEST_P(SocketTrialTest, FlightsAndRoundTripsAreThoseOfTheProtocol) {
  const FlightCounts counts = Trial(&server_).RunRound(5).counts;
  EXPECT_EQ(counts.flights, two_round_trips() ? 4U : 3U);
  EXPECT_EQ(counts.round_trips, two_round_trips() ? 2U : 1U);
  EXPECT_EQ(counts.first_byte_round_trips, two_round_trips() ? 3U : 2U);
}

TEST_P(SocketTrialTest, BothProcessesTimeIsTold) {
  const Round round = Trial(&server_).RunRound(5);
  ASSERT_TRUE(round.client_process_cpu_us && round.server_process_cpu_us && round.elapsed_s);
  EXPECT_GT(*round.client_process_cpu_us, 0);
  EXPECT_GT(*round.server_process_cpu_us, 0);
  double latencies_ms = 0;
  for (const Latency& latency : round.latencies) {
    latencies_ms += *latency.first_byte_ms;
  }
  EXPECT_GE(*round.elapsed_s * 1000, latencies_ms);
  EXPECT_FALSE(round.client_cpu || round.server_cpu) << "of the memory link";
}

TEST_P(SocketTrialTest, TheParametersAreNamed) {
  const Parameters parameters = Trial(&server_).RunRound(5).parameters;
  const bool full = GetParam().handshake == Handshake::kFull;
  EXPECT_EQ(parameters.cipher_suite, CipherSuiteName(scenario_.cipher_suite));
  EXPECT_EQ(parameters.group, "x25519");
  EXPECT_EQ(parameters.auth, "ecdsa-p256");
  EXPECT_EQ(parameters.signature_scheme, full ? "ecdsa_secp256r1_sha256" : "");
}

TEST_P(SocketTrialTest, TheLimitIsNotExceeded) {
  SocketTrial trial = Trial(&server_);
  for (const unsigned limit : {1U, 3U}) {
    EXPECT_EQ(trial.RunRound(limit).handshakes, limit);
  }
}

// Without the server's report: client and wire must agree, and the server's CPU time is nobody's business.
TEST_P(SocketTrialTest, AStrangerIsMeasuredToo) {
  SocketTrial trial = Trial(nullptr);
  const Round round = trial.RunRound(5);
  EXPECT_EQ(round.verified, 5U) << round.reason;
  EXPECT_FALSE(round.server_process_cpu_us);
  EXPECT_EQ(round.parameters.auth, "ecdsa-p256");
  EXPECT_EQ(Words(trial.end()), "no end");
}

TEST_P(SocketTrialTest, AServerThatIsKilledEndsTheTrialInTime) {
  SocketTrial trial = Trial(&server_);
  KillChildren();
  const auto start = std::chrono::steady_clock::now();
  const Round round = trial.RunRound(100);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 2 * kTimeout);
  EXPECT_EQ(round.verified, 0U);
  EXPECT_GT(round.failed, 0U);
  EXPECT_LE(round.failed, 3U) << "more of the same teaches nothing";
  EXPECT_EQ(round.reason, "Connection refused");
  EXPECT_FALSE(round.server_process_cpu_us);
  EXPECT_EQ(Words(trial.end()), "failed: Connection refused");
}

INSTANTIATE_TEST_SUITE_P(
    All, SocketTrialTest,
    testing::Values(Row{"fake-honest", kTls12, Handshake::kFull}, Row{"fake-honest", kTls12, Handshake::kTicket},
                    Row{"fake-honest", kTls13, Handshake::kFull}, Row{"fake-honest", kTls13, Handshake::kTicket},
                    Row{"openssl", kTls12, Handshake::kFull}, Row{"openssl", kTls12, Handshake::kTicket},
                    Row{"openssl", kTls13, Handshake::kFull}, Row{"openssl", kTls13, Handshake::kTicket}),
    NameOfRow);

// A real library on both ends, and what is its own right or fault.
class OpensslTrialTest : public testing::TestWithParam<std::uint16_t> {
 protected:
  void SetUp() override {
    if (!HasPlugin("openssl")) {
      GTEST_SKIP() << "openssl is not built";
    }
  }
  static std::uint16_t Other(std::uint16_t protocol) { return protocol == kTls13 ? kTls12 : kTls13; }
};

// Two servers behind one address that do not share their ticket keys.
TEST_P(OpensslTrialTest, AServerThatLostItsKeysRefusesToResume) {
  const Scenario scenario = LocalScenario(GetParam(), Handshake::kTicket);
  const ServerProcess server = StartServer("openssl", {scenario, scenario});
  std::atomic<std::size_t> connections = 0;
  const Peer peer([&](int fd) { Relay(fd, AddressOf(server, connections++ % 2)); });
  SocketTrial trial = MakeTrial("openssl", scenario, peer.address(), nullptr);
  EXPECT_EQ(Words(trial.WarmUp()), "no end") << "the measured tries tell, with their count";
  const Round round = trial.RunRound(4);
  EXPECT_EQ(round.handshakes, 4U);
  EXPECT_EQ(round.verified, 0U) << "the ticket of each full handshake goes to the other server";
  EXPECT_EQ(round.failed, 0U);
  EXPECT_TRUE(round.latencies.empty()) << "a full handshake's latency is none of a resumption";
  EXPECT_EQ(round.reason, "the server did not resume: it ran a full handshake");
  EXPECT_EQ(Words(trial.end()), "refused: the server resumed 0 of 4 tries; the others were full handshakes");
}

TEST_P(OpensslTrialTest, AProtocolThatIsNotOfferedIsRefused) {
  const ServerProcess server = StartServer("openssl", {LocalScenario(Other(GetParam()), Handshake::kFull)});
  for (const Handshake handshake : {Handshake::kFull, Handshake::kTicket}) {
    SocketTrial trial = MakeTrial("openssl", LocalScenario(GetParam(), handshake), AddressOf(server), nullptr);
    EXPECT_EQ(Words(trial.WarmUp()), "refused: the server does not offer TLS " + std::string(ProtocolName(GetParam())));
  }
}

TEST_P(OpensslTrialTest, ACertificateOfAnotherRootIsExplained) {
  const Scenario scenario = LocalScenario(GetParam(), Handshake::kFull);
  const ServerProcess server = StartServer("openssl", {scenario});
  EndpointConfig config = TestClient(scenario);
  config.trust_anchors_pem = MakeCredentials({Auth::kEcdsaP256}).value().root_pem;
  SocketPlan plan;
  plan.address = AddressOf(server);
  SocketTrial trial(scenario, MakeTestContext(BackendOf("openssl"), config), plan, nullptr);
  const std::string words = Words(trial.WarmUp());
  EXPECT_EQ(words.rfind("failed: ", 0), 0U) << words;
  EXPECT_NE(words.find("--insecure accepts any"), std::string::npos) << words;
}

INSTANTIATE_TEST_SUITE_P(All, OpensslTrialTest, testing::Values(kTls12, kTls13),
                         [](const auto& row) { return row.param == kTls13 ? "tls13" : "tls12"; });

class SocketTrialLiesTest : public testing::TestWithParam<std::uint16_t> {
 protected:
  // The fakes get along with each other: the fault is one end's alone.
  std::string WarmUpOf(const std::string& client, const std::string& server, bool remote = false) {
    const Scenario scenario = LocalScenario(GetParam(), Handshake::kTicket);
    ServerProcess process = StartServer(server, {scenario});
    SocketTrial trial = MakeTrial(client, scenario, AddressOf(process), remote ? nullptr : &process, kTimeout);
    return Words(trial.WarmUp());
  }
};

TEST_P(SocketTrialLiesTest, AClaimThatTheWireDeniesFails) {
  EXPECT_EQ(WarmUpOf("fake-liar", "fake-honest"),
            "failed: the client calls it a resumption, the wire shows a full handshake");
  EXPECT_EQ(WarmUpOf("fake-forgetful", "fake-lying-server"),
            "failed: the server calls it a resumption, the wire shows a full handshake");
}

TEST_P(SocketTrialLiesTest, AFullHandshakeIsNoResumption) {
  EXPECT_EQ(WarmUpOf("fake-forgetful", "fake-honest"),
            "failed: the client offered no session: it was a full handshake");
}

TEST_P(SocketTrialLiesTest, WithoutATicketThereIsNothingToResume) {
  EXPECT_EQ(WarmUpOf("fake-no-tickets", "fake-honest"), "failed: the server sent no session ticket");
  EXPECT_EQ(WarmUpOf("fake-no-tickets", "fake-honest", true), "refused: the server sent no session ticket");
}

INSTANTIATE_TEST_SUITE_P(All, SocketTrialLiesTest, testing::Values(kTls12, kTls13),
                         [](const auto& row) { return row.param == kTls13 ? "tls13" : "tls12"; });

// Servers that no row of a target can make anything of.
class SocketTrialStrangerTest : public testing::Test {
 protected:
  const Scenario full_ = LocalScenario(kTls13, Handshake::kFull);
  const Scenario ticket_ = LocalScenario(kTls13, Handshake::kTicket);
};

TEST_F(SocketTrialStrangerTest, ASilentServerIsTheWholeTargetsFailure) {
  const Listener listener = ListenOnLoopback().value();  // the kernel accepts, nobody answers
  for (const Scenario& scenario : {full_, ticket_}) {
    SocketTrial trial = MakeTrial("fake-honest", scenario, LoopbackAddress(listener.port), nullptr, kShortTimeout);
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(Words(trial.WarmUp()), "failed target: the server accepted the connection and stayed silent for 0.2 s");
    EXPECT_GE(std::chrono::steady_clock::now() - start, kShortTimeout);
  }
}

TEST_F(SocketTrialStrangerTest, AnotherProtocolIsTheWholeTargetsFailure) {
  const Peer peer([](int fd) {
    Take(fd, 1);
    Say(fd, AsBytes("HTTP/1.1 400 Bad Request\r\n\r\n"));
    AwaitClose(fd);
  });
  for (const Scenario& scenario : {full_, ticket_}) {
    SocketTrial trial = MakeTrial("fake-honest", scenario, peer.address(), nullptr);
    EXPECT_EQ(Words(trial.WarmUp()),
              "failed target: the server does not speak TLS: it answered 'HTTP/1.1 400 Bad Request'");
  }
}

// A server that fell silent has served one row and may serve others.
TEST_F(SocketTrialStrangerTest, AServerThatAnsweredOnceIsNotGivenUp) {
  const ServerProcess server = StartServer("fake-honest", {full_});
  std::atomic<bool> silent = false;
  const Peer peer([&](int fd) { silent ? AwaitClose(fd) : Relay(fd, AddressOf(server)); });
  SocketTrial trial = MakeTrial("fake-honest", full_, peer.address(), nullptr, milliseconds(1000));
  ASSERT_EQ(Words(trial.WarmUp()), "no end");
  silent = true;
  const Round round = trial.RunRound(5);
  EXPECT_EQ(round.failed, 1U) << "a round ends after one timeout";
  EXPECT_EQ(Words(trial.end()), "failed: the server accepted the connection and stayed silent for 1 s");
}

// On loopback both ends are ours: nothing is refused and no target is given up.
TEST_F(SocketTrialStrangerTest, OurOwnServersSilenceIsTheRowsFailure) {
  ServerProcess server = StartServer("fake-honest", {full_});
  const Listener listener = ListenOnLoopback().value();
  SocketTrial trial = MakeTrial("fake-honest", full_, LoopbackAddress(listener.port), &server, kShortTimeout);
  EXPECT_EQ(Words(trial.WarmUp()), "failed: the server accepted the connection and stayed silent for 0.2 s");
}

// Which handshake a word is on is known by the client's random: another's word does not pass.
TEST_F(SocketTrialStrangerTest, TheWordOfAServerThatWasNotAskedDoesNotCount) {
  ServerProcess asked = StartServer("fake-honest", {full_});
  const ServerProcess serves = StartServer("fake-honest", {full_});
  SocketTrial trial = MakeTrial("fake-honest", full_, AddressOf(serves), &asked, milliseconds(1000));
  const std::string words = Words(trial.WarmUp());
  EXPECT_EQ(words.rfind("failed: the server's report of the handshake did not come within ", 0), 0U) << words;
}

}  // namespace
}  // namespace tlsbench
