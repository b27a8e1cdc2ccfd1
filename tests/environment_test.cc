#include "bench/environment.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <sstream>

namespace tlsbench {
namespace {

namespace fs = std::filesystem;

// FIPS 180-2, appendix B.1.
constexpr const char* kHashOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

std::string HashOf(const std::string& name, const std::string& content) {
  std::string folder = testing::TempDir() + "tlsbench-hash-XXXXXX";
  const fs::path path = fs::path(mkdtemp(folder.data())) / name;
  std::ofstream(path, std::ios::binary) << content;
  std::string hash = FileHash(path);
  fs::remove_all(folder);
  return hash;
}

// The text with every digit a 0. (GCC 12 warns falsely of std::regex under sanitizers.)
std::string Shape(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char character) { return std::isdigit(character) != 0; }, '0');
  return text;
}

std::time_t ParseUtc(const std::string& text, const char* format) {
  std::tm time{};
  std::istringstream(text) >> std::get_time(&time, format);
  return timegm(&time);
}

TEST(EnvironmentTest, HashesAreThoseOfSha256) {
  EXPECT_EQ(HashOf("tlsbench-hash", "abc"), kHashOfAbc);
  EXPECT_NE(HashOf("tlsbench-hash", "abd"), kHashOfAbc);
}

// sha256sum marks the lines of such names with a backslash.
TEST(EnvironmentTest, AnyFileNameCanBeHashed) {
  for (const char* name : {"-tlsbench hash", "tlsbench\\hash", "tlsbench\nhash"}) {
    EXPECT_EQ(HashOf(name, "abc"), kHashOfAbc) << name;
  }
}

TEST(EnvironmentTest, WhatCannotBeReadHasNoHash) {
  EXPECT_EQ(FileHash("/nonexistent/file"), "");
  EXPECT_EQ(FileHash(testing::TempDir()), "") << "a folder";
}

TEST(EnvironmentTest, TimesAreUtcInBothForms) {
  setenv("TZ", "Asia/Kolkata", 1);  // whatever the user's time zone
  tzset();
  const std::time_t before = std::time(nullptr);
  const std::string time = UtcTime();
  const std::string name = UtcTimeForName();
  const std::time_t after = std::time(nullptr);
  EXPECT_EQ(Shape(time), "0000-00-00T00:00:00Z");
  EXPECT_EQ(Shape(name), "00000000T000000Z");
  for (const std::time_t told : {ParseUtc(time, "%Y-%m-%dT%H:%M:%SZ"), ParseUtc(name, "%Y%m%dT%H%M%SZ")}) {
    EXPECT_GE(told, before);
    EXPECT_LE(told, after);
  }
}

TEST(EnvironmentTest, TheMachineIsDescribed) {
  const Environment environment = ReadEnvironment();
  EXPECT_EQ(environment.kernel.rfind("Linux ", 0), 0U) << environment.kernel;
  EXPECT_EQ(environment.tlsbench_version, TLSBENCH_VERSION);
  EXPECT_GT(environment.compiler.size(), 4U);
  for (const std::string& fact : {environment.cpu_model, environment.governor, environment.virtualisation,
                                  environment.clock_source, environment.compiler}) {
    EXPECT_EQ(fact.find('\n'), std::string::npos) << fact;
  }
}

TEST(EnvironmentTest, CoresAreThoseThisProcessMayUse) {
  cpu_set_t before;
  CPU_ZERO(&before);
  ASSERT_EQ(sched_getaffinity(0, sizeof(before), &before), 0);
  EXPECT_EQ(ReadEnvironment().cores, static_cast<unsigned>(CPU_COUNT(&before)));
  cpu_set_t one;
  CPU_ZERO(&one);
  for (unsigned core = 0; core < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++core) {
    if (CPU_ISSET(core, &before)) {
      CPU_SET(core, &one);
    }
  }
  ASSERT_EQ(sched_setaffinity(0, sizeof(one), &one), 0);
  EXPECT_EQ(ReadEnvironment().cores, 1U);
  sched_setaffinity(0, sizeof(before), &before);
}

TEST(EnvironmentTest, LoadIsReadAndGrows) {
  const auto first = ReadLoad();
  const auto second = ReadLoad();
  ASSERT_TRUE(first && second);
  EXPECT_GE(first->load_average, 0);
  EXPECT_GE(first->stolen_seconds, 0);
  EXPECT_GT(first->total_seconds, first->stolen_seconds);
  EXPECT_GE(second->total_seconds, first->total_seconds);
  EXPECT_GE(second->stolen_seconds, first->stolen_seconds);
}

// All cores together since boot, so no more than the uptime of each that the kernel counts.
TEST(EnvironmentTest, TotalTimeIsInSeconds) {
  double uptime = 0;
  std::ifstream("/proc/uptime") >> uptime;
  unsigned cores = 0;
  std::ifstream stat("/proc/stat");
  for (std::string line; std::getline(stat, line);) {
    cores += line.starts_with("cpu") && line.size() > 3 && std::isdigit(line[3]) != 0 ? 1 : 0;
  }
  const auto load = ReadLoad();
  ASSERT_TRUE(load);
  if (uptime > 0 && cores > 0) {
    EXPECT_LT(load->total_seconds, 2 * uptime * cores);
    EXPECT_GT(load->total_seconds, uptime * cores / 10);
  }
}

}  // namespace
}  // namespace tlsbench
