#include "bench/text/nearest.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

TEST(NearestTest, IsNearOrNothing) {
  EXPECT_EQ(Nearest("tikcet", {"full", "ticket"}), "ticket");
  EXPECT_EQ(Nearest("zebra", {"full", "ticket"}), "");
  EXPECT_EQ(Nearest("ticket", {}), "");
}

}  // namespace
}  // namespace tlsbench
