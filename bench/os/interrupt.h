// Makes SIGINT and SIGTERM a descriptor to poll. After such a signal the run writes what it has measured, marked
// incomplete, and ends with exit code 130. Made once, early in main; children do not inherit it (os/process.cc).

#ifndef TLSBENCH_BENCH_OS_INTERRUPT_H_
#define TLSBENCH_BENCH_OS_INTERRUPT_H_

#include "bench/os/process.h"

namespace tlsbench {

class Interrupt {
 public:
  // Blocks both signals for this process from now on.
  Interrupt();

  // Returns the descriptor, which becomes readable once a signal has come.
  int fd() const { return fd_.get(); }

  // Returns whether a signal has come. Does not read it from the descriptor.
  bool pending() const;

 private:
  Fd fd_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_OS_INTERRUPT_H_
