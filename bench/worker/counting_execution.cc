#include "bench/worker/counting_execution.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "bench/measure/heap_runner.h"
#include "bench/meter/callgrind.h"
#include "bench/os/cpu_features.h"
#include "bench/os/file.h"

namespace tlsbench {
namespace {

// Counting heaps takes at most this many seconds, and at most this share of a run's time.
constexpr double kMaxSeconds = 4;
constexpr double kShare = 0.1;

// How long to wait for a sign of life, beyond three timeouts. Under callgrind there is one sign for each cell, after
// some 50 handshakes, each about 50 times as slow as a real one.
constexpr std::chrono::seconds kPatience(5);
constexpr std::chrono::seconds kPatienceUnderCallgrind(120);

// Runs one execution over the named cells and returns its results, apart from the run's own state.
RunState Execute(const WorkerTask& task, const std::set<std::size_t>& cells, const Interrupt& interrupt,
                 Supervisor::OnTick on_tick, std::chrono::seconds patience) {
  RunState state;
  for (std::size_t cell = 0; cell < task.inputs.cells.size(); ++cell) {
    if (cells.count(cell) == 0) {
      state.ends[cell] = {Status::kOk, ""};
    }
  }
  Supervisor(
      state, interrupt, [](const Round&) {}, std::move(on_tick), patience)
      .RunExecution(task);
  return state;
}

Counts CountsOf(RunState state) {
  Counts counts;
  for (const auto& [cell, end] : state.ends) {
    if (end.status != Status::kOk) {
      counts.failures[cell] = end.reason;
    }
  }
  counts.heaps = std::move(state.heaps);
  counts.instructions = std::move(state.instructions);
  counts.interrupted = state.interrupted;
  return counts;
}

}  // namespace

double HeapSeconds(const std::vector<Cell>& cells, double seconds) {
  const bool any = std::any_of(cells.begin(), cells.end(), [](auto& cell) { return cell.link == LinkKind::kMemory; });
  return any && !HeapWorkerFile().empty() ? std::min(kMaxSeconds, seconds * kShare) : 0;
}

Counts CountHeaps(WorkerTask task, const std::set<std::size_t>& cells, double seconds, const Interrupt& interrupt,
                  Supervisor::OnTick on_tick) {
  task.mode = Mode::kHeap;
  task.floor = false;
  task.seconds = seconds;
  return CountsOf(Execute(task, cells, interrupt, std::move(on_tick), kPatience));
}

Counts CountInstructions(WorkerTask task, const std::set<std::size_t>& cells, const Interrupt& interrupt,
                         Supervisor::OnTick on_tick) {
  const TemporaryFolder folder("tlsbench-callgrind-");
  if (!folder.failure().empty()) {
    Counts none;
    for (const std::size_t cell : cells) {
      none.failures[cell] = folder.failure();
    }
    return none;
  }
  task.mode = Mode::kInstructions;
  task.floor = false;
  task.launcher = CallgrindCommand(folder.path());
  task.callgrind_folder = folder.path();
  const RunState state = Execute(task, cells, interrupt, std::move(on_tick), kPatienceUnderCallgrind);
  Counts counts = CountsOf(state);
  if (!state.note.empty()) {
    counts.hidden_cpu_features = HiddenFeatures(CpuFeatures(), state.note);
  }
  return counts;
}

}  // namespace tlsbench
