// The loopback server: a real process, this program in its hidden mode, between fakes and the real OpenSSL.

#include "bench/link/server_process.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <thread>

#include "bench/link/socket_client.h"
#include "tests/support/children.h"
#include "tests/support/pair.h"
#include "tests/support/plugins.h"

namespace tlsbench {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLimit(10000);

const Scenario kFull13 = LocalScenario(kTls13, Handshake::kFull);
const Scenario kFull12 = LocalScenario(kTls12, Handshake::kFull);

ServerProcess StartServer(const std::vector<std::string>& plugins, const std::vector<ListenerRequest>& requests) {
  std::vector<std::string> files;
  std::transform(plugins.begin(), plugins.end(), std::back_inserter(files), PluginFile);
  return ServerProcess::Start(files, TestCredentials(), requests, -1, kLimit).value();
}

SocketHandshake ConnectTo(const ListenerPort& port, const std::string& plugin, const Scenario& scenario) {
  const auto context = MakeTestContext(BackendOf(plugin), TestClient(scenario));
  SocketPlan plan;
  plan.address = LoopbackAddress(port.value());
  plan.timeout = kLimit;
  plan.request = "GET / HTTP/1.1\r\n\r\n";
  return SocketClient(*context, plan).Run(nullptr, false);
}

class ServerTest : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (!HasPlugin(GetParam())) {
      GTEST_SKIP() << GetParam() << " is not built";
    }
    name_ = BackendOf(GetParam()).name();
  }

  std::string name_;
};

TEST_P(ServerTest, TheWordOnAHandshakeIsFoundByItsRandom) {
  ServerProcess server = StartServer({GetParam()}, {{name_, kFull13}, {name_, kFull12}});
  ASSERT_EQ(server.ports().size(), 2U);
  const SocketHandshake first = ConnectTo(server.ports()[0], GetParam(), kFull13);
  const SocketHandshake second = ConnectTo(server.ports()[1], GetParam(), kFull12);
  ASSERT_EQ(first.failure + second.failure, "");
  const auto word = server.Await(second.wire.client_random, kLimit);
  ASSERT_TRUE(word) << word.error();
  EXPECT_EQ(word->failure, "");
  EXPECT_EQ(word->negotiated.protocol, kTls12) << "not the word on the first";
  EXPECT_EQ(word->negotiated.cipher_suite, kFull12.cipher_suite);
  EXPECT_EQ(word->negotiated.group, kGroupX25519);
  EXPECT_FALSE(word->negotiated.resumed);
}

TEST_P(ServerTest, EachListenerServesItsOwnScenario) {
  ServerProcess server = StartServer({GetParam()}, {{name_, kFull13}, {name_, kFull12}});
  EXPECT_NE(server.ports()[0].value(), server.ports()[1].value());
  for (const std::size_t i : {0U, 1U}) {
    const Scenario& scenario = i == 0 ? kFull13 : kFull12;
    const SocketHandshake handshake = ConnectTo(server.ports()[i], GetParam(), scenario);
    ASSERT_EQ(handshake.failure, "");
    EXPECT_EQ(handshake.wire.protocol, scenario.protocol);
    EXPECT_TRUE(handshake.first_byte_ms) << "it answers a request";
  }
}

TEST_P(ServerTest, AWordThatNeverComesIsAnErrorInTime) {
  ServerProcess server = StartServer({GetParam()}, {{name_, kFull13}});
  const auto word = server.Await(Random{1, 2, 3}, milliseconds(50));
  ASSERT_FALSE(word);
  EXPECT_EQ(word.error().rfind("the server's report of the handshake did not come within ", 0), 0U) << word.error();
}

TEST_P(ServerTest, ItsCpuTimeGrowsWithItsWork) {
  ServerProcess server = StartServer({GetParam()}, {{name_, kFull13}});
  const double before = server.CpuUs(kLimit).value();
  EXPECT_GT(before, 0);
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(ConnectTo(server.ports()[0], GetParam(), kFull13).failure, "");
  }
  EXPECT_GT(server.CpuUs(kLimit).value(), before);
}

TEST_P(ServerTest, OnceKilledItFailsEveryoneAtOnce) {
  ServerProcess server = StartServer({GetParam()}, {{name_, kFull13}});
  KillChildren();
  EXPECT_EQ(server.Await({}, kLimit).error(), "the server process has ended");
  EXPECT_EQ(server.CpuUs(kLimit).error(), "the server process has ended");
  const SocketHandshake handshake = ConnectTo(server.ports()[0], GetParam(), kFull13);
  EXPECT_EQ(handshake.kind, SocketFailure::kConnect);
  EXPECT_EQ(handshake.failure, "Connection refused");
}

