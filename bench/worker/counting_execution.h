// The executions after the timed ones, which count: the heaps of the memory link's cells, in a worker with the
// interposer (measure/heap_runner.h), and their instructions, in a worker under callgrind (measure/callgrind_runner.h).
// What goes wrong in them costs no row. Used by command/run.cc. One thread.

#ifndef TLSBENCH_BENCH_WORKER_COUNTING_EXECUTION_H_
#define TLSBENCH_BENCH_WORKER_COUNTING_EXECUTION_H_

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "bench/os/interrupt.h"
#include "bench/worker/supervisor.h"

namespace tlsbench {

// The part of a run's budget that is kept for counting heaps: 0 without cells of the memory link, and in a build that
// cannot count.
double HeapSeconds(const std::vector<Cell>& cells, double seconds);

struct Counts {
  std::map<std::size_t, HeapCost> heaps;                // by cell
  std::map<std::size_t, InstructionCost> instructions;  // likewise
  std::map<std::size_t, std::string> failures;          // cells that could not be counted, and why
  std::vector<std::string> hidden_cpu_features;         // by Valgrind
  bool interrupted = false;
};

// Count the cells named, all of the memory link. `task` is that of the run. Heaps are counted in about `seconds`, and
// not in a build that cannot count.
Counts CountHeaps(WorkerTask task, const std::set<std::size_t>& cells, double seconds, const Interrupt& interrupt,
                  Supervisor::OnTick on_tick);

// Callgrind's files lie in a temporary folder, which is removed. Its worker is slow, so that time is no limit.
Counts CountInstructions(WorkerTask task, const std::set<std::size_t>& cells, const Interrupt& interrupt,
                         Supervisor::OnTick on_tick);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_WORKER_COUNTING_EXECUTION_H_
