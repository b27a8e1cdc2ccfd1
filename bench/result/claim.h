// What may be claimed of a difference between two rows. Reports and compare both ask ClaimOf, so that they never give
// two verdicts on one difference. Pure functions (any thread).

#ifndef TLSBENCH_BENCH_RESULT_CLAIM_H_
#define TLSBENCH_BENCH_RESULT_CLAIM_H_

#include <cstddef>
#include <cstdint>

#include "bench/stats/statistics.h"

namespace tlsbench {

enum class Claim : std::uint8_t {
  kTooFewRounds,  // no interval that deserves the name (statistics.h)
  kNoDifference,  // no change is among what the interval allows
  kWithinNoise,   // the interval excludes no change, but not a change as small as the noise
  kLess,
  kMore,
};

// Of a ratio over `rounds` rounds. `noise` is what the run could not tell from nothing, as a part of 1: how far apart
// two measurements of one build were. A claim needs an interval that lies wholly beyond it.
Claim ClaimOf(const Estimate& ratio, std::size_t rounds, double noise);

// How far a ratio or any end of its interval lies from no change, as a part of 1; as far for a half as for a double.
double ReachOf(const Estimate& ratio);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_RESULT_CLAIM_H_
