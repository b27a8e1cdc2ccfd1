#include "bench/worker/heap_execution.h"

#include <algorithm>

#include "bench/measure/heap_runner.h"

namespace tlsbench {
namespace {

// Counting heaps takes so many seconds of a run's budget, and no larger a part of it.
constexpr double kMostSeconds = 4;
constexpr double kShare = 0.1;

}  // namespace

double HeapSeconds(const std::vector<Cell>& cells, double seconds) {
  const bool any = std::any_of(cells.begin(), cells.end(), [](auto& cell) { return cell.link == LinkKind::kMemory; });
  return any && !HeapWorkerFile().empty() ? std::min(kMostSeconds, seconds * kShare) : 0;
}

HeapOutcome CountHeaps(WorkerTask task, const std::set<std::size_t>& cells, double seconds, const Interrupt& interrupt,
                       Supervisor::OnTick on_tick) {
  RunState state;  // apart from the run's own
  for (std::size_t i = 0; i < task.inputs.cells.size(); ++i) {
    if (cells.count(i) == 0) {
      state.ends[i] = {Status::kOk, ""};
    }
  }
  task.heap = true;
  task.floor = false;
  task.seconds = seconds;
  Supervisor(
      state, interrupt, [](const Round&) {}, std::move(on_tick))
      .RunExecution(task);
  HeapOutcome outcome{std::move(state.heaps), {}, state.interrupted};
  for (const auto& [cell, end] : state.ends) {
    if (end.status != Status::kOk) {
      outcome.failures[cell] = end.reason;
    }
  }
  return outcome;
}

}  // namespace tlsbench
