// Decides what may be claimed of a difference between two rows. Reports and compare both call ClaimOf, so that they
// never give two verdicts on one difference. Pure functions (any thread).

#ifndef TLSBENCH_BENCH_RESULT_CLAIM_H_
#define TLSBENCH_BENCH_RESULT_CLAIM_H_

#include <cstddef>
#include <cstdint>

#include "bench/stats/statistics.h"

namespace tlsbench {

enum class Claim : std::uint8_t {
  kTooFewRounds,  // too few for an interval (kRoundsForVerdict in statistics.h)
  kNoDifference,  // the interval contains 1
  kWithinNoise,   // the interval does not contain 1, but reaches into the noise
  kLess,
  kMore,
};

// Returns what may be claimed of a ratio over `rounds` rounds. `noise` is how far apart two measurements of one build
// were in this run, as a part of 1. A claim needs an interval that lies wholly beyond the noise.
Claim ClaimOf(const Estimate& ratio, std::size_t rounds, double noise);

// Returns how far a ratio or an end of its interval lies from 1 at most, as a part of 1. A half is as far as a double.
double ReachOf(const Estimate& ratio);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_RESULT_CLAIM_H_
