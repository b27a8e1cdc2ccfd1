// The execution that counts heaps: after the timed ones, in a worker of its own (measure/heap_runner.h). What goes
// wrong in it costs no row. Used by command/run.cc. One thread.

#ifndef TLSBENCH_BENCH_WORKER_HEAP_EXECUTION_H_
#define TLSBENCH_BENCH_WORKER_HEAP_EXECUTION_H_

#include <map>
#include <set>
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
  std::map<std::size_t, HeapCost> heaps;        // by cell
  std::map<std::size_t, std::string> failures;  // cells that could not be counted, and why
  bool interrupted = false;
};

// Counts the cells named in about `seconds`. `task` is that of the run. Not in a build that cannot count.
HeapOutcome CountHeaps(WorkerTask task, const std::set<std::size_t>& cells, double seconds, const Interrupt& interrupt,
                       Supervisor::OnTick on_tick);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_WORKER_HEAP_EXECUTION_H_
