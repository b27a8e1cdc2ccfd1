#include "bench/net/socket.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <array>
#include <string_view>

#include "tests/support/blocking_socket.h"

namespace tlsbench {
namespace {

using std::chrono::milliseconds;

class ConnectedTest : public testing::Test {
 protected:
  void SetUp() override {
    listener_ = ListenOnLoopback().value();
    client_ = Connect(LoopbackAddress(listener_.port), After(milliseconds(10000))).value();
    server_ = Accept(listener_.fd.get());
    ASSERT_TRUE(server_.valid());
  }

  Listener listener_;
  Fd client_;
  Fd server_;
};

TEST_F(ConnectedTest, BytesArriveAsTheyWereSent) {
  ASSERT_TRUE(SendAll(client_.get(), AsBytes("hello"), After(milliseconds(10000))));
  Buffer in = {'>'};
  EXPECT_EQ(Receive(server_.get(), in, After(milliseconds(10000))), Received::kBytes);
  EXPECT_EQ(std::string(in.begin(), in.end()), ">hello");
}

TEST_F(ConnectedTest, SilenceEndsAtTheDeadline) {
  Buffer in;
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(Receive(server_.get(), in, After(milliseconds(50))), Received::kNothing);
  EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds(50));
}

TEST_F(ConnectedTest, AnOrderlyCloseIsToldFromAReset) {
  Buffer in;
  client_.Close();
  EXPECT_EQ(Receive(server_.get(), in, After(milliseconds(10000))), Received::kClosed);
  Fd second = Connect(LoopbackAddress(listener_.port), After(milliseconds(10000))).value();
  const Fd accepted = Accept(listener_.fd.get());
  ResetOnClose(second.get());
  second.Close();
  EXPECT_EQ(Receive(accepted.get(), in, After(milliseconds(10000))), Received::kReset);
}

// A peer that does not read must not hang us, nor may writing to one that has gone end the process.
TEST_F(ConnectedTest, SendingToADeafOrGonePeerFails) {
  const Buffer much(64 << 20, 0);
  EXPECT_FALSE(SendAll(client_.get(), much, After(milliseconds(100))));
  server_.Close();
  EXPECT_FALSE(SendAll(client_.get(), much, After(milliseconds(100))));
}

TEST(SocketTest, AClosedPortSaysSo) {
  std::uint16_t port = 0;
  { port = ListenOnLoopback().value().port; }
  const auto connection = Connect(LoopbackAddress(port), After(milliseconds(10000)));
  ASSERT_FALSE(connection);
  EXPECT_EQ(connection.error(), "Connection refused");
}

bool NoDelay(const Fd& fd) {
  int on = -1;
  socklen_t length = sizeof(on);
  EXPECT_EQ(getsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, &length), 0);
  return on != 0;
}

TEST(SocketTest, NaglesAlgorithmIsOffUnlessItIsAskedFor) {
  Transport nagle;
  nagle.nagle = true;
  for (const Transport& transport : {Transport(), nagle}) {
    EXPECT_EQ(NoDelay(NewSocket(AF_INET, transport).value()), !transport.nagle);
    const Listener listener = ListenAt(LoopbackAddress(0), transport).value();
    const Fd client = Connect(LoopbackAddress(listener.port), After(milliseconds(10000))).value();
    EXPECT_EQ(NoDelay(Accept(listener.fd.get(), transport)), !transport.nagle);
  }
}

TEST(SocketTest, AnUnknownCongestionControlIsRefusedInWords) {
  Transport transport;
  transport.congestion = "nonesuch";
  const auto made = NewSocket(AF_INET, transport);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().rfind("this process gets no congestion control 'nonesuch': ", 0), 0U) << made.error();
}

// Packets tell where one send ended and the next began.
class SendInWritesTest : public testing::Test {
 protected:
  void SetUp() override {
    std::array<int, 2> ends{};
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()), 0);
    ours_ = Fd(ends[0]);
    theirs_ = Fd(ends[1]);
  }

  // The packets that came of it.
  std::vector<std::string> Sent(std::string_view text, std::vector<std::size_t> writes) {
    EXPECT_EQ(TrySendInWrites(ours_.get(), AsBytes(text), writes).value(), text.size());
    EXPECT_TRUE(writes.empty());
    std::vector<std::string> packets;
    for (Buffer in; Receive(theirs_.get(), in, After(milliseconds(0))) == Received::kBytes; in.clear()) {
      packets.emplace_back(in.begin(), in.end());
    }
    return packets;
  }

  Fd ours_;
  Fd theirs_;
};

TEST_F(SendInWritesTest, ThereAreAsManySendsAsLengths) {
  EXPECT_EQ(Sent("abcdef", {1, 3, 2}), (std::vector<std::string>{"a", "bcd", "ef"}));
  EXPECT_EQ(Sent("abc", {3}), std::vector<std::string>{"abc"});
  EXPECT_EQ(Sent("", {}), std::vector<std::string>());
}

TEST_F(SendInWritesTest, LengthsThatDoNotAddUpAreOneSend) {
  for (const std::vector<std::size_t>& writes : std::vector<std::vector<std::size_t>>{{}, {1, 3}, {1, 3, 3}, {7}}) {
    EXPECT_EQ(Sent("abcdef", writes), std::vector<std::string>{"abcdef"}) << writes.size();
  }
}

TEST_F(SendInWritesTest, AGonePeerEndsIt) {
  theirs_.Close();
  std::vector<std::size_t> writes = {1, 1};
  EXPECT_FALSE(TrySendInWrites(ours_.get(), AsBytes("ab"), writes));
}

// What a full kernel does not take can be sent later, in the same pieces.
TEST_F(SendInWritesTest, WhatIsNotTakenStaysInItsPieces) {
  constexpr std::size_t kPiece = 1000;
  constexpr std::size_t kPieces = 5000;
  const Buffer bytes(kPiece * kPieces, 'x');
  std::vector<std::size_t> writes(kPieces, kPiece);
  std::size_t sent = TrySendInWrites(ours_.get(), bytes, writes).value();
  EXPECT_GT(sent, 0U);
  EXPECT_LT(sent, bytes.size()) << "nobody reads";
  EXPECT_EQ(writes.size(), (bytes.size() - sent) / kPiece);
  EXPECT_EQ(TrySendInWrites(ours_.get(), Bytes(bytes).subspan(sent), writes).value(), 0U);
  std::size_t packets = 0;
  while (sent < bytes.size()) {
    for (Buffer in; TryReceive(theirs_.get(), in) == Received::kBytes; in.clear()) {
      EXPECT_EQ(in.size(), kPiece);
      ++packets;
    }
    sent += TrySendInWrites(ours_.get(), Bytes(bytes).subspan(sent), writes).value();
  }
  for (Buffer in; TryReceive(theirs_.get(), in) == Received::kBytes; in.clear()) {
    ++packets;
  }
  EXPECT_EQ(packets, kPieces);
}

}  // namespace
}  // namespace tlsbench
