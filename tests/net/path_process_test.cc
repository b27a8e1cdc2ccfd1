// Real paths: namespaces, TUN devices, the kernel's TCP, and the relay as a process of its own. What is timed here has
// lower bounds that always hold, and upper bounds for the best or the middle of a few tries.

#include "bench/net/path_process.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <thread>

#include "bench/net/tcp_info.h"
#include "bench/os/clock.h"
#include "bench/stats/statistics.h"
#include "tests/support/peer.h"
#include "tests/support/real_path.h"

namespace tlsbench {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPatience(30000);  // where packets are lost, TCP waits longer each time

PathProcess Start(const PathConditions& conditions, const Transport& transport = {}) {
  return PathProcess::Start(conditions, transport, 1, kPathLimit).value();
}

// Both ends of one connection over a path.
struct Connected {
  Fd client;
  Fd server;
};

Connected ConnectOver(PathProcess& path, const PathProcess::Listening& listening) {
  Connected ends;
  ends.client = path.ClientSocket().value();
  const auto connected = Connect(ends.client.get(), listening.address, After(kPatience));
  EXPECT_TRUE(connected) << connected.error();
  // The last ACK of TCP's handshake is still under way.
  for (const Deadline deadline = After(kPatience);
       !ends.server.valid() && std::chrono::steady_clock::now() < deadline;) {
    std::this_thread::sleep_for(milliseconds(1));
    ends.server = Accept(listening.fd.get());
  }
  EXPECT_TRUE(ends.server.valid());
  return ends;
}

// Seconds that `count` bytes take from the client's end to the server's.
double Carry(const Connected& ends, std::size_t count) {
  const std::int64_t start = MonotonicNs();
  std::thread sender([&] { EXPECT_TRUE(SendAll(ends.client.get(), Buffer(count, 'x'), After(kPatience))); });
  Buffer in;
  while (in.size() < count && Receive(ends.server.get(), in, After(kPatience)) == Received::kBytes) {
  }
  sender.join();
  EXPECT_EQ(in.size(), count);
  return static_cast<double>(MonotonicNs() - start) / 1e9;
}

class PathTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const auto reason = NoPathHere()) {
      GTEST_SKIP() << *reason;
    }
  }
};

TEST_F(PathTest, AClientFindsTheServerThere) {
  PathProcess path = Start(PathOfMs(1));
  const auto listening = path.Listen().value();
  EXPECT_EQ(listening.address.Text(), "192.0.2.2");
  const Connected ends = ConnectOver(path, listening);
  Say(ends.client.get(), AsBytes("hello"));
  Buffer in;
  EXPECT_EQ(Receive(ends.server.get(), in, Soon()), Received::kBytes);
  EXPECT_EQ(std::string(in.begin(), in.end()), "hello");
  const RelayFacts facts = path.Facts().value();
  EXPECT_GE(facts.packets, 4U) << "SYN, SYN-ACK, ACK and data";
  EXPECT_EQ(facts.lost + facts.overflowed, 0U);
  EXPECT_EQ(path.Death(), std::nullopt);
}

TEST_F(PathTest, ThereIsAPortForEachListener) {
  PathProcess path = Start(PathOfMs(0));
  const auto first = path.Listen().value();
  const auto second = path.Listen().value();
  const Connected one = ConnectOver(path, first);
  const Connected two = ConnectOver(path, second);
  Say(two.client.get(), AsBytes("2"));
  Say(one.client.get(), AsBytes("1"));
  Buffer in;
  EXPECT_EQ(Receive(one.server.get(), in, Soon()), Received::kBytes);
  EXPECT_EQ(Receive(two.server.get(), in, Soon()), Received::kBytes);
  EXPECT_EQ(std::string(in.begin(), in.end()), "12");
}

struct Punctuality {
  double least_rtt_us = 0;
  double rtt_us = 0;  // median of five connections
  RelayFacts relay;
};

Punctuality MeasurePath(const PathConditions& conditions) {
  PathProcess path = Start(conditions);
  const auto listening = path.Listen().value();
  std::vector<double> rtts_us;
  for (int i = 0; i < 5; ++i) {
    const Connected ends = ConnectOver(path, listening);
    rtts_us.push_back(ReadTcpFacts(ends.client.get()).value().min_rtt_us);
  }
  return {*std::min_element(rtts_us.begin(), rtts_us.end()), Median(rtts_us).value(), path.Facts().value()};
}

