#include "bench/os/system_load.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace tlsbench {
namespace {

namespace fs = std::filesystem;

TEST(LoadTest, LoadIsReadAndGrows) {
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
TEST(LoadTest, TotalTimeIsInSeconds) {
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

// What /proc and /sys say, in a folder made up. Clock ticks are this machine's.
class MadeUpLoadTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "tlsbench-load-XXXXXX";
    root_ = mkdtemp(name.data());
    Write("proc/stat", "cpu  10 0 10 60 0 0 0 20 0 0\ncpu0 5 0 5 30 0 0 0 5 0 0\ncpu1 5 0 5 30 0 0 0 15 0 0\n");
    Write("proc/loadavg", "1.50 1.00 0.50 1/100 12345\n");
  }
  void TearDown() override { fs::remove_all(root_); }
  void Write(const std::string& path, const std::string& text) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }

  fs::path root_;
  double ticks_ = static_cast<double>(sysconf(_SC_CLK_TCK));
};

TEST_F(MadeUpLoadTest, TimesAreReadFromTheFirstLine) {
  const auto load = ReadLoad(root_);
  ASSERT_TRUE(load);
  EXPECT_DOUBLE_EQ(load->load_average, 1.5);
  EXPECT_DOUBLE_EQ(load->stolen_seconds, 20 / ticks_);
  EXPECT_DOUBLE_EQ(load->total_seconds, 100 / ticks_);
  EXPECT_FALSE(load->thermal_throttles);
  EXPECT_FALSE(load->quota_stopped_seconds);
}

TEST_F(MadeUpLoadTest, WithoutTimesThereIsNoLoad) {
  Write("proc/stat", "intr 5\n");
  EXPECT_FALSE(ReadLoad(root_));
  Write("proc/stat", "cpu  10 0 10 60\n");
  EXPECT_FALSE(ReadLoad(root_)) << "a kernel that does not tell of steal";
  EXPECT_FALSE(ReadLoad(root_ / "nowhere"));
}

TEST_F(MadeUpLoadTest, StolenTimeIsTheMeanOfTheCores) {
  EXPECT_DOUBLE_EQ(StolenMs({0}, root_).value(), 5000 / ticks_);
  EXPECT_DOUBLE_EQ(StolenMs({0, 1}, root_).value(), 10000 / ticks_);
  EXPECT_FALSE(StolenMs({0, 7}, root_)) << "no such core";
  EXPECT_FALSE(StolenMs({}, root_));
}

TEST_F(MadeUpLoadTest, TheQuotaOfTheSecondKindOfGroups) {
  Write("proc/self/cgroup", "0::/user.slice/mine\n");
  Write("sys/fs/cgroup/user.slice/mine/cpu.stat", "usage_usec 5\nnr_throttled 2\nthrottled_usec 1500000\n");
  EXPECT_DOUBLE_EQ(ReadLoad(root_)->quota_stopped_seconds.value(), 1.5);
}

TEST_F(MadeUpLoadTest, TheQuotaOfTheFirstKindOfGroups) {
  Write("proc/self/cgroup", "3:memory:/mine\n2:cpu,cpuacct:/mine\n0::/\n");
  Write("sys/fs/cgroup/cpu,cpuacct/mine/cpu.stat", "nr_periods 9\nthrottled_time 2500000000\n");
  EXPECT_DOUBLE_EQ(ReadLoad(root_)->quota_stopped_seconds.value(), 2.5);
}

TEST_F(MadeUpLoadTest, AContainerSeesItsOwnGroupAtTheRoot) {
  Write("proc/self/cgroup", "0::/../../somewhere\n");
  Write("sys/fs/cgroup/cpu.stat", "throttled_usec 250000\n");
  EXPECT_DOUBLE_EQ(ReadLoad(root_)->quota_stopped_seconds.value(), 0.25);
}

TEST_F(MadeUpLoadTest, LinesThatAreNoGroupsAreNone) {
  Write("proc/self/cgroup", "\n:\nnonsense\n::\n");
  Write("sys/fs/cgroup/cpu.stat", "throttled_usec words\n");
  EXPECT_FALSE(ReadLoad(root_)->quota_stopped_seconds);
}

TEST_F(MadeUpLoadTest, ThermalThrottlesOfAllCoresTogether) {
  Write("sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "3\n");
  EXPECT_EQ(ReadLoad(root_)->thermal_throttles, 3U);
}

TEST(StolenPercentTest, NeedsBothReadings) {
  Load before;
  before.stolen_seconds = 5;
  before.total_seconds = 100;
  Load after = before;
  EXPECT_EQ(StolenPercent(before, after), 0) << "no time passed";
  after.stolen_seconds = 15;
  after.total_seconds = 200;
  EXPECT_DOUBLE_EQ(StolenPercent(before, after).value(), 10);
  EXPECT_FALSE(StolenPercent(before, std::nullopt));
  EXPECT_FALSE(StolenPercent(std::nullopt, after));
}

}  // namespace
}  // namespace tlsbench
