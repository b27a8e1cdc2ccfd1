// Prepares what a run needs before the work begins: the cells, the folder, the worker's task with its certificates or
// its probed target, and the facts of run.json. Every error that can be found before the work is found here. Used by
// command/run.cc. One thread.

#ifndef TLSBENCH_BENCH_COMMAND_RUN_SETUP_H_
#define TLSBENCH_BENCH_COMMAND_RUN_SETUP_H_

#include <map>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "bench/files/run_folder.h"
#include "bench/files/run_json.h"
#include "bench/plan/run_options.h"
#include "bench/worker/messages.h"
#include "bench/worker/supervisor.h"

namespace tlsbench {

struct RunSetup {
  std::vector<Cell> cells;  // the last is the twin of the first
  WorkerTask task;          // for every execution; the caller sets what differs between them
  RunFolder folder;
  RunFacts facts;
  std::map<std::size_t, Outcome> ends;  // holds every cell if the target cannot be reached
};

// Plans the run, creates and opens its files, makes certificates or probes the target, and asks the libraries what they
// would choose by themselves. The error is a mistake of the user or a fault of the machine, in one line. A target that
// cannot be resolved or reached is no error: its rows fail, all with that one reason.
tl::expected<RunSetup, std::string> SetUpRun(const RunOptions& options);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_COMMAND_RUN_SETUP_H_
