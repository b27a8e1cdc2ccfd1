#include "bench/measure/harness_floor.h"

#include <gtest/gtest.h>

#include "tests/support/plugins.h"

namespace tlsbench {
namespace {

// Which of the two is more is no test: beside others, or under a sanitizer, either may be.
TEST(FloorTrialTest, TheNullBackendCostsSomething) {
  const auto floor = MeasureFloor(BackendOf("null"));
  ASSERT_TRUE(floor);
  EXPECT_GT(floor->without_clock_ns, 0);
  EXPECT_GT(floor->with_clock_ns, 0);
}

TEST(FloorTrialTest, HandshakesThatDoNotVerifyAreNoFloor) { EXPECT_FALSE(MeasureFloor(BackendOf("fake-stall"))); }

}  // namespace
}  // namespace tlsbench
