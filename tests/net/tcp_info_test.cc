// What the kernel says of real connections on loopback.

#include "bench/net/tcp_info.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "bench/meter/meter.h"
#include "tests/support/peer.h"

namespace tlsbench {
namespace {

class TcpInfoTest : public testing::Test {
 protected:
  void SetUp() override {
    listener_ = ListenOnLoopback().value();
    start_ns_ = MonotonicNs();
    client_ = Connect(LoopbackAddress(listener_.port), Soon()).value();
    server_ = Accept(listener_.fd.get());
    ASSERT_TRUE(server_.valid());
  }

  TcpFacts Client() const { return ReadTcpFacts(client_.get()).value(); }
  TcpFacts Server() const { return ReadTcpFacts(server_.get()).value(); }

  Listener listener_;
  std::int64_t start_ns_ = 0;
  Fd client_;
  Fd server_;
};

TEST_F(TcpInfoTest, AConnectionHasARoundTripTimeAndASegmentSize) {
  EXPECT_GT(Client().min_rtt_us, 0U) << "the SYN's";
  EXPECT_LE(Client().min_rtt_us, (MonotonicNs() - start_ns_) / 1000 + 1) << "in microseconds";
  EXPECT_GT(Client().mss_bytes, 500U);
  EXPECT_LE(Client().mss_bytes, 65535U) << "loopback's MTU is at most that";
  EXPECT_GT(Client().congestion_window, 0U);
  EXPECT_FALSE(Client().fast_open);
}

TEST_F(TcpInfoTest, SegmentsGrowWithDataAtBothEnds) {
  const TcpFacts client = Client();
  const TcpFacts server = Server();
  for (int i = 0; i < 3; ++i) {
    Say(client_.get(), AsBytes("hello"));
    Take(server_.get(), 5);
  }
  EXPECT_GE(Client().segments_sent, client.segments_sent + 3);
  EXPECT_GE(Server().segments_received, server.segments_received + 3);
  EXPECT_EQ(Client().retransmissions, 0U) << "nothing is lost on loopback";
}

TEST_F(TcpInfoTest, AConnectionThatEndedKeepsItsFacts) {
  server_.Close();
  AwaitClose(client_.get());
  EXPECT_GT(Client().min_rtt_us, 0U);
  EXPECT_GT(Client().segments_received, 0U);
}

TEST_F(TcpInfoTest, CongestionControlIsOneOfTheKernels) {
  std::ifstream file("/proc/sys/net/ipv4/tcp_available_congestion_control");
  std::stringstream available;
  available << ' ' << file.rdbuf();
  std::string names = available.str();
  names.back() = ' ';  // the end of the line
  const std::string name = CongestionControlOf(client_.get());
  ASSERT_NE(name, "");
  EXPECT_NE(names.find(' ' + name + ' '), std::string::npos) << name << " of" << names;
}

TEST_F(TcpInfoTest, CongestionControlIsTheOneThatWasSet) {
  Transport transport;
  transport.congestion = "reno";  // built into every kernel
  const Fd socket = NewSocket(AF_INET, transport).value();
  EXPECT_EQ(CongestionControlOf(socket.get()), "reno");
}

TEST(TcpInfoOfNothingTest, WithoutAConnectionThereIsNoRoundTrip) {
  const Fd socket = NewSocket(AF_INET, {}).value();
  EXPECT_EQ(ReadTcpFacts(socket.get()).value_or(TcpFacts{1}).min_rtt_us, 0U) << "the kernel says all ones";
}

TEST(TcpInfoOfNothingTest, WhatIsNoTcpSocketSaysNothing) {
  const Fd udp(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const Fd unix_socket(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const Pipe pipe = Pipe::Make().value();
  for (const int fd : {udp.get(), unix_socket.get(), pipe.read.get(), -1}) {
    EXPECT_FALSE(ReadTcpFacts(fd)) << fd;
    EXPECT_EQ(CongestionControlOf(fd), "") << fd;
  }
}

}  // namespace
}  // namespace tlsbench
