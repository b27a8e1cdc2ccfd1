#include "bench/os/scheduling.h"

#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

namespace tlsbench {
namespace {

constexpr int kNiceness = -20;

}  // namespace

std::vector<int> AllowedCores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  sched_getaffinity(0, sizeof(set), &set);
  std::vector<int> cores;
  for (unsigned core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(core, &set)) {
      cores.push_back(static_cast<int>(core));
    }
  }
  return cores;
}

void RaisePriority() {
  setsid();
  setpriority(PRIO_PROCESS, 0, kNiceness);
  std::ofstream("/proc/self/autogroup") << kNiceness;
}

void HoldBackStopSignal() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, kStopSignal);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
}

bool IsStopRequested() {
  sigset_t signals;
  sigemptyset(&signals);
  return sigpending(&signals) == 0 && sigismember(&signals, kStopSignal) == 1;
}

bool PinTo(int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<unsigned>(core), &set);
  return sched_setaffinity(0, sizeof(set), &set) == 0;
}

void FollowParent() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace tlsbench
