// The execution that counts heaps: after the timed ones, in a worker of its own (measure/heap_runner.h). What goes
// wrong in it costs no row. Used by command/run.cc. One thread.

#ifndef TLSBENCH_BENCH_WORKER_HEAP_EXECUTION_H_
#define TLSBENCH_BENCH_WORKER_HEAP_EXECUTION_H_

#include <map>
#include <string>
#include <vector>

#include "bench/os/interrupt.h"
#include "bench/worker/messages.h"
#include "bench/worker/supervisor.h"

namespace tlsbench {

// The part of a run's budget that is kept for counting heaps: 0 without cells of the memory link, and in a build that
// cannot count.
double HeapSeconds(const std::vector<Cell>& cells, double seconds);

struct HeapOutcome {
  std::map<std::size_t, HeapCost> heaps;  // by cell
  std::vector<std::string> not_counted;   // in words: which row, and why; or why none
  bool interrupted = false;
};

// Counts the rows of `summaries` (those of the task's first cells, in their order) that are ok and of the memory link,
// in about `seconds`.
HeapOutcome CountHeaps(WorkerTask task, const std::vector<Summary>& summaries, double seconds,
                       const Interrupt& interrupt, Supervisor::OnTick on_tick);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_WORKER_HEAP_EXECUTION_H_
