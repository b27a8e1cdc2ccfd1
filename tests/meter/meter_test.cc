#include "bench/meter/meter.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "bench/os/clock.h"

namespace tlsbench {
namespace {

constexpr std::int64_t kWaitNs = 20'000'000;

void Wait() { std::this_thread::sleep_for(std::chrono::nanoseconds(kWaitNs)); }

void Burn() {
  const std::int64_t end = ThreadCpuNs() + kWaitNs;
  while (ThreadCpuNs() < end) {
  }
}

TEST(MeterTest, OnlyWhatLiesInItsScopeIsMeasured) {
  std::int64_t sink = 0;
  const std::int64_t start = MonotonicNs();
  Wait();
  const std::int64_t before = MonotonicNs();
  {
    const ClockMeter meter(sink, Role::kClient);
    Wait();
  }
  const std::int64_t after = MonotonicNs();
  EXPECT_GE(sink, kWaitNs);
  EXPECT_LE(sink, after - before);
  EXPECT_LT(sink, after - start - kWaitNs + 1);
}

TEST(MeterTest, MeasurementsAddUp) {
  constexpr std::int64_t kMuch = 1'000'000 * kWaitNs;
  std::int64_t sink = kMuch;
  { const ClockMeter meter(sink, Role::kClient); }
  EXPECT_GE(sink, kMuch);
  {
    const ClockMeter meter(sink, Role::kClient);
    Wait();
  }
  EXPECT_GE(sink, kMuch + kWaitNs);
}

TEST(MeterTest, NoMeterMeasuresNothing) {
  std::int64_t sink = 0;
  {
    const NoMeter meter(sink, Role::kClient);
    Wait();
  }
  EXPECT_EQ(sink, 0);
}

TEST(MeterTest, SleepingCostsTimeAndNoCpu) {
  const std::int64_t cpu = ThreadCpuNs();
  const std::int64_t wall = MonotonicNs();
  Wait();
  EXPECT_GE(MonotonicNs() - wall, kWaitNs);
  EXPECT_LT(ThreadCpuNs() - cpu, kWaitNs);
}

TEST(MeterTest, AnotherThreadsWorkIsTheProcesssAndNotOurs) {
  const std::int64_t thread = ThreadCpuNs();
  const std::int64_t process = ProcessCpuNs();
  std::thread(Burn).join();
  EXPECT_LT(ThreadCpuNs() - thread, kWaitNs);
  EXPECT_GE(ProcessCpuNs() - process, kWaitNs);
}

TEST(MeterTest, ASidesTotalIsAllItsParts) {
  const SideCost cost{1, 20, 300, 4000};
  EXPECT_EQ(cost.total(), 4321);
}

}  // namespace
}  // namespace tlsbench
