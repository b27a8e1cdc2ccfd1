// The TLS server among clients that are silent, slow, deaf, rude or gone, and a fast one beside them. Limits:
// tls_server_limits_test.cc.

#include "bench/link/tls_server.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>

#include "tests/support/served.h"

namespace tlsbench {
namespace {

using std::chrono::milliseconds;

class TlsServerTest : public Served {};

// What the null backend under a fake cannot: refuse garbage, and cut what is long into records.
class RealTlsServerTest : public Served {};

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

// The kernel's limit may be below ours.
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
