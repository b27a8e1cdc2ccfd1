// Implements `tlsbench list`: what was found, what each backend can do, and why not.

#ifndef TLSBENCH_BENCH_COMMAND_LIST_H_
#define TLSBENCH_BENCH_COMMAND_LIST_H_

#include "bench/cli/command_line.h"

namespace tlsbench {

// Prints the list to stdout; prints refused plug-ins with the reason to stderr. Returns the tool's exit code.
int ListBackends(const ListCommand& command);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_COMMAND_LIST_H_
