#include "bench/os/interrupt.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>

#include <csignal>

namespace tlsbench {
namespace {

class InterruptTest : public testing::Test {
 protected:
  // A signal that stays pending would end the process once it is let through.
  void TearDown() override {
    const timespec now{};
    while (sigtimedwait(&signals_, nullptr, &now) > 0) {
    }
    sigprocmask(SIG_UNBLOCK, &signals_, nullptr);
  }
  InterruptTest() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
  }

  const Interrupt interrupt_;
  sigset_t signals_{};
};

TEST_F(InterruptTest, NothingIsPendingAtFirst) {
  EXPECT_GE(interrupt_.fd(), 0);
  EXPECT_FALSE(interrupt_.pending());
}

TEST_F(InterruptTest, BothSignalsArePendingInsteadOfDeadly) {
  for (const int signal : {SIGINT, SIGTERM}) {
    kill(getpid(), signal);
    EXPECT_TRUE(interrupt_.pending());
    EXPECT_TRUE(interrupt_.pending()) << "looking does not take it";
    pollfd wait{interrupt_.fd(), POLLIN, 0};
    EXPECT_EQ(poll(&wait, 1, 0), 1);
    TearDown();
    sigprocmask(SIG_BLOCK, &signals_, nullptr);
    EXPECT_FALSE(interrupt_.pending());
  }
}

TEST_F(InterruptTest, ChildrenAreNotDeafToThem) {
  SpawnOptions options;
  options.arguments = {"sleep", "30"};
  auto child = Process::Spawn(options);
  ASSERT_TRUE(child) << child.error();
  kill(child->pid(), SIGTERM);
  const int status = child->Wait(std::chrono::seconds(10));
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM) << status;
}

}  // namespace
}  // namespace tlsbench
