// The client connection, step by step in one thread, against a server that the test speaks for.

#include "bench/link/client_connection.h"

#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <functional>

#include "tests/support/blocking_socket.h"
#include "tests/support/fake_script.h"

namespace tlsbench {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kRequest = "GET / HTTP/1.1\r\nHost: tlsbench.test\r\n\r\n";
constexpr std::string_view kResponse = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK";
constexpr int kManySteps = 100000;

class ClientConnectionTest : public testing::Test {
 protected:
  ClientConnectionTest() {
    plan_.request = kRequest;
    plan_.timeout = plan_.session_wait = milliseconds(10000);
  }

  // A connection whose other end is `server_`.
  ClientConnection& Start(bool want_session = false) {
    client_.emplace(*ends_.client, plan_);
    Restart(want_session);
    return *client_;
  }

  void Restart(bool want_session = false) {
    client_->Prepare(nullptr, want_session, false);
    auto dialled = Dial(NewSocket(AF_INET, {}), LoopbackAddress(listener_.port), milliseconds(10000));
    ASSERT_TRUE(dialled) << dialled.error();
    server_ = Accept(listener_.fd.get());
    ASSERT_TRUE(server_.valid());
    client_->Start(std::move(*dialled));
  }

  // All that it can do with what has come.
  void Run() {
    int steps = 0;
    while (!client_->done() && client_->OnReadable()) {
      ASSERT_LT(++steps, kManySteps);
    }
  }

  // The client takes all of it.
  void Say(Bytes bytes) {
    ASSERT_TRUE(SendAll(server_.get(), bytes, Soon()));
    int arrived = 0;
    const Deadline deadline = Soon();
    while (static_cast<std::size_t>(arrived) < bytes.size() && std::chrono::steady_clock::now() < deadline) {
      ASSERT_EQ(ioctl(client_->fd(), FIONREAD, &arrived), 0);
    }
    Run();
  }

  // The client sees the end of the connection.
  void Leave(bool reset = false) {
    if (reset) {
      ResetOnClose(server_.get());
    }
    server_.Close();
    ASSERT_TRUE(AwaitReadable(client_->fd(), Soon()));
    Run();
  }

  // Takes `count` bytes off the connection; then there are no more.
  void Hear(std::size_t count) {
    Buffer in;
    while (in.size() < count && Receive(server_.get(), in, Soon()) == Received::kBytes) {
    }
    EXPECT_EQ(in.size(), count);
  }

  // What has come by now.
  std::size_t Heard() {
    Buffer in;
    while (TryReceive(server_.get(), in) == Received::kBytes) {
    }
    return in.size();
  }

  std::size_t LastFlight() const { return script_.client_finish + FakeData(plan_.request).size(); }

