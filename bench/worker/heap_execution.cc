#include "bench/worker/heap_execution.h"

#include <algorithm>

#include "bench/measure/heap_runner.h"
#include "bench/worker/countable.h"

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

HeapOutcome CountHeaps(WorkerTask task, const std::vector<Summary>& summaries, double seconds,
                       const Interrupt& interrupt, Supervisor::OnTick on_tick) {
  const std::set<std::size_t> countable = CountableRows(summaries);
  if (countable.empty()) {
    return {};
  }
  if (HeapWorkerFile().empty()) {
    return {{}, {std::string(kNoHeapCounting)}, false};
  }
  RunState state;  // apart from the run's own
  for (std::size_t i = 0; i < task.cells.size(); ++i) {
    if (countable.count(i) == 0) {
      state.ends[i] = {Status::kOk, ""};
    }
  }
  task.heap = true;
  task.floor = false;
  task.seconds = seconds;
  Supervisor(
      state, interrupt, [](const Round&) {}, std::move(on_tick))
      .RunExecution(task);
  std::map<std::size_t, std::string> failures;
  for (const auto& [index, end] : state.ends) {
    if (end.status != Status::kOk) {
      failures[index] = end.reason;
    }
  }
  return {std::move(state.heaps), NotCountedWords(summaries, failures), state.interrupted};
}

}  // namespace tlsbench
