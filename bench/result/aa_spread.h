// Measures the noise of a run: each run measures one cell twice under two names, and any difference between these two
// is noise. Used by report/spread_text.cc and run.json. Pure (any thread).

#ifndef TLSBENCH_BENCH_RESULT_AA_SPREAD_H_
#define TLSBENCH_BENCH_RESULT_AA_SPREAD_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bench/result/change.h"
#include "bench/result/result.h"

namespace tlsbench {

struct Spread {
  Cell cell;
  std::vector<std::pair<std::string, Change>> changes;  // "client CPU": the second measurement against the first

  // Returns how far the two measurements lie apart at most (ReachOf in claim.h): a difference between other rows that
  // is no larger may be noise too. nullopt if there were too few rounds.
  std::optional<double> Noise() const;
};

// Compares the last cell, if it is a twin, with the cell that it repeats; nullopt if it is no twin. Each round's `cell`
// is an index into `cells`.
std::optional<Spread> MeasureSpread(const std::vector<Cell>& cells, const std::vector<Round>& rounds);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_RESULT_AA_SPREAD_H_