  const FakeScript script_ = RecordFake();
  const FakeBackend backend_{Fault::kNone, "fake", 1};
  const Pair ends_ = MakePair(backend_, LocalScenario(kTls13, Handshake::kFull));
  Listener listener_ = ListenOnLoopback().value();
  ClientPlan plan_;
  std::optional<ClientConnection> client_;
  Fd server_;
};

TEST_F(ClientConnectionTest, EachStateEndsWithWhatItWaitsFor) {
  const ClientConnection& client = Start(true);
  Hear(script_.client_hello);
  Run();
  EXPECT_FALSE(client.done() || client.WantsWrite()) << "nothing came, so nothing happens";
  Say(script_.server_flight);
  Hear(LastFlight());
  EXPECT_FALSE(client.done());
  Say(FakeData(kResponse.substr(0, 30)));
  EXPECT_FALSE(client.done()) << "the response goes on";
  Say(FakeData(kResponse.substr(30)));
  EXPECT_FALSE(client.done()) << "it waits for a ticket";
  Say(script_.tickets);
  ASSERT_TRUE(client.done());
  const SocketHandshake handshake = client_->Take();
  EXPECT_EQ(handshake.failure, "");
  EXPECT_TRUE(handshake.session);
  EXPECT_EQ(handshake.counts.flights, 3U);
  EXPECT_EQ(handshake.counts.first_byte_round_trips, 2U);
  EXPECT_EQ(handshake.counts.ticket_bytes, script_.tickets.size());
  EXPECT_TRUE(handshake.tcp && handshake.moments.request_sent_ms && handshake.moments.last_byte_ms);
  EXPECT_LT(*handshake.first_byte_ms, *handshake.moments.last_byte_ms);
  EXPECT_LT(*handshake.moments.last_byte_ms, *handshake.moments.first_ticket_ms);
}

TEST_F(ClientConnectionTest, OneByteAtATimeIsTheSameHandshake) {
  const ClientConnection& client = Start();
  const Buffer all = Joined(script_.server_flight, Joined(script_.tickets, FakeData(kResponse)));
  for (const std::uint8_t byte : all) {
    EXPECT_FALSE(client.done());
    Say({&byte, 1});
  }
  ASSERT_TRUE(client.done());
  const SocketHandshake handshake = client_->Take();
  EXPECT_EQ(handshake.failure, "");
  EXPECT_EQ(handshake.counts.flights, 3U);
  EXPECT_EQ(handshake.counts.bytes_received, script_.server_flight.size());
  EXPECT_EQ(handshake.counts.ticket_bytes, script_.tickets.size());
}

TEST_F(ClientConnectionTest, OneConnectionAfterAnotherIsTheSame) {
  Start();
  Say(Buffer(script_.server_flight.begin(), script_.server_flight.begin() + 50));
  Leave();
  EXPECT_EQ(client_->Take().kind, SocketFailure::kClosed);
  for (int i = 0; i < 2; ++i) {
    Restart();
    Say(script_.server_flight);
    Say(FakeData(kResponse));
    ASSERT_TRUE(client_->done());
    const SocketHandshake handshake = client_->Take();
    EXPECT_EQ(handshake.failure, "");
    EXPECT_EQ(handshake.counts.bytes_received, script_.server_flight.size());
  }
}

// A server that reads nothing stops the client's send and not its caller.
TEST_F(ClientConnectionTest, WhatTheKernelDoesNotTakeWaitsUntilItDoes) {
  const std::string request(16 << 20, 'x');
  plan_.request = request;
  ClientConnection& client = Start();
  Say(script_.server_flight);
  ASSERT_TRUE(client.WantsWrite());
  for (int steps = 0; client.OnWritable(); ++steps) {  // until it is full
    ASSERT_LT(steps, kManySteps);
  }
  std::size_t heard = 0;
  const Deadline deadline = Soon();
  while (client.WantsWrite() && std::chrono::steady_clock::now() < deadline) {
    heard += Heard();
    client.OnWritable();
  }
  EXPECT_FALSE(client.WantsWrite());
  Buffer rest;
  while (heard + rest.size() <= request.size() && Receive(server_.get(), rest, Soon()) == Received::kBytes) {
  }
  EXPECT_GT(heard + rest.size(), request.size());
  Say(FakeData(kResponse));
  ASSERT_TRUE(client.done());
  EXPECT_EQ(client.Take().failure, "");
}

TEST_F(ClientConnectionTest, AServerThatTakesNoMoreIsGivenUp) {
  plan_.request = std::string(16 << 20, 'x');
  ClientConnection& client = Start();
  Say(script_.server_flight);
  ASSERT_TRUE(client.WantsWrite());
  client.OnTimeout();
  ASSERT_TRUE(client.done());
  const SocketHandshake handshake = client.Take();
  EXPECT_EQ(handshake.kind, SocketFailure::kClosed);
  EXPECT_EQ(handshake.failure, "the server closed the connection: the peer takes no more bytes");
}

TEST_F(ClientConnectionTest, ATimeoutMeansWhatItsStateMeans) {
  struct Row {
    Buffer said;
    SocketFailure kind;
    bool session_wanted;
  };
  const Bytes flight = script_.server_flight;
  const Row rows[] = {
      {{}, SocketFailure::kSilent, false},
      {Joined(flight.first(20), {}), SocketFailure::kTimeout, false},
      {Joined(flight, {}), SocketFailure::kTimeout, false},
      {Joined(flight, FakeData(kResponse.substr(0, 20))), SocketFailure::kNone, false},
      {Joined(flight, FakeData(kResponse)), SocketFailure::kNone, true},
  };
  for (const Row& row : rows) {
    ClientConnection& client = Start(row.session_wanted);
    Say(row.said);
    ASSERT_FALSE(client.done());
    client.OnTimeout();
    ASSERT_TRUE(client.done());
    const SocketHandshake handshake = client.Take();
    EXPECT_EQ(handshake.kind, row.kind) << row.said.size() << ' ' << handshake.failure;
    EXPECT_FALSE(handshake.session);
  }
}

// At each byte of what a server says, an orderly close and a reset.
TEST_F(ClientConnectionTest, AServerMayLeaveAtAnyMoment) {
  const Buffer all = Joined(script_.server_flight, FakeData(kResponse));
  for (std::size_t said = 0; said < all.size(); ++said) {
    for (const bool reset : {false, true}) {
      const ClientConnection& client = Start();
      Say(Bytes(all).first(said));
      // Unread bytes would make any close a reset.
      Hear(script_.client_hello + (said < script_.server_flight.size() ? 0 : LastFlight()));
      Leave(reset);
      ASSERT_TRUE(client.done()) << said << reset;
      const SocketHandshake handshake = client_->Take();
      EXPECT_EQ(handshake.kind, SocketFailure::kClosed) << said << reset;
      const std::string words = "the server " + std::string(reset ? "reset" : "closed") + " the connection after " +
                                std::to_string(said) + " bytes";
      EXPECT_EQ(handshake.failure.rfind(words, 0), 0U) << handshake.failure;
    }
  }
}

// Bytes that are always there already must not keep a client for ever.
TEST_F(ClientConnectionTest, ADeadlineHoldsForAServerThatNeverPauses) {
  plan_.timeout = milliseconds(20);
  const ClientConnection& client = Start();
  const std::uint8_t record[] = {22, 3, 3, 64, 0};  // a long message begins
  Say(record);
  for (int steps = 0; !client.done(); ++steps) {
    ASSERT_LT(steps, kManySteps);
    Say(Buffer{0});
  }
  EXPECT_EQ(client_->Take().kind, SocketFailure::kTimeout);
}

TEST_F(ClientConnectionTest, TheRestOfAResponseHasALimitToo) {
  plan_.timeout = milliseconds(20);
  const ClientConnection& client = Start();
  Say(script_.server_flight);
  Say(FakeData("HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n"));
  for (int steps = 0; !client.done(); ++steps) {
    ASSERT_LT(steps, kManySteps);
    Say(FakeData("x"));
  }
  const SocketHandshake handshake = client_->Take();
  EXPECT_EQ(handshake.kind, SocketFailure::kNone) << handshake.failure;
  EXPECT_TRUE(handshake.first_byte_ms);
  EXPECT_FALSE(handshake.moments.last_byte_ms);
}

TEST_F(ClientConnectionTest, TheServersEndIsTheEndOfAResponseWithoutLength) {
  const ClientConnection& client = Start();
  Say(script_.server_flight);
  Say(FakeData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n"));
  EXPECT_FALSE(client.done());
  Hear(script_.client_hello + LastFlight());
  Leave();
  ASSERT_TRUE(client.done());
  const SocketHandshake handshake = client_->Take();
  EXPECT_EQ(handshake.failure, "");
  EXPECT_TRUE(handshake.moments.last_byte_ms);
}

TEST_F(ClientConnectionTest, NothingIsAskedOfAServerWithoutARequest) {
  plan_.request.clear();
  const ClientConnection& client = Start();
  Say(script_.server_flight);
  ASSERT_TRUE(client.done());
  const SocketHandshake handshake = client_->Take();
  EXPECT_EQ(handshake.failure, "");
  EXPECT_FALSE(handshake.first_byte_ms || handshake.moments.request_sent_ms);
}

}  // namespace
}  // namespace tlsbench
