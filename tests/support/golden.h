// Compares text with a file in tests/golden, byte for byte. TLSBENCH_UPDATE_GOLDEN=1 writes the files instead: look at
// the difference in git before you commit it.

#ifndef TLSBENCH_TESTS_SUPPORT_GOLDEN_H_
#define TLSBENCH_TESTS_SUPPORT_GOLDEN_H_

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/support/folders.h"

namespace tlsbench {

inline void ExpectGolden(const std::string& name, const std::string& text) {
  const std::string path = std::string(kGoldenFolder) + "/" + name;
  if (const char* update = std::getenv("TLSBENCH_UPDATE_GOLDEN"); update != nullptr && std::string(update) == "1") {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  const std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file.is_open()) << path;
  std::ostringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(text, golden.str()) << path;
}

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_GOLDEN_H_
