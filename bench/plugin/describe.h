// Asks a plug-in for its description, in a process of its own: one that crashes while loading does no harm.

#ifndef TLSBENCH_BENCH_PLUGIN_DESCRIBE_H_
#define TLSBENCH_BENCH_PLUGIN_DESCRIBE_H_

#include <string>

#include "bench/plugin/backend_info.h"

namespace tlsbench {

// Loads one plug-in and writes its BackendInfo (plugin/backend_info.h), or one line "error: ...", to `out`. Returns an
// exit code.
int DescribePlugin(const std::string& file, int out);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_PLUGIN_DESCRIBE_H_
