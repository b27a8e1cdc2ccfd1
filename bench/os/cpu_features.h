// Lists the processor's instruction-set extensions, as the CPUID instruction reports them to this process: those by
// which TLS libraries choose their code. Valgrind answers CPUID itself and hides what it cannot simulate, while
// /proc/cpuinfo still shows the machine's. No state, any thread.

#ifndef TLSBENCH_BENCH_OS_CPU_FEATURES_H_
#define TLSBENCH_BENCH_OS_CPU_FEATURES_H_

#include <string>
#include <string_view>
#include <vector>

namespace tlsbench {

// Returns the extensions by their names in /proc/cpuinfo, in a fixed order. Empty on processors other than x86.
std::vector<std::string> CpuFeatures();

// Returns those of `all` that are not in `shown`, a list separated by blanks.
std::vector<std::string> HiddenFeatures(const std::vector<std::string>& all, std::string_view shown);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_OS_CPU_FEATURES_H_
