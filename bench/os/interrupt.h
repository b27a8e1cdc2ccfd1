// SIGINT and SIGTERM as a descriptor to poll: what was measured is written, marked incomplete, and the run ends with
// exit code 130. Made once, early in main; children do not inherit it (os/process.cc).

#ifndef TLSBENCH_BENCH_OS_INTERRUPT_H_
#define TLSBENCH_BENCH_OS_INTERRUPT_H_

#include "bench/os/process.h"

namespace tlsbench {

class Interrupt {
 public:
  // Blocks both signals for this process from now on.
  Interrupt();

  // Readable once a signal has come.
  int fd() const { return fd_.get(); }

  // Whether a signal has come. Does not take it.
  bool pending() const;

 private:
  Fd fd_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_OS_INTERRUPT_H_
