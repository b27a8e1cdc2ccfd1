// Runs the executions after the timed ones, which count: the heaps of the memory link's cells, in a worker with the
// interposer (measure/heap_runner.h), and their instructions, in a worker under callgrind (measure/callgrind_runner.h).
// A failure in them fails no row. Used by command/run.cc. One thread.

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

// Returns the part of a run's time that is kept for counting heaps: 0 without cells of the memory link, and in a build
// that cannot count.
double HeapSeconds(const std::vector<Cell>& cells, double seconds);

struct Counts {
  std::map<std::size_t, HeapCost> heaps;                // by cell
  std::map<std::size_t, InstructionCost> instructions;  // likewise
  std::map<std::size_t, std::string> failures;          // cells that could not be counted, and why
  std::vector<std::string> hidden_cpu_features;         // by Valgrind, from the library
  bool interrupted = false;
};

// Counts the heaps of the named cells, all of the memory link, in about `seconds`; does nothing in a build that cannot
// count. `task` is that of the run.
Counts CountHeaps(WorkerTask task, const std::set<std::size_t>& cells, double seconds, const Interrupt& interrupt,
                  Supervisor::OnTick on_tick);

// Counts the instructions of the named cells. Callgrind's files lie in a temporary folder, which is removed. Its worker
// is slow, so it has no time limit.
Counts CountInstructions(WorkerTask task, const std::set<std::size_t>& cells, const Interrupt& interrupt,
                         Supervisor::OnTick on_tick);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_WORKER_COUNTING_EXECUTION_H_
