#include "bench/net/phases.h"

#include <algorithm>

namespace tlsbench {
namespace {

constexpr std::int64_t kMinStallNs = 1'000'000;

}  // namespace

void StallCounter::Arrived(std::int64_t now_ns) {
  if (last_ns_ != 0 && now_ns - last_ns_ >= kMinStallNs) {
    gaps_.push_back(now_ns - last_ns_);
  }
  last_ns_ = now_ns;
}

unsigned StallCounter::Count(double rtt_us) const {
  const double least_ns = rtt_us * 1000 / 2;
  return static_cast<unsigned>(
      std::count_if(gaps_.begin(), gaps_.end(), [&](std::int64_t gap) { return static_cast<double>(gap) > least_ns; }));
}

}  // namespace tlsbench
