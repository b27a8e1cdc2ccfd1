// Describes the machine of a run at the report's foot: what it is, which rows are noisy, and what would help. Pure
// functions (any thread).

#ifndef TLSBENCH_BENCH_REPORT_MACHINE_TEXT_H_
#define TLSBENCH_BENCH_REPORT_MACHINE_TEXT_H_

#include <optional>
#include <string>
#include <vector>

#include "bench/os/environment.h"
#include "bench/os/system_load.h"
#include "bench/result/result.h"

namespace tlsbench {

struct MachineFacts {
  const Environment& environment;
  const std::optional<Load>& before;  // the run
  const std::optional<Load>& after;
};

// Returns sentences on what may explain a bad number, and what would help against it. Empty on a quiet machine.
std::vector<std::string> Advice(const MachineFacts& machine, const std::vector<Summary>& rows);

// Returns the noisy rows, each with its name and the reason: "openssl-3.0.22, memory, TLS 1.3 full: drifted by ...".
std::vector<std::string> NoisyRows(const std::vector<Summary>& rows);

// Returns the paragraphs "Machine: ...", "Noisy: ..." with the rows, and the advice, wrapped; each ends in a line
// break.
std::string MachineText(const MachineFacts& machine, const std::vector<Summary>& rows, std::size_t width);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_MACHINE_TEXT_H_
