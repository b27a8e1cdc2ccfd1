// Counts the instructions of the cells of the memory link under callgrind: one side at a time, exactly its calls into
// the library, a few handshakes of each cell. Used by a worker that callgrind runs (worker/counting_execution.h) and
// that does nothing else. One thread.

#ifndef TLSBENCH_BENCH_MEASURE_CALLGRIND_RUNNER_H_
#define TLSBENCH_BENCH_MEASURE_CALLGRIND_RUNNER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <tl/expected.hpp>

#include "bench/measure/memory_runner.h"
#include "bench/result/result.h"

namespace tlsbench {

// The number of handshakes that a count is averaged over, because signatures and their encodings vary a little.
inline constexpr unsigned kCollectedHandshakes = 10;

// Names an environment variable. The folder that it holds gets a file `whole-N.out` for each cell N, in the format of
// callgrind_annotate: kCollectedHandshakes whole handshakes, both sides, with the harness's part and the verification.
inline constexpr const char* kKeepVariable = "TLSBENCH_CALLGRIND_OUT";

class InstructionCounter {
 public:
  // `folder` is the one of CallgrindCommand. The constructor measures what the requests to callgrind themselves cost.
  explicit InstructionCounter(std::string folder);

  // Counts one cell: its instructions, and whole handshakes into the folder of kKeepVariable if it is set. Calls Begin
  // of `trial`. `cell` is part of the file's name. The error is the reason: an unverified handshake, or callgrind's
  // error.
  tl::expected<InstructionCost, std::string> CountCell(MemoryTrial& trial, std::size_t cell) const;

 private:
  tl::expected<InstructionCost, std::string> Count(MemoryTrial& trial) const;
  std::string WriteWhole(MemoryTrial& trial, const std::string& file) const;  // the error; empty if it worked
  tl::expected<std::int64_t, std::string> CountSide(MemoryTrial& trial, Role side) const;
  tl::expected<std::int64_t, std::string> TakeTotal() const;

  std::string folder_;
  double per_call_ = 0;  // instructions that a meter adds to each call
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_MEASURE_CALLGRIND_RUNNER_H_
