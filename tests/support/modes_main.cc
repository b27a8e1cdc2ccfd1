// main() of the tests that start workers or servers: those are this same program, in a hidden mode.

#include <gtest/gtest.h>

#include "bench/child_modes.h"

int main(int argc, char** argv) {
  tlsbench::PrepareProcess();
  tlsbench::RunHiddenMode({argv + 1, argv + argc});
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
