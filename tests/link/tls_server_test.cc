// The TLS server among clients that are silent, slow, deaf, rude, many or gone, and a fast one beside them. Server and
// clients take turns in one thread: a server that waited for anybody would stop the test.

#include "bench/link/tls_server.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "bench/link/client_connection.h"
#include "tests/support/pair.h"
#include "tests/support/plugins.h"
#include "tests/support/raw_client.h"

namespace tlsbench {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kRequest = "GET / HTTP/1.1\r\n\r\n";
constexpr std::string_view kResponse = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
constexpr milliseconds kLong(10000);

class TlsServerTest : public testing::TestWithParam<std::string>, public ServerEvents {
 protected:
  void SetUp() override {
    if (!HasPlugin(GetParam())) {
      GTEST_SKIP() << GetParam() << " is not built";
    }
    const Backend& backend = BackendOf(GetParam());
    client_context_ = MakeTestContext(backend, TestClient(scenario_));
    server_context_ = MakeTestContext(backend, TestServer(scenario_));
    Serve({});
  }

  void Serve(const ServerLimits& limits) {
    Listener listener = ListenOnLoopback().value();
    port_ = listener.port;
    server_.emplace(*this, Transport(), limits);
    listener_ = server_->Listen(std::move(listener.fd), *server_context_);
  }

  void OnHandshake(const ServerConnection& connection) override {
    ++(connection.state == State::kOpen ? handshakes_ : failures_);
  }
  std::string_view OnRequest(const ServerConnection& connection, std::string_view head) override {
    EXPECT_EQ(connection.listener, listener_);
    requests_.emplace_back(head);
    return response_;
  }
  void OnClosed(const ServerConnection& connection, CloseReason reason) override {
    closed_.push_back(reason);
    closed_randoms_.push_back(connection.client_random());
  }

  // Turns of the server until something holds.
  void Until(const std::function<bool()>& holds) {
    const Deadline deadline = After(kLong);
    while (!holds() && std::chrono::steady_clock::now() < deadline) {
      server_->Poll(milliseconds(1));
    }
    ASSERT_TRUE(holds());
  }

  void UntilClosed(std::size_t count) {
    Until([&] { return closed_.size() >= count; });
    EXPECT_EQ(closed_.size(), count);
  }

  std::size_t accepted() const { return closed_.size() + server_->connections().size(); }

  // A client that the server has accepted.
  RawClient& Hostile() {
    const std::size_t before = accepted();
    RawClient& client = hostile_.emplace_back(*client_context_, port_);
    Until([&] { return accepted() > before; });
    return client;
  }

  // A client that has shaken hands.
  RawClient& OpenHostile() {
    const unsigned before = handshakes_;
    RawClient& client = Hostile();
    Until([&] {
      client.Send();
      client.Take();
      return client.state() == State::kOpen && client.out().empty() && handshakes_ > before;
    });
    return client;
  }

  // Sends a byte of the ClientHello and has the server take it before anything else happens.
  void SendSeen(RawClient& client, std::size_t nth) {
    client.Send(1);
    Until([&] { return server_->connections().back().first_bytes.size() == nth; });
  }

  // In how many turns with anything to do the server serves a well-behaved client, from connect to close.
  int TurnsOfAFastClient(const std::function<void()>& meanwhile = [] {}) {
    const std::string_view response = std::exchange(response_, kResponse);
    ClientPlan plan;
    plan.request = kRequest;
    plan.reset = true;
    ClientConnection client(*client_context_, plan);
    client.Prepare(nullptr, false, false);
    client.Start(Dial(NewSocket(AF_INET, {}), LoopbackAddress(port_), kLong).value());
    int turns = 0;
    const Deadline deadline = After(kLong);
    while (!client.done() && std::chrono::steady_clock::now() < deadline) {
      meanwhile();
      turns += server_->Poll(milliseconds(1)) > 0 ? 1 : 0;
      client.OnReadable();
    }
    const SocketHandshake handshake = client.Take();
    EXPECT_EQ(handshake.failure, "");
    EXPECT_TRUE(handshake.first_byte_ms);
    response_ = response;
    return turns;
  }

  // A fast client is served as if it were alone: one turn for its connection, one for each of its flights, and a few to
  // spare for what the kernel delivers in parts.
  void ExpectFastClientUnharmed(const std::function<void()>& meanwhile = [] {}) {
    const unsigned before = handshakes_;
    EXPECT_LE(TurnsOfAFastClient(meanwhile), kTurnsAlone);
    EXPECT_EQ(handshakes_, before + 1);
  }

