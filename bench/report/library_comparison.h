// Compares libraries with each other in one place (a link or target): which is cheapest in each scenario, in what the
// compared rows are not equal, and which side works harder. Used by findings.cc. Pure (any thread).

#ifndef TLSBENCH_BENCH_REPORT_LIBRARY_COMPARISON_H_
#define TLSBENCH_BENCH_REPORT_LIBRARY_COMPARISON_H_

#include <cstddef>
#include <string>
#include <vector>

#include "bench/report/row_labels.h"
#include "bench/result/result.h"

namespace tlsbench {

struct MeasuredRounds {
  const std::vector<Round>& rounds;
  double noise = 0;  // the noise of the run (aa_spread.h), as a part of 1
};

// Returns a sentence for each scenario with its cheapest library. In this and the next functions `mine` holds indices
// of rows of one place, all comparable (change.h); each returns a list of sentences.
std::vector<std::string> CheapestLibraries(const std::vector<Summary>& rows, const std::vector<std::size_t>& mine,
                                           const MeasuredRounds& measured, const ScenarioNames& names);

// Returns the negotiated parameters and numbers of tickets that differ between rows of one scenario.
std::vector<std::string> UnequalLibraries(const std::vector<Summary>& rows, const std::vector<std::size_t>& mine,
                                          const ScenarioNames& names);

// Returns which side was busier on loopback, by the CPU time of both processes.
std::vector<std::string> BusierSides(const std::vector<Summary>& rows, const std::vector<std::size_t>& mine,
                                     const ScenarioNames& names);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_LIBRARY_COMPARISON_H_
