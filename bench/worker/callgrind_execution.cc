#include "bench/worker/callgrind_execution.h"

#include <chrono>
#include <utility>

#include "bench/meter/callgrind.h"
#include "bench/os/cpu_features.h"
#include "bench/os/file.h"

namespace tlsbench {
namespace {

// Beyond three timeouts, for a sign of life: that is one for each cell, some 50 handshakes of which a simulated one
// takes 50 times as long as a real one.
constexpr std::chrono::seconds kPatience(120);

// The run's task for this execution. Its worker is slow, so time is no limit but for each cell's patience.
WorkerTask TaskFor(WorkerTask task, const std::string& folder) {
  task.heap = false;
  task.floor = false;
  task.launcher = CallgrindCommand(folder);
  task.callgrind = folder;
  return task;
}

}  // namespace

CallgrindOutcome RunUnderCallgrind(WorkerTask task, const std::set<std::size_t>& cells, const Interrupt& interrupt,
                                   Supervisor::OnTick on_tick) {
  CallgrindOutcome outcome;
  const TemporaryFolder folder("tlsbench-callgrind-");
  if (!folder.failure().empty()) {
    for (const std::size_t cell : cells) {
      outcome.failures[cell] = folder.failure();
    }
    return outcome;
  }
  RunState state;
  for (std::size_t cell = 0; cell < task.inputs.cells.size(); ++cell) {
    if (cells.count(cell) == 0) {
      state.ends[cell] = {Status::kOk, ""};
    }
  }
  Supervisor(
      state, interrupt, [](const Round&) {}, std::move(on_tick), kPatience)
      .RunExecution(TaskFor(std::move(task), folder.path()));
  for (const auto& [cell, end] : state.ends) {
    if (end.status != Status::kOk) {
      outcome.failures[cell] = end.reason;
    }
  }
  outcome.instructions = std::move(state.instructions);
  outcome.hidden = state.note.empty() ? std::vector<std::string>() : HiddenFeatures(CpuFeatures(), state.note);
  outcome.interrupted = state.interrupted;
  return outcome;
}

}  // namespace tlsbench
