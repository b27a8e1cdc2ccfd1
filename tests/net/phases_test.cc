#include "bench/net/phases.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

constexpr std::int64_t kMs = 1'000'000;

TEST(StallCounterTest, AWaitInsideAFlightOfMoreThanHalfARoundTripIsOne) {
  StallCounter stalls;
  stalls.Arrived(100 * kMs);
  stalls.Arrived(101 * kMs);
  stalls.Arrived(150 * kMs);  // 49 ms later
  stalls.Arrived(200 * kMs);  // 50 ms later
  EXPECT_EQ(stalls.Count(50000), 2U);
  EXPECT_EQ(stalls.Count(99000), 1U);
  EXPECT_EQ(stalls.Count(200000), 0U);
}

TEST(StallCounterTest, WhatLiesBetweenFlightsIsNone) {
  StallCounter stalls;
  stalls.Arrived(100 * kMs);
  stalls.Sent();
  stalls.Arrived(150 * kMs);
  stalls.Sent();
  stalls.Arrived(200 * kMs);
  EXPECT_EQ(stalls.Count(50000), 0U);
}

TEST(StallCounterTest, BelowAMillisecondNothingIsTold) {
  StallCounter stalls;
  stalls.Arrived(1);
  stalls.Arrived(kMs);
  EXPECT_EQ(stalls.Count(10), 0U);
}

TEST(StallCounterTest, BeginsAnew) {
  StallCounter stalls;
  stalls.Arrived(100 * kMs);
  stalls.Arrived(200 * kMs);
  stalls.Clear();
  EXPECT_EQ(stalls.Count(50000), 0U);
  stalls.Arrived(300 * kMs);
  EXPECT_EQ(stalls.Count(50000), 0U);
}

}  // namespace
}  // namespace tlsbench