  static constexpr int kTurnsAlone = 8;
  Scenario scenario_ = LocalScenario(kTls13, Handshake::kFull);
  std::unique_ptr<Context> client_context_;
  std::unique_ptr<Context> server_context_;
  std::optional<TlsServer> server_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::string_view response_ = kResponse;
  unsigned handshakes_ = 0;
  unsigned failures_ = 0;
  std::vector<std::string> requests_;
  std::vector<CloseReason> closed_;
  std::vector<Random> closed_randoms_;
  std::deque<RawClient> hostile_;
};

// What the null backend under a fake cannot: refuse garbage, and cut what is long into records.
class RealTlsServerTest : public TlsServerTest {};

std::vector<CloseReason> Times(std::size_t count, CloseReason reason) { return std::vector(count, reason); }

TEST_P(TlsServerTest, ItShakesHandsAnswersAndTells) {
  ExpectFastClientUnharmed();
  EXPECT_EQ(requests_, std::vector<std::string>{std::string(kRequest)});
  UntilClosed(1);
  EXPECT_EQ(closed_, Times(1, CloseReason::kClient));
  EXPECT_NE(closed_randoms_.at(0), Random{});
  EXPECT_TRUE(server_->connections().empty());
}

TEST_P(TlsServerTest, SilentClientsKeepNobodyWaiting) {
  for (int i = 0; i < 30; ++i) {
    Hostile();
  }
  ExpectFastClientUnharmed();
  EXPECT_EQ(accepted(), 31U);
}

TEST_P(TlsServerTest, HalfAClientHelloKeepsNobodyWaiting) {
  for (int i = 0; i < 30; ++i) {
    RawClient& client = Hostile();
    client.Send(client.out().size() / 2);
  }
  TurnsOfAFastClient();
  EXPECT_EQ(handshakes_, 1U);
  ExpectFastClientUnharmed();
}

TEST_P(TlsServerTest, OneByteAtATimeIsAHandshakeLikeAnyOther) {
  RawClient& client = Hostile();
  const std::size_t hello = client.out().size();
  TurnsOfAFastClient([&] { client.Send(1); });
  EXPECT_GT(client.out().size(), hello / 2) << "the other had not to wait for the rest of it";
  Until([&] {
    client.Send(1);
    client.Take();
    return client.state() == State::kOpen && client.out().empty();
  });
  client.Ask(kRequest);
  Until([&] {
    client.Send(1);
    client.Take();
    return client.text() == kResponse;
  });
  EXPECT_EQ(handshakes_, 2U);
}

TEST_P(RealTlsServerTest, GarbageEndsItsOwnConnection) {
  for (const std::string_view garbage :
       {"GET / HTTP/1.1\r\n\r\n", "\x15\x03\x03\x01\x02\x02\x28garbage", "\x17\x03\x03\x01\x04some data"}) {
    RawClient& client = Hostile();
    client.out().assign(garbage.begin(), garbage.end());
    client.out().resize(100000, 0xa5);
    client.Send();
  }
  ExpectFastClientUnharmed();
  Until([&] { return closed_.size() == 4; });
  EXPECT_EQ(handshakes_, 1U);
  EXPECT_EQ(failures_, 3U);
  EXPECT_EQ(std::count(closed_.begin(), closed_.end(), CloseReason::kFailed), 3);
}

TEST_P(RealTlsServerTest, AClientThatNeverReadsIsReadNoMore) {
  const std::string large(8 << 20, 'x');
  response_ = large;
  RawClient& client = OpenHostile();
  constexpr int kAsked = 5;
  for (int i = 0; i < kAsked; ++i) {
    client.Ask(kRequest);
    client.Send();
    server_->Poll(milliseconds(1));
  }
  Until([&] { return !requests_.empty(); });
  ExpectFastClientUnharmed();
  EXPECT_EQ(requests_.size(), 2U) << "one of the fast client; of the other one response waits, and no further is made";
  EXPECT_GT(server_->connections().front().unsent.size(), 0U);
  Until([&] {
    while (client.Take() == Received::kBytes) {
    }
    return client.heard() >= kAsked * large.size();
  });
  EXPECT_EQ(client.heard(), kAsked * large.size()) << "nothing is lost";
  EXPECT_EQ(requests_.size(), kAsked + 1U);
}

TEST_P(TlsServerTest, RequestsInOneGoAreAnsweredInOrder) {
  RawClient& client = OpenHostile();
  client.Ask("first\r\n\r\nsecond\r\n\r\nthi");
  client.Send();
  Until([&] { return requests_.size() == 2; });
  client.Ask("rd\r\n\r\n");
  client.Send();
  Until([&] {
    client.Take();
    return client.heard() == 3 * kResponse.size();
  });
  EXPECT_EQ(requests_, (std::vector<std::string>{"first\r\n\r\n", "second\r\n\r\n", "third\r\n\r\n"}));
}

TEST_P(RealTlsServerTest, WhoHasSaidEverythingMayStillRead) {
  const std::string large(8 << 20, 'x');
  response_ = large;
  RawClient& client = OpenHostile();
  client.Ask(kRequest);
  client.Send();
  Until([&] { return !requests_.empty(); });
  shutdown(client.fd(), SHUT_WR);
  Received received = Received::kNothing;
  Until([&] {
    received = client.Take();
    return received == Received::kClosed;
  });
  EXPECT_EQ(client.heard(), large.size());
  UntilClosed(1);
}

TEST_P(TlsServerTest, ARequestWithoutEndIsCutOff) {
  RawClient& client = OpenHostile();
  Until([&] {
    client.Ask(std::string(1000, 'x'));
    client.Send();
    return !closed_.empty();
  });
  EXPECT_EQ(closed_, Times(1, CloseReason::kTooLong));
}

// After every so many bytes that a client sends, an orderly close and a reset.
TEST_P(TlsServerTest, AClientMayLeaveAtAnyMoment) {
  unsigned opened = 0;
  for (std::size_t said = 0; opened < 2; said += 7) {
    for (const bool reset : {false, true}) {
      RawClient& client = Hostile();
      std::size_t left = said;
      Until([&] {
        const std::size_t now = std::min(left, client.out().size());
        client.Send(now);
        left -= now;
        client.Take();
        return left == 0 || (client.state() == State::kOpen && client.out().empty());
      });
      opened += client.state() == State::kOpen && client.out().empty() ? 1 : 0;
      Until([&] { return handshakes_ == opened; });
      if (reset) {
        ResetOnClose(client.fd());
      }
      client.CloseSocket();
      Until([&] { return server_->connections().empty(); });
    }
  }
  EXPECT_EQ(closed_, Times(closed_.size(), CloseReason::kClient));
  ExpectFastClientUnharmed();
}

TEST_P(TlsServerTest, OfTooManyTheOneThatWasQuietLongestIsClosed) {
  constexpr std::size_t kLimit = 40;
  constexpr std::size_t kMany = 200;
  ServerLimits limits;
  limits.connections = kLimit;
  Serve(limits);
  for (std::size_t i = 0; i < kMany; ++i) {
    Hostile();
    EXPECT_LE(server_->connections().size(), kLimit);
  }
  EXPECT_EQ(closed_, Times(kMany - kLimit, CloseReason::kCrowded));
  for (std::size_t i = 0; i < kMany; ++i) {
    const bool gone = i < kMany - kLimit;
    EXPECT_TRUE(!gone || AwaitReadable(hostile_[i].fd(), Soon())) << i;
    EXPECT_EQ(hostile_[i].Take(), gone ? Received::kClosed : Received::kNothing) << i;
  }
  ExpectFastClientUnharmed();
}

TEST_P(TlsServerTest, WhoSpeaksOutlastsWhoDoesNot) {
  ServerLimits limits;
  limits.connections = 10;
  Serve(limits);
  RawClient& active = Hostile();
  for (std::size_t i = 1; i <= 40; ++i) {
    Hostile();
    SendSeen(active, i);
  }
  EXPECT_EQ(closed_.size(), 31U);
  EXPECT_EQ(active.Take(), Received::kNothing) << "it is still there";
}

TEST_P(TlsServerTest, ThousandsInARowKeepNobodyWaiting) {
  constexpr int kWaves = 10;
  constexpr std::size_t kAtOnce = 300;
  ServerLimits limits;
  limits.connections = 100;
  Serve(limits);
  for (int wave = 0; wave < kWaves; ++wave) {
    std::vector<Fd> many;
    for (std::size_t i = 0; i < kAtOnce; ++i) {
      many.push_back(Connect(LoopbackAddress(port_), Soon()).value());
    }
    // Accepting them takes a turn for each 64, and so do the ends of those of the wave before.
    EXPECT_LE(TurnsOfAFastClient(), kTurnsAlone + static_cast<int>(2 * kAtOnce / 64));
    EXPECT_LE(server_->connections().size(), limits.connections);
  }
  EXPECT_EQ(handshakes_, static_cast<unsigned>(kWaves));
}

// The kernel's limit may be below ours.
TEST_P(TlsServerTest, WithoutADescriptorLeftTheOldestGoes) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  std::vector<Fd> sockets;
  for (int i = 0; i < 20; ++i) {
    sockets.push_back(NewSocket(AF_INET, {}).value());
  }
  rlimit few = before;
  few.rlim_cur = static_cast<rlim_t>(sockets.back().get()) + 6;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
  for (std::size_t i = 0; i < sockets.size(); ++i) {
    EXPECT_TRUE(Connect(sockets[i].get(), LoopbackAddress(port_), Soon()));
    Until([&] { return accepted() == i + 1; });
  }
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_GE(closed_.size(), sockets.size() - 6);
  EXPECT_EQ(closed_, Times(closed_.size(), CloseReason::kCrowded));
  ExpectFastClientUnharmed();
}

