#include "bench/floor_trial.h"

#include <gtest/gtest.h>

#include "tests/plugins.h"

namespace tlsbench {
namespace {

TEST(FloorTrialTest, ReadingTheClockIsPartOfTheFloor) {
  const auto floor = MeasureFloor(BackendOf("null"));
  ASSERT_TRUE(floor);
  EXPECT_GT(floor->without_clock_ns, 0);
  EXPECT_GT(floor->with_clock_ns, floor->without_clock_ns);
}

TEST(FloorTrialTest, HandshakesThatDoNotVerifyAreNoFloor) { EXPECT_FALSE(MeasureFloor(BackendOf("fake-stall"))); }

}  // namespace
}  // namespace tlsbench
