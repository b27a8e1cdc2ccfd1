// Implements `tlsbench compare`: reads runs back from their folders and prints verdicts. Reads files, writes to stdout
// and stderr; starts no process. One thread.

#ifndef TLSBENCH_BENCH_COMMAND_COMPARE_H_
#define TLSBENCH_BENCH_COMMAND_COMPARE_H_

#include "bench/cli/compare_options.h"

namespace tlsbench {

// Returns the tool's exit code: 0; 1 if --fail-above found a regression; 2 if nothing could be compared, a file was
// refused, or one of the compared rows had failed in its run.
int CompareRuns(const CompareCommand& command);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_COMMAND_COMPARE_H_
