// What a run could tell apart: it measures one cell twice under two names, and what differs between these two is noise.
// Used by report/spread_text.cc and run.json. Pure (any thread).

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

  // The furthest that the pair lies apart (ReachOf in claim.h): a difference between other rows that may be as small
  // may be noise too. nullopt if there were too few rounds.
  std::optional<double> Noise() const;
};

// Of the last cell, if it is a twin. `cells` and the rounds' `cell` go together.
std::optional<Spread> MeasureSpread(const std::vector<Cell>& cells, const std::vector<Round>& rounds);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_RESULT_AA_SPREAD_H_
