#include "bench/os/environment.h"

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

// What /sys says, in a folder made up.
class MadeUpMachineTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "tlsbench-machine-XXXXXX";
    root_ = mkdtemp(name.data());
  }
  void TearDown() override { fs::remove_all(root_); }
  void Write(const std::string& path, const std::string& text) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }
  Environment Read() const { return ReadEnvironment(root_); }

  fs::path root_;
};

TEST_F(MadeUpMachineTest, WhatIsNotToldIsEmpty) {
  const Environment environment = Read();
  for (const std::string& fact : {environment.cpu_model, environment.governor, environment.smt, environment.turbo,
                                  environment.virtualisation, environment.clock_source}) {
    EXPECT_EQ(fact, "");
  }
  EXPECT_FALSE(environment.address_randomisation);
}

TEST_F(MadeUpMachineTest, SmtRandomisationAndGovernorAreRead) {
  Write("sys/devices/system/cpu/smt/control", "on\n");
  Write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n");
  Write("proc/sys/kernel/randomize_va_space", "0\n");
  const Environment environment = Read();
  EXPECT_EQ(environment.smt, "on");
  EXPECT_EQ(environment.governor, "powersave");
  EXPECT_EQ(environment.address_randomisation, 0);
}

TEST_F(MadeUpMachineTest, TurboIsToldInTwoWays) {
  Write("sys/devices/system/cpu/cpufreq/boost", "1\n");
  EXPECT_EQ(Read().turbo, "on");
  Write("sys/devices/system/cpu/cpufreq/boost", "0\n");
  EXPECT_EQ(Read().turbo, "off");
  Write("sys/devices/system/cpu/intel_pstate/no_turbo", "0\n");
  EXPECT_EQ(Read().turbo, "on") << "Intel's own word goes first";
}

}  // namespace
}  // namespace tlsbench
