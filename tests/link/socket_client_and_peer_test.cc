// The client's end of a socket link against peers that misbehave.

#include <gtest/gtest.h>

#include "bench/link/server_process.h"
#include "bench/link/socket_client.h"
#include "tests/fakes/fake.h"
#include "tests/support/pair.h"
#include "tests/support/peer.h"
#include "tests/support/plugins.h"

namespace tlsbench {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kTimeout(200);  // where a timeout is what is tested
constexpr milliseconds kLongTimeout(10000);
constexpr std::string_view kRequest = "GET / HTTP/1.1\r\nHost: tlsbench.test\r\n\r\n";

Buffer Joined(Bytes first, Bytes second) {
  Buffer joined(first.begin(), first.end());
  joined.insert(joined.end(), second.begin(), second.end());
  return joined;
}

// A fake's handshakes are the same bytes each time, so what a server of it says can be said by anyone.
struct Script {
  std::size_t client_hello = 0;
  std::size_t client_finish = 0;
  Buffer server_flight;
  Buffer tickets;
};

class ClientAndPeerTest : public testing::Test {
 protected:
  static Script Recorded() {
    const FakeBackend backend(Fault::kNone, "fake", 1);
    const Pair ends = MakePair(backend, LocalScenario(kTls13, Handshake::kFull));
    const MemoryHandshake handshake = ends.link->Run(nullptr);
    const Bytes server = handshake.from_server;
    const std::size_t flight = handshake.counts.bytes_received;
    Script script;
    script.client_hello = 5 + (std::size_t{handshake.from_client[3]} << 8) + handshake.from_client[4];
    script.client_finish = handshake.from_client.size() - script.client_hello;
    script.server_flight = Joined(server.first(flight), {});
    script.tickets = Joined(server.subspan(flight), {});
    return script;
  }

  SocketHandshake Run(const Address& address, Fault fault = Fault::kNone, bool want_session = false) {
    const FakeBackend backend(fault, "fake", 1);
    const Pair ends = MakePair(backend, LocalScenario(kTls13, Handshake::kFull));
    SocketPlan plan;
    plan.address = address;
    plan.timeout = timeout_;
    plan.session_wait = timeout_;
    plan.request = request_;
    return SocketClient(*ends.client, plan).Run(nullptr, want_session);
  }

  SocketHandshake Meet(Peer::Treat treat) { return Run(Peer(std::move(treat)).address()); }

