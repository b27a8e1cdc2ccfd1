// Runs the worker, a fresh process for each execution. It loads the plug-ins, runs the rounds of all cells in shuffled
// order, and streams events to the parent.

#ifndef TLSBENCH_BENCH_WORKER_WORKER_H_
#define TLSBENCH_BENCH_WORKER_WORKER_H_

namespace tlsbench {

// The worker's exit code when its server process is lost: the worker has reported the cell in question, and a new
// worker shall go on without that cell.
inline constexpr int kExitServerLost = 75;

// Reads one WorkerTask from `in` and writes events to `out`. Returns an exit code; the caller ends the process by
// _exit, since the exit handlers of several libraries fail in one process.
int RunWorker(int in, int out);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_WORKER_WORKER_H_