TEST_P(TlsServerTest, SilenceHasALimit) {
  ServerLimits limits;
  limits.idle = milliseconds(400);
  Serve(limits);
  Hostile();
  Hostile().Send(20);
  OpenHostile();
  UntilClosed(3);
  EXPECT_EQ(closed_, Times(3, CloseReason::kIdle));
  ExpectFastClientUnharmed();
}

TEST_P(TlsServerTest, SlownessHasALimit) {
  ServerLimits limits;
  limits.busy = milliseconds(400);
  Serve(limits);
  const std::string large(8 << 20, 'x');
  RawClient& quiet = OpenHostile();
  RawClient& request = OpenHostile();
  RawClient& deaf = OpenHostile();
  response_ = large;
  deaf.Ask(kRequest);
  deaf.Send();
  RawClient& hello = Hostile();
  Until([&] {
    hello.Send(1);
    request.Ask("x");
    request.Send();
    Buffer little(1);
    (void)recv(deaf.fd(), little.data(), little.size(), 0);
    std::this_thread::sleep_for(milliseconds(2));
    return closed_.size() == 3;
  });
  EXPECT_EQ(closed_, Times(3, CloseReason::kSlow));
  while (quiet.Take() == Received::kBytes) {
  }
  EXPECT_EQ(quiet.Take(), Received::kNothing) << "an open connection on which nobody waits is not slow";
}

