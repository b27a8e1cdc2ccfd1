// Heaps in a build that can count them, and real workers under callgrind, this program in its hidden mode, over fakes:
// the counts repeat, and what breaks costs one cell its numbers.

#include "bench/worker/counting_execution.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "bench/measure/callgrind_runner.h"
#include "bench/measure/heap_runner.h"
#include "bench/meter/callgrind.h"
#include "bench/os/file.h"
#include "bench/scenario/credentials.h"
#include "tests/support/children.h"
#include "tests/support/pair.h"
#include "tests/support/plugins.h"

namespace tlsbench {
namespace {

namespace fs = std::filesystem;

class CallgrindRunTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const auto version = CallgrindVersion(); !version) {
      GTEST_SKIP() << version.error();
    }
    std::string name = testing::TempDir() + "tlsbench-callgrind-test-XXXXXX";
    folder_ = mkdtemp(name.data());
    setenv("TMPDIR", folder_.c_str(), 1);
  }
  void TearDown() override {
    unsetenv("TMPDIR");
    unsetenv(kKeepVariable);
    unsetenv("TLSBENCH_FAKE_AFTER");
    EXPECT_TRUE(folder_.empty() || fs::is_empty(folder_)) << "nothing is left behind";
    fs::remove_all(folder_);
    EXPECT_TRUE(Children().empty());
  }

  Counts Run(const std::vector<std::string>& fakes, const std::set<std::size_t>& cells) {
    WorkerTask task;
    task.inputs.credentials = {{{Auth::kEcdsaP256}, {}}};
    for (const std::string& fake : fakes) {
      task.inputs.plugins.push_back(PluginFile(fake));
      task.inputs.cells.push_back({fake, "", fake, "", LinkKind::kMemory, "", LocalScenario(kTls13, Handshake::kFull)});
    }
    return CountInstructions(task, cells, interrupt_, [] {});
  }

  const Interrupt interrupt_;
  fs::path folder_;
};

TEST_F(CallgrindRunTest, CountsRepeatAndSidesDiffer) {
  const Counts counts = Run({"fake-honest", "fake-honest", "fake-honest"}, {0, 2});
  EXPECT_TRUE(counts.failures.empty()) << counts.failures.begin()->second;
  ASSERT_EQ(counts.instructions.size(), 2U) << "the cells that were named";
  const InstructionCost first = counts.instructions.at(0);
  const InstructionCost second = counts.instructions.at(2);
  EXPECT_GT(first.client, 100);
  EXPECT_GT(first.server, 100);
  EXPECT_NE(first.client, first.server);
  EXPECT_NEAR(static_cast<double>(first.client), static_cast<double>(second.client), 0.05 * 1000);
  EXPECT_NEAR(static_cast<double>(first.server), static_cast<double>(second.server), 0.05 * 1000);
  EXPECT_FALSE(counts.interrupted);
}

// The fake breaks at its 20th handshake: while they are counted.
TEST_F(CallgrindRunTest, WhatBreaksCostsOneCellItsCount) {
  const Counts counts = Run({"fake-honest", "fake-crash", "fake-fail", "fake-honest"}, {0, 1, 2, 3});
  ASSERT_EQ(counts.failures.size(), 2U);
  EXPECT_EQ(counts.failures.at(1), "the library crashed: SIGSEGV");
  EXPECT_EQ(counts.failures.at(2), "client failed: scripted failure");
  EXPECT_EQ(counts.instructions.size(), 2U);
  EXPECT_EQ(counts.instructions.count(3), 1U) << "another worker went on";
}

TEST_F(CallgrindRunTest, WholeHandshakesAreKeptWhereAFolderIsNamed) {
  std::string name = fs::temp_directory_path() / "kept-XXXXXX";
  const fs::path kept = mkdtemp(name.data());
  setenv(kKeepVariable, kept.c_str(), 1);
  const Counts counts = Run({"fake-honest"}, {0});
  const auto file = ReadFile(kept / "whole-0.out");
  fs::remove_all(kept);
  ASSERT_TRUE(file) << file.error();
  ASSERT_EQ(counts.instructions.size(), 1U);
  const InstructionCost sides = counts.instructions.at(0);
  EXPECT_GT(CollectedTotal(*file).value(), kCollectedHandshakes * (sides.client + sides.server));
  EXPECT_NE(file->find("tlsbench::MemoryLink::Run"), std::string::npos) << "functions have their names";
}

TEST_F(CallgrindRunTest, AFolderThatCannotBeMadeIsSaid) {
  setenv("TMPDIR", "/proc", 1);
  const Counts counts = Run({"fake-honest"}, {0});
  ASSERT_EQ(counts.failures.size(), 1U);
  EXPECT_EQ(counts.failures.at(0).rfind("cannot make a folder /proc/tlsbench-callgrind-", 0), 0U);
}

Cell CellOn(LinkKind link) { return {"a-1", "", "a-1", "", link, "", {}}; }

TEST(HeapSecondsTest, AreATenthOfTheRunAndNotMany) {
  if (HeapWorkerFile().empty()) {
    EXPECT_EQ(HeapSeconds({CellOn(LinkKind::kMemory)}, 10), 0) << "a build that cannot count";
    return;
  }
  EXPECT_DOUBLE_EQ(HeapSeconds({CellOn(LinkKind::kMemory)}, 10), 1);
  EXPECT_DOUBLE_EQ(HeapSeconds({CellOn(LinkKind::kMemory)}, 600), 4);
  EXPECT_EQ(HeapSeconds({CellOn(LinkKind::kLoopback)}, 600), 0);
}

// No worker is started: this test has no plug-in, and would be told so.
TEST(HeapExecutionTest, CellsThatAreNotNamedAreNotCounted) {
  const Interrupt interrupt;
  WorkerTask task;
  task.inputs.cells = {CellOn(LinkKind::kMemory), CellOn(LinkKind::kLoopback)};
  const Counts counts = CountHeaps(task, {}, 1, interrupt, [] {});
  EXPECT_TRUE(counts.heaps.empty());
  EXPECT_TRUE(counts.failures.empty());
  EXPECT_FALSE(counts.interrupted);
}

}  // namespace
}  // namespace tlsbench
