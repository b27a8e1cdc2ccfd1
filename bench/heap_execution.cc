#include "bench/heap_execution.h"

#include <fmt/format.h>

#include <algorithm>

#include "bench/heap.h"
#include "bench/report/phrases.h"

namespace tlsbench {
namespace {

// Counting heaps takes so many seconds of a run's budget, and no larger a part of it.
constexpr double kMostSeconds = 4;
constexpr double kShare = 0.1;

bool IsCountable(const std::vector<Summary>& summaries, std::size_t cell) {
  return cell < summaries.size() && summaries[cell].status == Status::kOk && summaries[cell].verified > 0 &&
         summaries[cell].cell.link == LinkKind::kMemory;
}

}  // namespace

double HeapSeconds(const std::vector<Cell>& cells, double seconds) {
  const bool any = std::any_of(cells.begin(), cells.end(), [](auto& cell) { return cell.link == LinkKind::kMemory; });
  return any && !HeapWorkerFile().empty() ? std::min(kMostSeconds, seconds * kShare) : 0;
}

HeapOutcome CountHeaps(WorkerTask task, const std::vector<Summary>& summaries, double seconds,
                       const Interrupt& interrupt, Supervisor::OnTick on_tick) {
  RunState state;  // apart from the run's own
  for (std::size_t i = 0; i < task.cells.size(); ++i) {
    if (!IsCountable(summaries, i)) {
      state.ends[i] = {Status::kOk, ""};
    }
  }
  if (state.ends.size() == task.cells.size()) {
    return {};
  }
  if (HeapWorkerFile().empty()) {
    return {{}, {std::string(kNoHeapCounting)}, false};
  }
  task.heap = true;
  task.floor = false;
  task.seconds = seconds;
  Supervisor(
      state, interrupt, [](const Round&) {}, std::move(on_tick))
      .RunExecution(task);
  HeapOutcome outcome{std::move(state.heaps), {}, state.interrupted};
  for (const auto& [index, end] : state.ends) {
    const Cell& cell = task.cells[index];
    if (end.status != Status::kOk) {
      const std::string row = ScenarioNames(summaries, cell).Name(cell.scenario);
      outcome.not_counted.push_back(fmt::format("{}, {}: {}", EndsName(cell), row, end.reason));
    }
  }
  return outcome;
}

}  // namespace tlsbench
