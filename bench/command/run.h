// `tlsbench run`: from options to files and a table. Plans the cells, makes the credentials, probes the target, lets
// the supervisor run the executions, and reports. The parent process; loads no TLS library. One thread.

#ifndef TLSBENCH_BENCH_COMMAND_RUN_H_
#define TLSBENCH_BENCH_COMMAND_RUN_H_

#include "bench/plan/run_options.h"

namespace tlsbench {

// Returns the tool's exit code.
int RunBenchmark(const RunOptions& options);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_COMMAND_RUN_H_