// Where other work has the cores the relay waits for one, now and then for several milliseconds: so the round-trip time
// is long.
TEST_F(PathTest, TheKernelMeasuresTheRoundTripTimeThatWasAskedFor) {
  const Punctuality path = MeasurePath(PathOfMs(100));
  EXPECT_GE(path.least_rtt_us, 100'000) << "no packet is early";
  EXPECT_LT(path.rtt_us, 200'000) << "nor a whole round trip late";
  EXPECT_GE(path.relay.late_us_p99, path.relay.late_us_p50);
}

TEST_F(PathTest, SegmentsFitTheMtu) {
  PathConditions conditions = PathOfMs(1);
  conditions.mtu_bytes = 576;
  PathProcess path = Start(conditions);
  const Connected ends = ConnectOver(path, path.Listen().value());
  EXPECT_LE(ReadTcpFacts(ends.client.get()).value().mss_bytes, 536U);
  EXPECT_LE(ReadTcpFacts(ends.server.get()).value().mss_bytes, 536U);
  Carry(ends, 10000);
  EXPECT_GE(path.Facts().value().packets, 10000U / 536);
}

TEST_F(PathTest, WhatIsLostTcpSendsAgain) {
  PathConditions conditions = PathOfMs(1);
  conditions.loss_percent = 30;
  PathProcess path = Start(conditions);
  const Connected ends = ConnectOver(path, path.Listen().value());
  Carry(ends, 30000);
  EXPECT_GT(path.Facts().value().lost, 0U);
  EXPECT_GT(ReadTcpFacts(ends.client.get()).value().retransmissions, 0U);
}

TEST_F(PathTest, ARateIsNotExceeded) {
  PathConditions conditions = PathOfMs(1);
  conditions.rate_mbit_per_s = 10;
  PathProcess path = Start(conditions);
  const Connected ends = ConnectOver(path, path.Listen().value());
  EXPECT_GE(Carry(ends, 125'000), 0.1);
}

TEST_F(PathTest, WithoutARateTheRelayIsNoBottleneck) {
  constexpr std::size_t kBytes = 250'000;
  PathConditions slow = PathOfMs(2);
  slow.rate_mbit_per_s = 1;
  PathProcess limited = Start(slow);
  PathProcess path = Start(PathOfMs(2));
  const double limited_s = Carry(ConnectOver(limited, limited.Listen().value()), kBytes);
  const double free_s = Carry(ConnectOver(path, path.Listen().value()), 10 * kBytes);
  EXPECT_LT(free_s, limited_s) << "ten times as many bytes";
  RecordProperty("mbit_per_s", std::to_string(10 * kBytes * 8 / 1e6 / free_s));
}

TEST_F(PathTest, TcpIsAsItWasAskedFor) {
  Transport transport;
  transport.congestion = "reno";
  PathProcess path = Start(PathOfMs(1), transport);
  EXPECT_EQ(CongestionControlOf(path.ClientSocket().value().get()), "reno");
  EXPECT_EQ(CongestionControlOf(path.Listen().value().fd.get()), "reno");
}

TEST_F(PathTest, WhatTheKernelDoesNotHaveIsRefusedInWords) {
  Transport transport;
  transport.congestion = "nonesuch";
  const auto path = PathProcess::Start(PathOfMs(1), transport, 1, kPathLimit);
  ASSERT_FALSE(path);
  EXPECT_EQ(path.error().rfind("this process gets no congestion control 'nonesuch': ", 0), 0U) << path.error();
  EXPECT_NE(path.error().find("the kernel offers "), std::string::npos) << path.error();
}

TEST_F(PathTest, ARelayThatIsKilledIsMissedAtOnce) {
  PathProcess path = Start(PathOfMs(1));
  const auto start = std::chrono::steady_clock::now();
  ASSERT_EQ(kill(path.pid(), SIGKILL), 0);
  EXPECT_EQ(path.Death(), "the path's relay was ended by SIGKILL");
  EXPECT_EQ(path.ClientSocket().error(), "the path's relay has ended");
  EXPECT_EQ(path.Listen().error(), "the path's relay has ended");
  EXPECT_EQ(path.Facts().error(), "the path's relay has ended");
  EXPECT_LT(std::chrono::steady_clock::now() - start, kPathLimit / 2) << "no wait ran to its limit";
}

TEST_F(PathTest, ARelayThatDoesNotAnswerHangs) {
  auto path = PathProcess::Start(PathOfMs(1), {}, 1, milliseconds(5000));
  ASSERT_TRUE(path) << path.error();
  ASSERT_EQ(kill(path->pid(), SIGSTOP), 0);
  EXPECT_EQ(path->Death(), "the path's relay hung");
}

TEST_F(PathTest, ItEndsWithItsOwner) {
  pid_t pid = 0;
  {
    const PathProcess path = Start(PathOfMs(1));
    pid = path.pid();
    ASSERT_EQ(kill(pid, 0), 0);
  }
  EXPECT_EQ(kill(pid, 0), -1);
  EXPECT_EQ(errno, ESRCH);
}

// Both have the same addresses.
TEST_F(PathTest, TwoPathsDoNotSeeEachOther) {
  PathProcess one = Start(PathOfMs(1));
  PathProcess other = Start(PathOfMs(1));
  const auto listening = one.Listen().value();
  const Fd astray = other.ClientSocket().value();
  const auto connected = Connect(astray.get(), listening.address, After(kPathLimit));
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error(), "Connection refused");
  ConnectOver(one, listening);
}

TEST_F(PathTest, NothingElseIsReachedFromThere) {
  PathProcess path = Start(PathOfMs(1));
  const Listener outside = ListenOnLoopback().value();
  const Fd fd = path.ClientSocket().value();
  EXPECT_FALSE(Connect(fd.get(), LoopbackAddress(outside.port), After(milliseconds(500))));
  const Fd second = path.ClientSocket().value();
  const auto connected = Connect(second.get(), ParseAddress("198.51.100.1", 443), After(milliseconds(500)));
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error(), "Network is unreachable");
}

}  // namespace
}  // namespace tlsbench
