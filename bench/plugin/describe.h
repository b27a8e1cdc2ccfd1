// What a plug-in says of itself, asked in a process of its own: one that crashes while loading hurts nobody.

#ifndef TLSBENCH_BENCH_PLUGIN_DESCRIBE_H_
#define TLSBENCH_BENCH_PLUGIN_DESCRIBE_H_

#include <string>

#include "bench/worker/messages.h"

namespace tlsbench {

// Loads one plug-in and writes its BackendInfo (worker/messages.h), or one line "error: ...", to `out`. Returns an exit
// code.
int DescribePlugin(const std::string& file, Detail detail, int out);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_PLUGIN_DESCRIBE_H_
