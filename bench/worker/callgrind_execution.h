// The execution that counts instructions: a worker under callgrind, after the timed ones, when it was asked for
// (--instructions). What goes wrong in it costs no row. Used by the command line. One thread.

#ifndef TLSBENCH_BENCH_WORKER_CALLGRIND_EXECUTION_H_
#define TLSBENCH_BENCH_WORKER_CALLGRIND_EXECUTION_H_

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "bench/os/interrupt.h"
#include "bench/worker/supervisor.h"

namespace tlsbench {

struct CallgrindOutcome {
  std::map<std::size_t, InstructionCost> instructions;  // by cell
  std::map<std::size_t, std::string> failures;          // cells that could not be counted, and why
  std::vector<std::string> hidden;                      // CPU features that Valgrind hid
  bool interrupted = false;
};

// Counts the cells named. `task` is that of the run. Callgrind's files lie in a temporary folder, which is removed.
CallgrindOutcome RunUnderCallgrind(WorkerTask task, const std::set<std::size_t>& cells, const Interrupt& interrupt,
                                   Supervisor::OnTick on_tick);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_WORKER_CALLGRIND_EXECUTION_H_
