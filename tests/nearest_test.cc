#include "bench/nearest.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

TEST(NearestTest, ItIsNearOrNothing) {
  EXPECT_EQ(Nearest("tikcet", {"full", "ticket"}), "ticket");
  EXPECT_EQ(Nearest("zebra", {"full", "ticket"}), "");
}

}  // namespace
}  // namespace tlsbench
