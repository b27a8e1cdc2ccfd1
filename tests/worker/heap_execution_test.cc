#include "bench/worker/heap_execution.h"

#include <gtest/gtest.h>

#include "bench/measure/heap_runner.h"

namespace tlsbench {
namespace {

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
  const HeapOutcome outcome = CountHeaps(task, {}, 1, interrupt, [] {});
  EXPECT_TRUE(outcome.heaps.empty());
  EXPECT_TRUE(outcome.failures.empty());
  EXPECT_FALSE(outcome.interrupted);
}

}  // namespace
}  // namespace tlsbench
