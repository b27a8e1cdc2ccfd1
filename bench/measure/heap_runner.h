// What the heap says of one cell on the memory link: the allocations and the peak of a handshake, what an open
// connection keeps while it idles, and whether each handshake leaves something behind. Used by a worker whose execution
// does nothing else, so that no timed handshake is counted and no counted one timed. One thread.

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

// Why a build counts nothing.
inline constexpr std::string_view kNoHeapCounting =
    "this build cannot count allocations: sanitizers, and C libraries other than glibc, keep the allocator to "
    "themselves";

// The worker program that counts: the tool with the interposer (meter/allocation.h), beside the tool and not in it,
// because the way through it costs what a measurement can see. Empty where the build has none.
std::string HeapWorkerFile();

// Of a trial that has warmed up, in about `seconds`; below what it needs at least (some 40 handshakes) it takes that.
// Numbers of a handshake are medians. The error is in words: a handshake that was not verified, or that this build
// cannot count.
tl::expected<HeapCost, std::string> MeasureHeap(MemoryTrial& trial, double seconds);

// Bytes that each handshake leaves behind, from how much whole blocks of `handshakes` grew. A library that still fills
// a cache grows in some blocks only, so a single one that did not grow makes it 0; else the median decides.
std::int64_t LeakedBytes(const std::vector<double>& growth_of_blocks, unsigned handshakes);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_MEASURE_HEAP_RUNNER_H_
