// Measures the heap of one cell on the memory link: the allocations and the peak of a handshake, the bytes that an open
// idle connection keeps, and whether each handshake leaves memory behind. Used by a worker whose execution does nothing
// else, so that no handshake is both timed and counted. One thread.

#ifndef TLSBENCH_BENCH_MEASURE_HEAP_RUNNER_H_
#define TLSBENCH_BENCH_MEASURE_HEAP_RUNNER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "bench/measure/memory_runner.h"
#include "bench/result/result.h"

namespace tlsbench {

// The reason why a build cannot count allocations.
inline constexpr std::string_view kNoHeapCounting =
    "this build cannot count allocations: sanitizers, and C libraries other than glibc, keep the allocator to "
    "themselves";

// Returns the file of the worker program that counts: the tool with the interposer (meter/allocation.h). It is a
// program of its own because the interposer costs enough time to be seen in measurements. Empty if the build has none.
std::string HeapWorkerFile();

// Measures a trial after its WarmUp, in about `seconds`, but never with fewer than some 40 handshakes. Numbers of a
// handshake are medians. The error is the reason: an unverified handshake, or a build that cannot count.
tl::expected<HeapCost, std::string> MeasureHeap(MemoryTrial& trial, double seconds);

// Returns the bytes that each handshake leaves behind, from the growth of whole blocks of `handshakes`. A library that
// still fills a cache grows in some blocks only, so one block without growth makes the result 0; otherwise the median
// decides.
std::int64_t LeakedBytes(const std::vector<double>& growth_of_blocks, unsigned handshakes);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_MEASURE_HEAP_RUNNER_H_