  milliseconds timeout_ = kLongTimeout;
  std::string_view request_ = kRequest;
};

// The response of a fake is plain: a record of application data that ends in its inner type.
Buffer Response() { return {23, 3, 3, 0, 3, 'O', 'K', 23}; }

TEST_F(ClientAndPeerTest, AClosedPort) {
  std::uint16_t port = 0;
  { port = ListenOnLoopback().value().port; }
  const SocketHandshake handshake = Run(LoopbackAddress(port));
  EXPECT_EQ(handshake.kind, SocketFailure::kConnect);
  EXPECT_EQ(handshake.failure, "Connection refused");
}

TEST_F(ClientAndPeerTest, SilenceEndsAtTheTimeout) {
  const Listener listener = ListenOnLoopback().value();  // the kernel accepts, nobody answers
  timeout_ = kTimeout;
  const auto start = std::chrono::steady_clock::now();
  const SocketHandshake handshake = Run(LoopbackAddress(listener.port));
  EXPECT_GE(std::chrono::steady_clock::now() - start, kTimeout);
  EXPECT_EQ(handshake.kind, SocketFailure::kSilent);
  EXPECT_EQ(handshake.failure, "the server accepted the connection and stayed silent for 0.2 s");
}

TEST_F(ClientAndPeerTest, AnotherProtocolIsQuoted) {
  const SocketHandshake handshake = Meet([](int fd) {
    Take(fd, 1);
    Say(fd, AsBytes("HTTP/1.1 400 Bad\x01Request\r\nConnection: close\r\n\r\n"));
    AwaitClose(fd);
  });
  EXPECT_EQ(handshake.kind, SocketFailure::kNotTls);
  EXPECT_EQ(handshake.failure, "the server does not speak TLS: it answered 'HTTP/1.1 400 Bad.Request'");
}

TEST_F(ClientAndPeerTest, ACloseIsToldFromAReset) {
  const SocketHandshake closed = Meet([](int fd) { Take(fd, Recorded().client_hello); });
  EXPECT_EQ(closed.kind, SocketFailure::kClosed);
  EXPECT_EQ(closed.failure, "the server closed the connection after 0 bytes");
  const SocketHandshake reset = Meet([](int fd) {
    Take(fd, Recorded().client_hello);
    Say(fd, Bytes(Recorded().server_flight).first(11));
    ResetOnClose(fd);
  });
  EXPECT_EQ(reset.kind, SocketFailure::kClosed);
  EXPECT_EQ(reset.failure.rfind("the server reset the connection after ", 0), 0U) << reset.failure;
}

TEST_F(ClientAndPeerTest, AServerThatStopsHalfWay) {
  timeout_ = kTimeout;
  const SocketHandshake handshake = Meet([](int fd) {
    Say(fd, Bytes(Recorded().server_flight).first(11));
    AwaitClose(fd);
  });
  EXPECT_EQ(handshake.kind, SocketFailure::kTimeout);
  EXPECT_EQ(handshake.failure, "the server did not finish answering within 0.2 s");
}

TEST_F(ClientAndPeerTest, AResponseThatNeverComes) {
  timeout_ = kTimeout;
  const SocketHandshake handshake = Meet([](int fd) {
    Say(fd, Recorded().server_flight);
    AwaitClose(fd);
  });
  EXPECT_EQ(handshake.kind, SocketFailure::kTimeout);
  EXPECT_EQ(handshake.failure,
            "the server did not finish answering within 0.2 s before the response to the request; --no-request leaves "
            "it out");
}

TEST_F(ClientAndPeerTest, AClientThatFailsSaysSo) {
  const Listener listener = ListenOnLoopback().value();
  const SocketHandshake failed = Run(LoopbackAddress(listener.port), Fault::kFail);
  EXPECT_EQ(failed.kind, SocketFailure::kLibrary);
  EXPECT_EQ(failed.failure, "scripted failure");
  const SocketHandshake never = Run(LoopbackAddress(listener.port), Fault::kNoConnection);
  EXPECT_EQ(never.kind, SocketFailure::kLibrary);
  EXPECT_EQ(never.failure, "the client would not open a connection");
}

TEST_F(ClientAndPeerTest, ASessionThatNeverComesIsNoFailure) {
  timeout_ = kTimeout;
  request_ = "";
  const Peer peer([](int fd) {
    Say(fd, Recorded().server_flight);
    AwaitClose(fd);
  });
  const SocketHandshake handshake = Run(peer.address(), Fault::kNone, true);
  EXPECT_EQ(handshake.kind, SocketFailure::kNone);
  EXPECT_FALSE(handshake.session);
  EXPECT_EQ(handshake.client.protocol, kTls13);
}

// TCP cuts where it likes. A server may send its tickets right behind its Finished (RFC 9846, section 4.6.1), so a
// ticket may begin among the bytes that complete the handshake and end later.
TEST_F(ClientAndPeerTest, ATicketCutInTwoIsStillOne) {
  for (const std::size_t cut : {1U, 4U, 5U, 100U}) {
    const SocketHandshake handshake = Meet([cut](int fd) {
      const Script script = Recorded();
      Take(fd, script.client_hello);
      Say(fd, Joined(script.server_flight, Bytes(script.tickets).first(cut)));
      Take(fd, script.client_finish + kRequest.size());
      Say(fd, Joined(Bytes(script.tickets).subspan(cut), Response()));  // which ends as the connection does
    });
    EXPECT_EQ(handshake.failure, "") << cut;
    EXPECT_TRUE(handshake.first_byte_ms) << cut;
    EXPECT_EQ(handshake.client.tickets, 2) << cut;
    EXPECT_EQ(handshake.counts.first_byte_round_trips, 2U) << cut;
  }
}

TEST_F(ClientAndPeerTest, AHandshakeCutAnywhereIsOneFlight) {
  const SocketHandshake handshake = Meet([](int fd) {
    const Script script = Recorded();
    Take(fd, script.client_hello);
    for (std::size_t at = 0; at < script.server_flight.size(); at += 97) {
      Say(fd, Bytes(script.server_flight).subspan(at, std::min<std::size_t>(97, script.server_flight.size() - at)));
    }
    Take(fd, script.client_finish + kRequest.size());
    Say(fd, Response());  // which ends as the connection does
  });
  EXPECT_EQ(handshake.failure, "");
  EXPECT_EQ(handshake.counts.flights, 3U);
  EXPECT_EQ(handshake.counts.round_trips, 1U);
  EXPECT_EQ(handshake.counts.first_byte_round_trips, 2U);
}

class OpensslClientTest : public testing::Test {
 protected:
  static SocketPlan PlanFor(const Address& address) {
    SocketPlan plan;
    plan.address = address;
    plan.timeout = plan.session_wait = kLongTimeout;
    return plan;
  }

  void SetUp() override {
    if (!HasPlugin("openssl")) {
      GTEST_SKIP() << "openssl is not built";
    }
  }
};

TEST_F(OpensslClientTest, AnAlertIsTheServersWord) {
  const Peer peer([](int fd) {
    Take(fd, 1);
    Say(fd, Buffer{21, 3, 3, 0, 2, 2, 40});
    AwaitClose(fd);
  });
  const auto context = MakeTestContext(BackendOf("openssl"), TestClient(LocalScenario(kTls13, Handshake::kFull)));
  const SocketHandshake handshake = SocketClient(*context, PlanFor(peer.address())).Run(nullptr, false);
  EXPECT_EQ(handshake.kind, SocketFailure::kLibrary);
  EXPECT_EQ(handshake.alert_received, 40);
  EXPECT_FALSE(handshake.certificate_refused) << handshake.failure;
}

TEST_F(OpensslClientTest, ACertificateThatIsNotTrustedIsTold) {
  const Scenario scenario = LocalScenario(kTls13, Handshake::kFull);
  const Backend& backend = BackendOf("openssl");
  const auto server = ServerProcess::Start({PluginFile("openssl")}, TestCredentials(),
                                           {{std::string(backend.name()), scenario}}, -1, kLongTimeout);
  ASSERT_TRUE(server) << server.error();
  EndpointConfig config = TestClient(scenario);
  config.trust_anchors_pem = MakeCredentials({Auth::kEcdsaP256}).value().root_pem;
  const auto context = MakeTestContext(backend, config);
  const SocketHandshake handshake =
      SocketClient(*context, PlanFor(LoopbackAddress(server->ports()[0].value()))).Run(nullptr, false);
  EXPECT_EQ(handshake.kind, SocketFailure::kLibrary);
  EXPECT_TRUE(handshake.certificate_refused) << handshake.failure;
}

}  // namespace
}  // namespace tlsbench
