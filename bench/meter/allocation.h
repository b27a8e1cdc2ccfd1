// Counts what each side of a handshake takes from the heap: how many blocks it asks for, how many bytes are allocated
// now, and the most that ever were. A block belongs to the side whose call asked for it (or last grew it), whoever
// frees it.
//
// The blocks come from meter/malloc_interposer.cc, which stands between the whole process and the C library's
// allocator: plug-ins and shared libraries use it too. It is linked into the tool and into the tests that count, never
// together with a sanitizer; without it nothing is counted (HeapCounting::Works). While nothing counts, it costs one
// test of a flag per call.
//
// Used by the memory link and by measure/heap_runner.cc. One thread sets sides and reads counts; blocks may be freed by
// any thread; blocks that other threads ask for belong to no side and are not counted. Memory that a library maps by
// itself is not heap.

#ifndef TLSBENCH_BENCH_METER_ALLOCATION_H_
#define TLSBENCH_BENCH_METER_ALLOCATION_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "bench/backend.h"

namespace tlsbench {

// Holds the counts of one side. Bytes are what the allocator gave (malloc_usable_size(3)), which is a little more than
// was asked for.
struct HeapUse {
  std::int64_t allocations = 0;  // calls that gave a block; growing one by realloc counts as one more
  std::int64_t live_bytes = 0;
  std::int64_t peak_bytes = 0;  // the largest live_bytes since HeapCounting::RestartPeaks()
};

// Counts from its construction, from 0, to its destruction; blocks allocated before belong to no side. One at a time.
class HeapCounting {
 public:
  HeapCounting();
  HeapCounting(const HeapCounting&) = delete;
  HeapCounting& operator=(const HeapCounting&) = delete;
  ~HeapCounting();

  static HeapUse Of(Role side);
  static void RestartPeaks();

  // Returns whether the interposer is in this process, by allocating a block. Not while a HeapCounting exists.
  static bool Works();
};

// Counts what this thread allocates until the end of the scope for `side`. Scopes may be nested.
class HeapSide {
 public:
  explicit HeapSide(Role side);
  HeapSide(const HeapSide&) = delete;
  HeapSide& operator=(const HeapSide&) = delete;
  ~HeapSide();

 private:
  int before_;
};

// Counts, as a meter (meter/meter.h), allocations where ClockMeter counts nanoseconds.
class AllocationMeter {
 public:
  using Unmeasured = HeapSide;  // not in the sink, but its bytes still count for the side

  AllocationMeter(std::int64_t& sink, Role side)
      : side_(side), sink_(sink), before_(HeapCounting::Of(side).allocations), scope_(side) {}
  AllocationMeter(const AllocationMeter&) = delete;
  AllocationMeter& operator=(const AllocationMeter&) = delete;
  ~AllocationMeter() { sink_ += HeapCounting::Of(side_).allocations - before_; }

 private:
  Role side_;
  std::int64_t& sink_;
  std::int64_t before_;
  HeapSide scope_;
};

// Functions that only the interposer may call.
namespace interposed {

extern std::atomic<bool> counting;

inline bool Counting() { return counting.load(std::memory_order_relaxed); }

// Notes a block that the allocator gave. Null is ignored.
void Allocated(void* block);

// Notes that a block will be freed. Call it before the allocator takes the block back, since another thread may get it
// at once. Null is ignored. Returns the block's owner, for Moved().
int Freed(void* block);

// Notes the block that realloc gave in place of a block of `owner`: it belongs to the running side from now on, or to
// the owner if no side runs.
void Moved(void* block, int owner);

// Notes that a realloc failed: the block still belongs to `owner`, and nothing was allocated.
void Kept(void* block, int owner);

}  // namespace interposed
}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_METER_ALLOCATION_H_
