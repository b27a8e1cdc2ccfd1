#include "bench/result/claim.h"

#include <algorithm>

namespace tlsbench {
namespace {

double Reach(double ratio) { return ratio > 0 ? std::max(ratio, 1 / ratio) - 1 : 0; }

}  // namespace

Claim ClaimOf(const Estimate& ratio, std::size_t rounds, double noise) {
  if (!ratio.interval || rounds < kRoundsForVerdict) {
    return Claim::kTooFewRounds;
  }
  if (ratio.interval->Holds(1)) {
    return Claim::kNoDifference;
  }
  const bool more = ratio.interval->low > 1;
  const double nearest = Reach(more ? ratio.interval->low : ratio.interval->high);
  if (nearest <= noise) {
    return Claim::kWithinNoise;
  }
  return more ? Claim::kMore : Claim::kLess;
}

double ReachOf(const Estimate& ratio) {
  const double reach = Reach(ratio.value);
  return ratio.interval ? std::max({reach, Reach(ratio.interval->low), Reach(ratio.interval->high)}) : reach;
}

}  // namespace tlsbench
