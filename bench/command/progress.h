// Shows on stderr what a run does while it goes on: a progress line, on a terminal only and erased before the report is
// printed; and with --verbose each step. One thread.

#ifndef TLSBENCH_BENCH_COMMAND_PROGRESS_H_
#define TLSBENCH_BENCH_COMMAND_PROGRESS_H_

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
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

// Prints a line about the current step, if the user asked for such lines.
template <class... Values>
void Say(bool verbose, fmt::format_string<Values...> text, Values&&... values) {
  if (verbose) {
    fmt::print(stderr, "{}\n", fmt::format(text, std::forward<Values>(values)...));
  }
}

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_COMMAND_PROGRESS_H_
