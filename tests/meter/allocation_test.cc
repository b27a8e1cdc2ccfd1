// What is counted, block by block. Where the interposer is missing there is nothing to count, and that is said.

#include "bench/meter/allocation.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <thread>

#include "bench/meter/meter.h"

namespace tlsbench {
namespace {

constexpr Role kClient = Role::kClient;
constexpr Role kServer = Role::kServer;

// Nothing that is allocated through these may be left out.
void* volatile last_block = nullptr;
void* Take(std::size_t bytes) {
  last_block = std::malloc(bytes);
  return last_block;
}

std::int64_t SizeOf(void* block) { return static_cast<std::int64_t>(malloc_usable_size(block)); }

void ExpectUse(Role side, std::int64_t allocations, std::int64_t live_bytes, std::int64_t peak_bytes) {
  const HeapUse use = HeapCounting::Of(side);
  EXPECT_EQ(use.allocations, allocations);
  EXPECT_EQ(use.live_bytes, live_bytes);
  EXPECT_EQ(use.peak_bytes, peak_bytes);
}

class AllocationTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!HeapCounting::Works()) {
      GTEST_SKIP() << "the interposer is not in this build";
    }
  }
};

TEST(HeapCountingTest, WorksWhereTheInterposerIs) {
#ifdef TLSBENCH_HAS_INTERPOSER
  EXPECT_TRUE(HeapCounting::Works());
#else
  EXPECT_FALSE(HeapCounting::Works());
#endif
  EXPECT_FALSE(interposed::Counting()) << "asking counts nothing afterwards";
}

TEST_F(AllocationTest, AKnownPatternIsCountedExactly) {
  const HeapCounting counting;
  const HeapSide side(kClient);
  void* const a = Take(100);
  void* const b = Take(1000);
  const std::int64_t both = SizeOf(a) + SizeOf(b);
  EXPECT_GE(both, 1100);
  ExpectUse(kClient, 2, both, both);
  const std::int64_t size_of_a = SizeOf(a);
  std::free(a);
  ExpectUse(kClient, 2, both - size_of_a, both);
  std::free(b);
  std::free(nullptr);
  ExpectUse(kClient, 2, 0, both);
  ExpectUse(kServer, 0, 0, 0);
}

TEST_F(AllocationTest, PeaksStartAnewFromWhatIsAlive) {
  const HeapCounting counting;
  const HeapSide side(kServer);
  void* const kept = Take(500);
  std::free(Take(5000));
  EXPECT_GE(HeapCounting::Of(kServer).peak_bytes, 5500);
  HeapCounting::RestartPeaks();
  ExpectUse(kServer, 2, SizeOf(kept), SizeOf(kept));
  std::free(kept);
}

TEST_F(AllocationTest, AGrowingBlockIsOneBlockAndOneMoreAllocation) {
  const HeapCounting counting;
  const HeapSide side(kClient);
  void* block = Take(10);
  block = std::realloc(block, 100'000);
  ExpectUse(kClient, 2, SizeOf(block), SizeOf(block));
  block = std::realloc(block, 20);
  EXPECT_EQ(HeapCounting::Of(kClient).live_bytes, SizeOf(block));
  std::free(block);
  EXPECT_EQ(HeapCounting::Of(kClient).live_bytes, 0);
  last_block = std::realloc(nullptr, 30);
  ExpectUse(kClient, 4, SizeOf(last_block), HeapCounting::Of(kClient).peak_bytes);
  std::free(last_block);
}

TEST_F(AllocationTest, AReallocThatFailsChangesNothing) {
  const HeapCounting counting;
  const HeapSide side(kClient);
  // NOLINTBEGIN(clang-analyzer-unix.Malloc): a realloc that fails frees nothing
  void* volatile block = Take(10);  // volatile: the compiler holds it gone after the realloc
  volatile std::size_t impossible = ~std::size_t{0} / 2;
  EXPECT_EQ(std::realloc(block, impossible), nullptr);
  ExpectUse(kClient, 1, SizeOf(block), SizeOf(block));
  std::free(block);
  ExpectUse(kClient, 1, 0, HeapCounting::Of(kClient).peak_bytes);
  // NOLINTEND(clang-analyzer-unix.Malloc)
}

TEST_F(AllocationTest, EveryWayToAllocateIsSeen) {
  const HeapCounting counting;
  const HeapSide side(kClient);
  std::array<void*, 7> blocks = {std::calloc(3, 7),          std::aligned_alloc(64, 128),
                                 memalign(32, 64),           valloc(10),
                                 ::operator new(40),  // in libstdc++
                                 strdup("in the C library"), nullptr};
  ASSERT_EQ(posix_memalign(&blocks[6], 4096, 10), 0);
  std::int64_t bytes = 0;
  for (void* block : blocks) {
    ASSERT_NE(block, nullptr);
    bytes += SizeOf(block);
  }
  ExpectUse(kClient, 7, bytes, bytes);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(blocks[1]) % 64, 0U);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(blocks[6]) % 4096, 0U);
  ::operator delete(blocks[4]);
  blocks[4] = nullptr;
  for (void* block : blocks) {
    std::free(block);
  }
  EXPECT_EQ(HeapCounting::Of(kClient).live_bytes, 0);
}

