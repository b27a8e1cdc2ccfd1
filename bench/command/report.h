// Implements `tlsbench report DIR`: what a run printed, from its files alone. One thread.

#ifndef TLSBENCH_BENCH_COMMAND_REPORT_H_
#define TLSBENCH_BENCH_COMMAND_REPORT_H_

#include "bench/cli/command_line.h"

namespace tlsbench {

// Prints the report on stdout, byte for byte as the run did on a terminal of the same width, and on stderr what could
// not be read. Returns the exit code: 0 even if rows of the run failed.
int ReportRun(const ReportCommand& command);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_COMMAND_REPORT_H_
