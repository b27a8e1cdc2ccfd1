// Runs the hidden modes of the tlsbench binary: worker, server process, and the description of one plug-in. They are
// started as /proc/self/exe (worker/supervisor.cc, server_process.cc, plugin/catalogue.cc), so every program that may
// start them, tests included, calls RunHiddenMode first in main(). One thread.

#ifndef TLSBENCH_BENCH_CHILD_MODES_H_
#define TLSBENCH_BENCH_CHILD_MODES_H_

#include <string>
#include <vector>

namespace tlsbench {

// Prepares the process of the tool and of all its children: no openssl.cnf, no death by SIGPIPE.
void PrepareProcess();

// Runs the hidden mode that `arguments` (without the program's name) name and ends the process; returns if they name
// none.
void RunHiddenMode(const std::vector<std::string>& arguments);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_CHILD_MODES_H_
