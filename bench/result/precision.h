// Decides whether a run may stop before its time is up: every interval is narrower than the requested precision. Used
// by command/run.cc between rounds. Pure (any thread).

#ifndef TLSBENCH_BENCH_RESULT_PRECISION_H_
#define TLSBENCH_BENCH_RESULT_PRECISION_H_

#include <chrono>
#include <map>
#include <vector>

#include "bench/result/result.h"

namespace tlsbench {

// Returns whether the 95 % intervals of a cell are narrower than `percent` of their medians: for both sides' CPU time
// on the memory link, for the handshake's latency on socket links. False with fewer rounds than a verdict needs.
bool IsNarrow(const Cell& cell, const std::vector<Round>& rounds, double percent);

// Watches the precision of a run. One thread.
class PrecisionWatch {
 public:
  // With `percent` 0 a run never ends early. At least two executions must have contributed rounds (one, if there is
  // only one), because the memory's layout differs between processes.
  PrecisionWatch(double percent, int executions) : percent_(percent), executions_(executions) {}

  // Returns whether the run may end, asked in execution number `execution`. It looks at the rounds at most every 3 s,
  // because that costs CPU time beside the worker. `ends` holds the cells that have ended.
  bool IsEnough(int execution, const std::vector<Cell>& cells, const std::vector<std::vector<Round>>& rounds_of,
                const std::map<std::size_t, Outcome>& ends);

  bool reached() const { return reached_; }

 private:
  double percent_;
  int executions_;
  bool reached_ = false;
  std::chrono::steady_clock::time_point asked_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_RESULT_PRECISION_H_
