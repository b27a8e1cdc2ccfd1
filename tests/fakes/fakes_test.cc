// The fakes do what their names say, as plug-ins: the tests of the whole tool rest on them.

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>

#include "bench/os/clock.h"
#include "bench/plugin/loader.h"
#include "tests/support/folders.h"
#include "tests/support/pair.h"

namespace tlsbench {
namespace {

const Backend& Fake(const std::string& name) {
  const auto plugin = LoadPlugin(std::string(kFakePluginFolder) + "/fake-" + name + ".so");
  EXPECT_TRUE(plugin) << plugin.error();
  return *plugin->backend;
}

// Handshakes of one pair of contexts; the reason why the last of them failed.
std::string RunFake(const std::string& name, int handshakes) {
  const Pair ends = MakePair(Fake(name), LocalScenario(kTls13, Handshake::kFull));
  std::string failure;
  for (int i = 0; i < handshakes; ++i) {
    failure = ends.link->Run(nullptr).failure;
  }
  return failure;
}

[[noreturn]] void RunInChild(const std::string& name, const char* after) {
  setenv("TLSBENCH_FAKE_AFTER", after, 1);
  alarm(2);
  RunFake(name, 3);
  std::_Exit(0);
}

TEST(FakesTest, AllLoadAndNoneIsNamedTwice) {
  std::vector<std::string_view> names;
  for (const std::string& file : FindPlugins(kFakePluginFolder)) {
    const auto plugin = LoadPlugin(file);
    ASSERT_TRUE(plugin) << plugin.error();
    names.push_back(plugin->backend->name());
  }
  EXPECT_GE(names.size(), 15U);
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

TEST(FakesTest, TheHonestOneSucceeds) { EXPECT_EQ(RunFake("honest", 3), ""); }

TEST(FakesTest, StallAndFailStrikeInTheTwentiethHandshake) {
  EXPECT_EQ(RunFake("stall", 19), "");
  EXPECT_NE(RunFake("stall", 20).find("stalled"), std::string::npos);
  EXPECT_EQ(RunFake("fail", 19), "");
  EXPECT_EQ(RunFake("fail", 20), "client failed: scripted failure");
}

TEST(FakesTest, NoContextSaysWhy) {
  std::string error;
  EXPECT_EQ(Fake("no-context").MakeContext({}, error), nullptr);
  EXPECT_EQ(error, "scripted refusal of the configuration");
}

// What tells a preempted round from a slow library.
TEST(FakesTest, SlowCostsCpuAndSleepyDoesNot) {
  const auto cpu_of = [](const char* name) {
    const std::int64_t start = ThreadCpuNs();
    RunFake(name, 3);
    return ThreadCpuNs() - start;
  };
  const std::int64_t slow = cpu_of("slow");
  EXPECT_GE(slow, 60'000'000);
  const std::int64_t start = MonotonicNs();
  EXPECT_LT(cpu_of("sleepy"), slow / 2);
  EXPECT_GE(MonotonicNs() - start, 60'000'000);
}

TEST(FakesDeathTest, StrikeInTheHandshakeAskedForAndNotBefore) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";  // fakes read the environment once, so each has its process
  EXPECT_EXIT(RunInChild("crash", "3"), testing::KilledBySignal(SIGSEGV), "");
  EXPECT_EXIT(RunInChild("crash", "4"), testing::ExitedWithCode(0), "");
  EXPECT_EXIT(RunInChild("abort", "3"), testing::KilledBySignal(SIGABRT), "");
  EXPECT_EXIT(RunInChild("quit", "3"), testing::ExitedWithCode(3), "");
  EXPECT_EXIT(RunInChild("hang", "3"), testing::KilledBySignal(SIGALRM), "");
}

}  // namespace
}  // namespace tlsbench
