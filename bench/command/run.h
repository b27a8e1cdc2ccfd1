// Implements `tlsbench run`: plans the cells, makes the credentials, probes the target, lets the supervisor run the
// executions, writes the files and prints the report. Runs in the parent process; loads no TLS library. One thread.

#ifndef TLSBENCH_BENCH_COMMAND_RUN_H_
#define TLSBENCH_BENCH_COMMAND_RUN_H_

#include "bench/plan/run_options.h"

namespace tlsbench {

// Returns the tool's exit code.
int RunBenchmark(const RunOptions& options);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_COMMAND_RUN_H_
