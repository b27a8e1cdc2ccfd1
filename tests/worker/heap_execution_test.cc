#include "bench/worker/heap_execution.h"

#include <gtest/gtest.h>

#include "bench/measure/heap_runner.h"

namespace tlsbench {
namespace {

Cell CellOn(LinkKind link) { return {"a-1", "", "a-1", "", link, "", {}}; }

Summary RowOf(const Cell& cell, Status status) {
  Summary row;
  row.cell = cell;
  row.status = status;
  row.handshakes = row.verified = 10;
  return row;
}

HeapOutcome Count(const std::vector<Cell>& cells, const std::vector<Summary>& rows) {
  const Interrupt interrupt;
  WorkerTask task;
  task.cells = cells;
  return CountHeaps(task, rows, 1, interrupt, [] {});
}

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
TEST(HeapExecutionTest, RowsThatAreNotOkOrNotOfTheMemoryLinkAreNotCounted) {
  const Cell memory = CellOn(LinkKind::kMemory);
  const Cell loopback = CellOn(LinkKind::kLoopback);
  const HeapOutcome outcome = Count({memory, loopback}, {RowOf(memory, Status::kFailed), RowOf(loopback, Status::kOk)});
  EXPECT_TRUE(outcome.heaps.empty());
  EXPECT_TRUE(outcome.not_counted.empty());
  EXPECT_FALSE(outcome.interrupted);
}

TEST(HeapExecutionTest, TheTwinIsNotCountedAgain) {
  Cell twin = CellOn(LinkKind::kMemory);
  twin.twin = true;
  EXPECT_TRUE(Count({twin}, {}).not_counted.empty());
}

}  // namespace
}  // namespace tlsbench
