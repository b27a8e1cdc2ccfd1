#include "bench/net/dialer.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <vector>

#include "bench/os/clock.h"
#include "tests/support/blocking_socket.h"

namespace tlsbench {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLong(10000);

// What an event loop does.
void Finish(Dialer& dialer) {
  if (!dialer.done()) {
    ASSERT_TRUE(AwaitWritable(dialer.fd(), dialer.deadline()));
    dialer.OnWritable();
  }
  ASSERT_TRUE(dialer.done());
}

tl::expected<Fd, std::string> Socket() { return NewSocket(AF_INET, {}); }

TEST(DialerTest, ItBringsAConnectedDescriptorAndItsMoments) {
  const Listener listener = ListenOnLoopback().value();
  const std::int64_t before = MonotonicNs();
  const auto dialled = Dial(Socket(), LoopbackAddress(listener.port), kLong);
  ASSERT_TRUE(dialled) << dialled.error();
  EXPECT_GE(dialled->start_ns, before);
  EXPECT_GT(dialled->connect_ms, 0);
  EXPECT_LE(dialled->start_ns + static_cast<std::int64_t>(dialled->connect_ms * 1e6), MonotonicNs());
  const Fd accepted = Accept(listener.fd.get());
  ASSERT_TRUE(SendAll(dialled->fd.get(), AsBytes("hello"), Soon()));
  Buffer in;
  EXPECT_EQ(Receive(accepted.get(), in, Soon()), Received::kBytes);
}

TEST(DialerTest, AClosedPortSaysSo) {
  std::uint16_t port = 0;
  { port = ListenOnLoopback().value().port; }
  const auto dialled = Dial(Socket(), LoopbackAddress(port), kLong);
  ASSERT_FALSE(dialled);
  EXPECT_EQ(dialled.error(), "Connection refused");
}

TEST(DialerTest, ASocketThatCouldNotBeMadeIsItsError) {
  const Listener listener = ListenOnLoopback().value();
  const auto dialled = Dial(tl::unexpected(std::string("no socket here")), LoopbackAddress(listener.port), kLong);
  ASSERT_FALSE(dialled);
  EXPECT_EQ(dialled.error(), "no socket here");
}

// A listener whose queue is full: the kernel answers no further SYN.
class FullQueueTest : public testing::Test {
 protected:
  void SetUp() override {
    listener_ = ListenOnLoopback().value();
    ASSERT_EQ(listen(listener_.fd.get(), 0), 0);
    constexpr std::size_t kMany = 16;
    bool taken = true;
    while (taken && queue_.size() < kMany) {
      queue_.push_back(Socket().value());
      taken = Connect(queue_.back().get(), address(), After(milliseconds(200))).has_value();
    }
    ASSERT_FALSE(taken);
  }

  Address address() const { return LoopbackAddress(listener_.port); }

  Listener listener_;
  std::vector<Fd> queue_;
};

TEST_F(FullQueueTest, AStepThatIsNotOverIsNotWaitedFor) {
  Dialer dialer;
  dialer.Start(Socket(), address(), kLong);
  EXPECT_FALSE(dialer.done());
  EXPECT_GE(dialer.fd(), 0);
  EXPECT_GT(dialer.deadline(), After(milliseconds(0)));
  dialer.OnTimeout();
  ASSERT_TRUE(dialer.done());
  EXPECT_EQ(dialer.Take().error(), "no answer to the connection attempt in time");
}

TEST_F(FullQueueTest, DialGivesUpInTime) {
  const auto start = std::chrono::steady_clock::now();
  const auto dialled = Dial(Socket(), address(), milliseconds(50));
  EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds(50));
  ASSERT_FALSE(dialled);
  EXPECT_EQ(dialled.error(), "no answer to the connection attempt in time");
}

// The kernel sends the SYN again, after a second.
TEST_F(FullQueueTest, ALateAnswerIsStillOne) {
  Dialer dialer;
  dialer.Start(Socket(), address(), kLong);
  const Deadline deadline = After(kLong);
  while (!AwaitWritable(dialer.fd(), After(milliseconds(50))) && std::chrono::steady_clock::now() < deadline) {
    while (Accept(listener_.fd.get()).valid()) {  // those before it in the queue
    }
  }
  Finish(dialer);
  EXPECT_TRUE(dialer.Take());
}

TEST_F(FullQueueTest, ADialerDialsAgainAfterAFailure) {
  Dialer dialer;
  dialer.Start(Socket(), address(), kLong);
  dialer.OnTimeout();
  const Listener other = ListenOnLoopback().value();
  dialer.Start(Socket(), LoopbackAddress(other.port), kLong);
  Finish(dialer);
  EXPECT_TRUE(dialer.Take());
}

TEST(DialerTest, WithoutADialThereIsNoConnection) { EXPECT_FALSE(Dialer().Take()); }

}  // namespace
}  // namespace tlsbench