TEST_F(AllocationTest, PosixMemalignRefusesWhatPosixSaysItShall) {
  void* block = nullptr;
  volatile std::size_t three = 3;
  volatile std::size_t pointer = sizeof(void*);
  EXPECT_EQ(posix_memalign(&block, three * pointer, 10), EINVAL);
  EXPECT_EQ(posix_memalign(&block, pointer / 2, 10), EINVAL);
  EXPECT_EQ(posix_memalign(&block, pointer, ~std::size_t{0} / 2), ENOMEM);
  EXPECT_EQ(block, nullptr);
}

TEST_F(AllocationTest, ABlockIsItsOwnersWhoeverFreesIt) {
  const HeapCounting counting;
  void* block = nullptr;
  {
    const HeapSide side(kClient);
    block = Take(100);
  }
  const std::int64_t bytes = SizeOf(block);
  {
    const HeapSide side(kServer);
    ExpectUse(kClient, 1, bytes, bytes);
    std::free(block);
  }
  ExpectUse(kClient, 1, 0, bytes);
  ExpectUse(kServer, 0, 0, 0);
}

TEST_F(AllocationTest, ABlockThatTheOtherSideGrowsBecomesItsOwn) {
  const HeapCounting counting;
  void* block = nullptr;
  {
    const HeapSide side(kClient);
    block = Take(100);
  }
  block = std::realloc(block, 1000);  // nobody runs: it stays the client's
  EXPECT_EQ(HeapCounting::Of(kClient).live_bytes, SizeOf(block));
  EXPECT_EQ(HeapCounting::Of(kClient).allocations, 1);
  {
    const HeapSide side(kServer);
    block = std::realloc(block, 50'000);
  }
  EXPECT_EQ(HeapCounting::Of(kClient).live_bytes, 0);
  ExpectUse(kServer, 1, SizeOf(block), SizeOf(block));
  std::free(block);
}

TEST_F(AllocationTest, OutsideACallAndOutsideTheCountNothingIsAnyones) {
  void* before = nullptr;
  {
    const HeapSide side(kClient);
    before = Take(100);
  }
  const HeapCounting counting;
  std::free(Take(100));
  {
    const HeapSide outer(kClient);
    { const HeapSide inner(kServer); }
    std::free(before);
    std::free(Take(10));
  }
  EXPECT_EQ(HeapCounting::Of(kClient).allocations, 1) << "the outer side runs again";
  EXPECT_EQ(HeapCounting::Of(kClient).live_bytes, 0) << "what was there before was not counted in";
  ExpectUse(kServer, 0, 0, 0);
}

TEST_F(AllocationTest, OtherThreadsAreNoSideButMayFree) {
  const HeapCounting counting;
  const HeapSide side(kClient);
  void* const block = Take(100);
  const std::int64_t before = HeapCounting::Of(kClient).allocations;
  std::thread([&] {
    for (int i = 0; i < 1000; ++i) {
      std::free(std::malloc(64));
    }
    std::free(block);
  }).join();
  // The thread itself was made here, and what it was made of is freed again.
  EXPECT_LT(HeapCounting::Of(kClient).allocations - before, 1000);
  EXPECT_LT(HeapCounting::Of(kClient).live_bytes, 100 + 1000);
}

TEST_F(AllocationTest, ManyThreadsAtOnceDoNoHarm) {
  const HeapCounting counting;
  std::array<std::thread, 4> threads;
  for (std::thread& thread : threads) {
    thread = std::thread([&thread, &threads] {
      const HeapSide side(&thread - threads.data() < 2 ? kClient : kServer);
      for (std::size_t i = 1; i < 5000; ++i) {
        void* block = std::malloc(i);
        block = std::realloc(block, 2 * i);
        std::free(block);
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  for (const Role side : {kClient, kServer}) {
    EXPECT_EQ(HeapCounting::Of(side).allocations, 2 * 2 * 4999);
    EXPECT_EQ(HeapCounting::Of(side).live_bytes, 0);
  }
}

TEST_F(AllocationTest, TheMeterAddsUpAllocationsOfItsSide) {
  const HeapCounting counting;
  std::int64_t sink = 5;
  {
    const AllocationMeter meter(sink, kServer);
    std::free(Take(1));
    std::free(Take(2));
  }
  {
    const AllocationMeter::Unmeasured call(kServer);
    std::free(Take(3));
  }
  EXPECT_EQ(sink, 7);
  EXPECT_EQ(HeapCounting::Of(kServer).allocations, 3);
  EXPECT_EQ(HeapCounting::Of(kClient).allocations, 0);
}

}  // namespace
}  // namespace tlsbench
