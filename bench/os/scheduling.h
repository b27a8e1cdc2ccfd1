// Sets up a worker as a process: its cores, priority and signals, and that it does not outlive its parent. Used by
// worker/worker.cc, worker/supervisor.cc and the other children. These functions change the calling process; one
// thread.

#ifndef TLSBENCH_BENCH_OS_SCHEDULING_H_
#define TLSBENCH_BENCH_OS_SCHEDULING_H_

#include <csignal>
#include <vector>

namespace tlsbench {

// The signal that tells a worker to end the execution after the sweep that is running. It is blocked and only looked
// for, never delivered: a handler would interrupt waits on sockets.
inline constexpr int kStopSignal = SIGUSR1;

// Block kStopSignal, so that it does not end this process, and return whether it has come.
void HoldBackStopSignal();
bool IsStopRequested();

// Returns the cores this process may use.
std::vector<int> AllowedCores();

// Keeps this process on one core. Returns false if the kernel refuses.
bool PinTo(int core);

// Raises the priority of this process, for fewer interruptions, if it may (root); otherwise nothing is lost. Where the
// kernel groups processes by session (sched(7), autogroup), niceness counts between groups, so this makes a new session
// and sets its group's niceness too.
void RaisePriority();

// Ends this process when its parent ends, and keeps Ctrl-C at the terminal for the parent alone.
void FollowParent();

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_OS_SCHEDULING_H_
