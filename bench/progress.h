// The line that moves while a run goes on: on a terminal only, on stderr, and gone when the report is printed.

#ifndef TLSBENCH_BENCH_PROGRESS_H_
#define TLSBENCH_BENCH_PROGRESS_H_

#include <chrono>
#include <string>

namespace tlsbench {

class Progress {
 public:
  // Shows nothing unless `enabled` and stderr is a terminal.
  Progress(bool enabled, int executions, double seconds);
  ~Progress() { Clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void BeginExecution(int execution) { execution_ = execution; }
  void CountRound() { ++rounds_; }
  void Draw();
  void Clear();

 private:
  bool shown_;
  int executions_;
  double seconds_;
  int execution_ = 0;
  int rounds_ = 0;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point drawn_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_PROGRESS_H_
