// `tlsbench list`: what was found, what each can do, and why not.

#ifndef TLSBENCH_BENCH_COMMAND_LIST_H_
#define TLSBENCH_BENCH_COMMAND_LIST_H_

#include "bench/cli/command_line.h"

namespace tlsbench {

// Prints to stdout; what was refused, and why, to stderr. Returns the tool's exit code.
int ListBackends(const ListCommand& command);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_COMMAND_LIST_H_
