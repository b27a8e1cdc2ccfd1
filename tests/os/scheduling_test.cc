// Each test runs in a process of its own, since what it tries changes a process for good.

#include "bench/os/scheduling.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

namespace tlsbench {
namespace {

// What `body` says in a child process.
bool InChild(const std::function<bool()>& body) {
  const pid_t child = fork();
  if (child == 0) {
    _exit(body() ? 0 : 1);
  }
  int status = 1;
  return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

TEST(WorkerProcessTest, TheStopSignalIsSeenAndDoesNotEndIt) {
  EXPECT_TRUE(InChild([] {
    HoldBackStopSignal();
    const bool before = IsStopRequested();
    kill(getpid(), kStopSignal);
    return !before && IsStopRequested();
  }));
}

TEST(WorkerProcessTest, PinnedToACoreThatIsTheOnlyOne) {
  EXPECT_TRUE(InChild([] {
    const int last = AllowedCores().back();
    return PinTo(last) && AllowedCores() == std::vector<int>{last} && sched_getcpu() == last;
  }));
}

TEST(WorkerProcessTest, NobodyIsPinnedToACoreThatIsNotThere) {
  EXPECT_TRUE(InChild([] { return !PinTo(CPU_SETSIZE - 1) && !AllowedCores().empty(); }));
}

TEST(WorkerProcessTest, ThePriorityIsNeverLowered) {
  EXPECT_TRUE(InChild([] {
    const int before = getpriority(PRIO_PROCESS, 0);
    RaisePriority();
    return getpriority(PRIO_PROCESS, 0) <= before && getsid(0) == getpid();
  }));
}

// The grandchild would live for a minute.
TEST(WorkerProcessTest, WhoFollowsItsParentEndsWithIt) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    if (fork() == 0) {
      FollowParent();
      const char ready = 1;
      const bool said = write(ends[1], &ready, 1) == 1;
      sleep(said ? 60 : 0);
      _exit(0);
    }
    char ready = 0;
    _exit(read(ends[0], &ready, 1) == 1 ? 0 : 1);
  }
  close(ends[1]);
  int status = 1;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  char nothing = 0;
  EXPECT_EQ(read(ends[0], &nothing, 1), 0) << "the last end of the pipe is closed";
  close(ends[0]);
}

}  // namespace
}  // namespace tlsbench