// A second descriptor of the client's socket keeps the connection open after the client is done with it.
TEST_P(ServerTest, WhatTcpDidIsKnownOfOpenAndClosedConnections) {
  ServerProcess server = StartServer({GetParam()}, {{name_, kFull13}});
  const auto context = MakeTestContext(BackendOf(GetParam()), TestClient(kFull13));
  Fd kept;
  SocketPlan plan;
  plan.address = LoopbackAddress(server.ports()[0].value());
  plan.timeout = kLimit;
  plan.request = "GET / HTTP/1.1\r\n\r\n";
  plan.reset = true;  // no close_notify, which would end the connection
  plan.new_socket = [&]() -> tl::expected<Fd, std::string> {
    kept = NewSocket(AF_INET, {}).value();
    return Fd(dup(kept.get()));
  };
  const SocketHandshake handshake = SocketClient(*context, plan).Run(nullptr, false);
  ASSERT_EQ(handshake.failure, "");
  const auto open = server.Tcp(handshake.wire.client_random, kLimit);
  ASSERT_TRUE(open) << open.error();
  EXPECT_GT(open->facts.min_rtt_us, 0U);
  EXPECT_GE(open->facts.segments_received, 3U) << "SYN, ClientHello, Finished and request";
  kept.Close();
  for (int i = 0; i < 3; ++i) {  // whether or not the server has seen the end yet
    const auto closed = server.Tcp(handshake.wire.client_random, kLimit);
    ASSERT_TRUE(closed) << closed.error();
    EXPECT_GE(closed->facts.segments_received, open->facts.segments_received);
    std::this_thread::sleep_for(milliseconds(20));
  }
}

TEST_P(ServerTest, WhatTcpDidIsKeptOfTheLastFewConnections) {
  ServerProcess server = StartServer({GetParam()}, {{name_, kFull13}});
  const SocketHandshake first = ConnectTo(server.ports()[0], GetParam(), kFull13);
  EXPECT_TRUE(server.Tcp(first.wire.client_random, kLimit));
  for (int i = 0; i < 20; ++i) {
    ASSERT_EQ(ConnectTo(server.ports()[0], GetParam(), kFull13).failure, "");
  }
  EXPECT_EQ(server.Tcp(first.wire.client_random, kLimit).error(), "the server does not know that connection");
  EXPECT_EQ(server.Tcp(Random{1, 2, 3}, kLimit).error(), "the server does not know that connection");
}

INSTANTIATE_TEST_SUITE_P(All, ServerTest, testing::Values("fake-honest", "openssl"),
                         [](const auto& row) { return row.param == "openssl" ? "openssl" : "fake"; });

TEST(ServerProcessTest, EveryBackendGetsItsPort) {
  const ServerProcess server =
      StartServer({"fake-honest", "fake-liar"}, {{"fake-honest", kFull13}, {"fake-liar", kFull13}});
  ASSERT_EQ(server.ports().size(), 2U);
  EXPECT_TRUE(server.ports()[0] && server.ports()[1]);
}

TEST(ServerProcessTest, WhatCannotBeServedIsAnErrorInWordsAndCostsNobodyElseThePort) {
  const ServerProcess server =
      StartServer({"fake-honest", "fake-no-context"},
                  {{"nobody", kFull13}, {"fake-no-context", kFull13}, {"fake-honest", kFull13}});
  ASSERT_EQ(server.ports().size(), 3U);
  EXPECT_EQ(server.ports()[0].error(), "the server has no backend nobody");
  EXPECT_EQ(server.ports()[1].error(), "scripted refusal of the configuration");
  EXPECT_TRUE(server.ports()[2]);
}

// Three chains of 90 kB as PEM are more than one packet holds.
TEST(ServerProcessTest, CertificatesMayBeLargerThanAPacket) {
  std::map<CertificateKey, Credentials> credentials;
  for (const unsigned bytes : {80000U, 85000U, 90000U}) {
    credentials[{Auth::kEcdsaP256, bytes}] = {std::string(bytes * 4 / 3, 'x'), "key", "root"};
  }
  const auto server =
      ServerProcess::Start({PluginFile("fake-honest")}, credentials, {{"fake-honest", kFull13}}, -1, kLimit);
  ASSERT_TRUE(server) << server.error();
  EXPECT_TRUE(server->ports()[0]);
}

TEST(ServerProcessTest, APluginThatDoesNotLoadIsNoBackend) {
  const auto server = ServerProcess::Start({"/nonexistent.so"}, {}, {{"fake-honest", kFull13}}, -1, kLimit);
  ASSERT_TRUE(server) << server.error();
  EXPECT_EQ(server->ports()[0].error(), "the server has no backend fake-honest");
}

TEST(ServerProcessTest, AServersFailureIsInItsLibrarysWords) {
  if (!HasPlugin("openssl")) {
    GTEST_SKIP() << "openssl is not built";
  }
  ServerProcess server = StartServer({"openssl"}, {{std::string(BackendOf("openssl").name()), kFull12}});
  const SocketHandshake handshake = ConnectTo(server.ports()[0], "openssl", kFull13);
  EXPECT_EQ(handshake.kind, SocketFailure::kLibrary);
  EXPECT_EQ(handshake.alert_received, 70) << "protocol_version";
  const auto word = server.Await(handshake.wire.client_random, kLimit);
  ASSERT_TRUE(word) << word.error();
  EXPECT_NE(word->failure, "");
  EXPECT_LT(word->failure.size(), 200U);
}

TEST(ServerProcessTest, ItEndsWithItsOwner) {
  { const ServerProcess server = StartServer({"fake-honest"}, {{"fake-honest", kFull13}}); }
  EXPECT_TRUE(Children().empty());
}

}  // namespace
}  // namespace tlsbench
