#include "bench/os/cpu_features.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

namespace tlsbench {
namespace {

// Outside of Valgrind the processor's word is the kernel's, but for what the kernel or its command line turned off.
TEST(CpuFeaturesTest, WhatTheKernelKnowsIsAmongThem) {
  std::ifstream file("/proc/cpuinfo");
  std::string line;
  while (std::getline(file, line) && line.rfind("flags", 0) != 0) {
  }
  std::istringstream words(line);
  const std::vector<std::string> flags{std::istream_iterator<std::string>(words), {}};
  const std::vector<std::string> features = CpuFeatures();
  for (const char* name : {"aes", "avx2", "adx", "sha_ni", "vaes", "pclmulqdq", "avx512f", "bmi2"}) {
    if (std::find(flags.begin(), flags.end(), name) != flags.end()) {
      EXPECT_EQ(std::count(features.begin(), features.end(), name), 1) << name;
    }
  }
}

TEST(HiddenFeaturesTest, AreThoseThatAreNotShown) {
  EXPECT_EQ(HiddenFeatures({"aes", "avx2", "sha_ni"}, "avx2 aes"), (std::vector<std::string>{"sha_ni"}));
  EXPECT_EQ(HiddenFeatures({"avx"}, "avx2"), (std::vector<std::string>{"avx"})) << "whole words";
  EXPECT_TRUE(HiddenFeatures({}, "aes").empty());
  EXPECT_EQ(HiddenFeatures({"aes"}, "").size(), 1U);
}

}  // namespace
}  // namespace tlsbench
