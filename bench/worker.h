// The worker: a fresh process for each execution. It loads the plug-ins, runs the rounds of all cells in shuffled
// order, and streams events to the parent. These are the main functions of the hidden modes of the tlsbench binary.

#ifndef TLSBENCH_BENCH_WORKER_H_
#define TLSBENCH_BENCH_WORKER_H_

#include <string>

namespace tlsbench {

// Reads one WorkerTask from `in` and writes events to `out`. Returns an exit code; the caller leaves by _exit, since
// the exit handlers of several libraries do not get along.
int RunWorker(int in, int out);

// Loads one plug-in and writes its BackendInfo, or one line "error: ...", to `out`. Returns an exit code.
int DescribePlugin(const std::string& file, int out);

// Ends this process when its parent ends, and keeps Ctrl-C at the terminal for the parent alone.
void FollowParent();

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_WORKER_H_
