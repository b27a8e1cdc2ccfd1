// What a worker is as a process: its cores, its priority, its signals, and that it does not outlive its parent. Used by
// worker/worker.cc, worker/supervisor.cc and the other children. These change the calling process; one thread.

#ifndef TLSBENCH_BENCH_OS_SCHEDULING_H_
#define TLSBENCH_BENCH_OS_SCHEDULING_H_

#include <csignal>
#include <vector>

namespace tlsbench {

// Sent to a worker, it ends the execution after the sweep that runs. Never delivered, only looked for: a handler would
// interrupt waits on sockets.
inline constexpr int kStopSignal = SIGUSR1;

// Keeps it from ending this process, and whether it has come.
void HoldBackStopSignal();
bool IsStopRequested();

// The cores this process may use.
std::vector<int> AllowedCores();

// Keeps this process on one core. False if it may not.
bool PinTo(int core);

// Fewer interruptions where we may (root); elsewhere it fails and nothing is lost. Where the kernel groups processes by
// session (sched(7), autogroup), niceness counts between groups: so a session, and a group's niceness, of our own.
void RaisePriority();

// Ends this process when its parent ends, and keeps Ctrl-C at the terminal for the parent alone.
void FollowParent();

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_OS_SCHEDULING_H_
