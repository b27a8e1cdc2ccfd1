// The limits of the TLS server: too many connections, too few descriptors, silence, slowness.

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <string>
#include <thread>

#include "tests/support/served.h"

namespace tlsbench {
namespace {

using std::chrono::milliseconds;

class TlsServerLimitsTest : public Served {};

TEST_P(TlsServerLimitsTest, OfTooManyTheOneThatWasQuietLongestIsClosed) {
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

TEST_P(TlsServerLimitsTest, WhoSpeaksOutlastsWhoDoesNot) {
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

TEST_P(TlsServerLimitsTest, ThousandsInARowKeepNobodyWaiting) {
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

TEST_P(TlsServerLimitsTest, WithoutADescriptorLeftTheOldestGoes) {
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

TEST_P(TlsServerLimitsTest, SilenceHasALimit) {
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

TEST_P(TlsServerLimitsTest, SlownessHasALimit) {
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

INSTANTIATE_TEST_SUITE_P(All, TlsServerLimitsTest, testing::Values("fake-honest", "openssl"),
                         [](const auto& row) { return row.param == "openssl" ? "openssl" : "fake"; });

}  // namespace
}  // namespace tlsbench
