#include "bench/net/socket.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <array>
#include <string_view>

namespace tlsbench {
namespace {

using std::chrono::milliseconds;

Bytes AsBytes(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

TEST(SocketTest, TargetsAreReadInEveryForm) {
  const auto parse = [](const char* text) {
    const auto target = ParseHostPort(text);
    return target ? target->host + " " + std::to_string(target->port) : target.error();
  };
  EXPECT_EQ(parse("example.org"), "example.org 443");
  EXPECT_EQ(parse("example.org:8443"), "example.org 8443");
  EXPECT_EQ(parse("192.0.2.1:1"), "192.0.2.1 1");
  EXPECT_EQ(parse("2001:db8::1"), "2001:db8::1 443");
  EXPECT_EQ(parse("[2001:db8::1]:65535"), "2001:db8::1 65535");
  EXPECT_EQ(parse("[::1]"), "::1 443");
}

TEST(SocketTest, WhatIsNoTargetIsRefused) {
  for (const char* text :
       {"", ":443", "host:", "host:0", "host:65536", "host:-1", "host:44x", "host: 443", "[::1", "[::1]x", "[]:1"}) {
    EXPECT_FALSE(ParseHostPort(text)) << text;
  }
}

TEST(SocketTest, ATargetIsWrittenAsItWasRead) {
  for (const char* text : {"example.org:443", "[::1]:8443", "127.0.0.1:1"}) {
    EXPECT_EQ(FormatHostPort(ParseHostPort(text).value()), text);
  }
}

TEST(SocketTest, LooksUpNumbersAndRefusesNamesThatAreNone) {
  const auto addresses = LookUp({"127.0.0.1", 80}, After(milliseconds(5000)));
  ASSERT_TRUE(addresses) << addresses.error();
  ASSERT_EQ(addresses->size(), 1U);
  EXPECT_EQ((*addresses)[0].Text(), "127.0.0.1");
  EXPECT_FALSE(LookUp({"nowhere.invalid", 80}, After(milliseconds(5000))));
}

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
  EXPECT_EQ(Receive(server_.get(), in, After(milliseconds(50))), Received::kTimeout);
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
  std::vector<std::string> Sent(std::string_view text, const std::vector<std::size_t>& writes) {
    EXPECT_TRUE(SendInWrites(ours_.get(), AsBytes(text), writes, After(milliseconds(10000))));
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
  EXPECT_FALSE(SendInWrites(ours_.get(), AsBytes("ab"), {1, 1}, After(milliseconds(10000))));
}

}  // namespace
}  // namespace tlsbench
