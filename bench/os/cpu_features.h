// The instruction-set extensions that this process is told the processor has, by the CPUID instruction: the ones that
// TLS libraries choose their code by. Valgrind answers CPUID itself and hides what it cannot simulate, while
// /proc/cpuinfo shows the machine's all the same. No state, any thread.

#ifndef TLSBENCH_BENCH_OS_CPU_FEATURES_H_
#define TLSBENCH_BENCH_OS_CPU_FEATURES_H_

#include <string>
#include <string_view>
#include <vector>

namespace tlsbench {

// By the names of /proc/cpuinfo, in a fixed order. Empty on processors other than x86.
std::vector<std::string> CpuFeatures();

// Those of `all` that are not among `shown`, which is a list with blanks between.
std::vector<std::string> HiddenFeatures(const std::vector<std::string>& all, std::string_view shown);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_OS_CPU_FEATURES_H_
