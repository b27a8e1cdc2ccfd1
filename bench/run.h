// `tlsbench run`: from options to files and a table. Plans the cells, makes the credentials, probes the target, lets
// the supervisor run the executions, and reports. The parent process; loads no TLS library. One thread.

#ifndef TLSBENCH_BENCH_RUN_H_
#define TLSBENCH_BENCH_RUN_H_

#include "bench/options.h"

namespace tlsbench {

// Exit codes of the tool (DESIGN.md, "The command line").
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailedRow = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitInterrupted = 130;

// Returns the tool's exit code.
int RunBenchmark(const RunOptions& options);

// `tlsbench list`: what was found, what each can do, and why not.
int ListBackends();

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_RUN_H_