TEST_P(TlsServerTest, ManyClientsOfOneThreadAreServedTogether) {
  ClientPlan plan;
  plan.request = kRequest;
  std::deque<ClientConnection> clients;
  for (int i = 0; i < 50; ++i) {
    ClientConnection& client = clients.emplace_back(*client_context_, plan);
    client.Prepare(nullptr, true, false);
    client.Start(Dial(NewSocket(AF_INET, {}), LoopbackAddress(port_), kLong).value());
  }
  const auto done = [&] {
    return std::all_of(clients.begin(), clients.end(), [](const ClientConnection& client) { return client.done(); });
  };
  Until([&] {
    for (ClientConnection& client : clients) {
      if (!client.done()) {
        client.OnReadable();
      }
    }
    return done();
  });
  for (ClientConnection& client : clients) {
    const SocketHandshake handshake = client.Take();
    EXPECT_EQ(handshake.failure, "");
    EXPECT_TRUE(handshake.session);
    EXPECT_EQ(handshake.counts.round_trips, 1U);
  }
  EXPECT_EQ(handshakes_, 50U);
  EXPECT_EQ(requests_.size(), 50U);
}

TEST_P(TlsServerTest, RunEndsWhenItIsStopped) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  const Fd read_end(ends[0]);
  Fd write_end(ends[1]);
  server_->Watch(read_end.get(), [&] { server_->Stop(); });
  write_end.Close();
  server_->Run();
  SUCCEED();
}

INSTANTIATE_TEST_SUITE_P(Openssl, RealTlsServerTest, testing::Values("openssl"));
INSTANTIATE_TEST_SUITE_P(All, TlsServerTest, testing::Values("fake-honest", "openssl"),
                         [](const auto& row) { return row.param == "openssl" ? "openssl" : "fake"; });

}  // namespace
}  // namespace tlsbench
