#include "bench/command/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace tlsbench {

namespace {
constexpr std::chrono::milliseconds kRedraw(200);
constexpr const char* kEraseLine = "\r\033[K";
}  // namespace

Progress::Progress(bool enabled, int executions, double seconds)
    : shown_(enabled && isatty(STDERR_FILENO) == 1),
      executions_(executions),
      seconds_(seconds),
      start_(std::chrono::steady_clock::now()) {}

void Progress::Draw() {
  const auto now = std::chrono::steady_clock::now();
  if (!shown_ || now - drawn_ < kRedraw) {
    return;
  }
  drawn_ = now;
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  fmt::print(stderr, "{}execution {} of {}, {} rounds, about {:.0f} s left", kEraseLine, execution_ + 1, executions_,
             rounds_, std::max(0.0, seconds_ - elapsed));
  std::fflush(stderr);
}

void Progress::Clear() {
  if (shown_ && drawn_ != std::chrono::steady_clock::time_point()) {
    fmt::print(stderr, "{}", kEraseLine);
  }
}

}  // namespace tlsbench
