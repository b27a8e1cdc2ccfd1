// The instructions of the cells of the memory link under callgrind: one side at a time, exactly its calls into the
// library, a few handshakes of each cell. Used by a worker that callgrind runs (worker/counting_execution.h) and that
// does nothing else. One thread.

#ifndef TLSBENCH_BENCH_MEASURE_CALLGRIND_RUNNER_H_
#define TLSBENCH_BENCH_MEASURE_CALLGRIND_RUNNER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <tl/expected.hpp>

#include "bench/measure/memory_runner.h"
#include "bench/result/result.h"

namespace tlsbench {

// Handshakes over which a number is an average: signatures and their encodings vary a little from one to the next.
inline constexpr unsigned kCollectedHandshakes = 10;

// A folder named by this variable gets a file `whole-N.out` for each cell N, as callgrind_annotate reads it: so many
// whole handshakes, both sides, the harness's part and the verification included.
inline constexpr const char* kKeepVariable = "TLSBENCH_CALLGRIND_OUT";

class InstructionCounter {
 public:
  // `folder` is the one of CallgrindCommand. Learns what the requests themselves cost.
  explicit InstructionCounter(std::string folder);

  // Everything of one cell: its instructions, and whole handshakes in the folder of kKeepVariable, if it is set. Begins
  // the trial. `cell` is in the file's name. The error is in words: a handshake that was not verified, or callgrind's.
  tl::expected<InstructionCost, std::string> CountCell(MemoryTrial& trial, std::size_t cell) const;

 private:
  tl::expected<InstructionCost, std::string> Count(MemoryTrial& trial) const;
  std::string WriteWhole(MemoryTrial& trial, const std::string& file) const;  // words if that failed
  tl::expected<std::int64_t, std::string> CountSide(MemoryTrial& trial, Role side) const;
  tl::expected<std::int64_t, std::string> TakeTotal() const;

  std::string folder_;
  double per_call_ = 0;  // instructions that a meter adds
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_MEASURE_CALLGRIND_RUNNER_H_
