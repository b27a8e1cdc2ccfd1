// Whether a run knows enough to stop before its time is up: every interval is narrower than what was asked for. Used by
// command/run.cc between rounds. Pure (any thread).

#ifndef TLSBENCH_BENCH_RESULT_PRECISION_H_
#define TLSBENCH_BENCH_RESULT_PRECISION_H_

#include <chrono>
#include <map>
#include <vector>

#include "bench/result/result.h"

namespace tlsbench {

// Whether the 95 % intervals of a cell are narrower than `percent` of their medians: of both sides' CPU time on the
// memory link, of the handshake's latency on socket links. False with fewer rounds than a verdict needs.
bool IsNarrow(const Cell& cell, const std::vector<Round>& rounds, double percent);

// Watches a run. One thread.
class PrecisionWatch {
 public:
  // `percent` 0 never ends a run. Of `executions` at least two must have had a say, where there are as many: between
  // processes the memory's layout differs.
  PrecisionWatch(double percent, int executions) : percent_(percent), executions_(executions) {}

  // Whether the run may end, asked in execution number `execution`. Looks at the rounds every 3 s at most, since that
  // costs CPU time beside the worker. `ends` are cells that run no more.
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
