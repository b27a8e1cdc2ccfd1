// What each side of a handshake takes from the heap: how many blocks it asks for, how many bytes of them are alive, and
// the most that ever were. A block belongs to the side whose call asked for it (or last grew it), whoever frees it.
//
// The blocks come from meter/malloc_interposer.cc, which stands between the whole process and the C library's
// allocator: plug-ins and shared libraries bind to it too. It is linked into the tool and into the tests that count,
// never beside a sanitizer; where it is missing nothing is counted (HeapCounting::Works). Off, it costs one test of a
// flag per call.
//
// Used by the memory link and by measure/heap_runner.cc. One thread sets sides and reads counts; blocks may be freed by
// any thread, and what other threads ask for belongs to no side and is not counted. Memory that a library maps by
// itself is not heap.

#ifndef TLSBENCH_BENCH_METER_ALLOCATION_H_
#define TLSBENCH_BENCH_METER_ALLOCATION_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "bench/backend.h"

namespace tlsbench {

// Of one side. Bytes are what the allocator gave (malloc_usable_size(3)), which is a little more than was asked for.
struct HeapUse {
  std::int64_t allocations = 0;  // calls that gave a block; growing one by realloc counts as one more
  std::int64_t live_bytes = 0;
  std::int64_t peak_bytes = 0;  // the most that live_bytes was since HeapCounting::RestartPeaks()
};

// Counts from its construction to its destruction, from 0; blocks of before are nobody's. One at a time.
class HeapCounting {
 public:
  HeapCounting();
  HeapCounting(const HeapCounting&) = delete;
  HeapCounting& operator=(const HeapCounting&) = delete;
  ~HeapCounting();

  static HeapUse Of(Role side);
  static void RestartPeaks();

  // Whether the interposer is in this process: tried with a block. Not while one counts.
  static bool Works();
};

// Makes what this thread allocates until the end of the scope the side's. Scopes may be nested.
class HeapSide {
 public:
  explicit HeapSide(Role side);
  HeapSide(const HeapSide&) = delete;
  HeapSide& operator=(const HeapSide&) = delete;
  ~HeapSide();

 private:
  int before_;
};

// A meter (meter/meter.h) that counts allocations where ClockMeter counts nanoseconds.
class AllocationMeter {
 public:
  using Unmeasured = HeapSide;  // not in the sink, but the side's bytes all the same

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

// What the interposer calls. Nothing here may be called by anyone else.
namespace interposed {

extern std::atomic<bool> counting;

inline bool Counting() { return counting.load(std::memory_order_relaxed); }

// A block that the allocator gave. Null is ignored.
void Allocated(void* block);

// Before the allocator takes a block back, since another thread may be given it at once. Null is ignored. Returns whose
// it was, for Moved().
int Freed(void* block);

// What a realloc gave for a block that was `owner`'s: the running side's from here on, the owner's if none runs.
void Moved(void* block, int owner);

// A realloc failed: the block is `owner`'s as before, and nothing was allocated.
void Kept(void* block, int owner);

}  // namespace interposed
}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_METER_ALLOCATION_H_
