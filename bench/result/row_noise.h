// What makes a row doubtful: time that was stolen from its rounds, and a machine that was not the same from beginning
// to end. Used by result/summarize.cc. Pure functions (any thread).

#ifndef TLSBENCH_BENCH_RESULT_ROW_NOISE_H_
#define TLSBENCH_BENCH_RESULT_ROW_NOISE_H_

#include <optional>
#include <string>
#include <vector>

#include "bench/result/result.h"

namespace tlsbench {

// A row is noisy from here on: what it drifted by, and what was stolen of its rounds' time, in percent. Stolen time
// that fell into a round's handshakes had that round left out as preempted; what is left has cold caches behind it.
inline constexpr double kNoisyDrift = 5;
inline constexpr double kNoisySteal = 2;

// By how much the later half of the rounds differs from the earlier: of both sides' CPU time on the memory link, of the
// handshake's latency elsewhere. nullopt below twice kRoundsForVerdict.
struct Drift {
  double percent = 0;
  double p_value = 1;  // of the rank test between the halves
};
std::optional<Drift> MeasureDrift(const Cell& cell, const std::vector<Round>& rounds);

// The part of the rounds' time that the hypervisor gave to others. nullopt if no round tells.
struct Steal {
  double percent = 0;
  double ms = 0;
};
std::optional<Steal> MeasureSteal(const std::vector<Round>& rounds);

// "drifted by +7.3 % between the halves of the run; 3.1 % of its time was stolen"; empty if the row is sound. A drift
// counts where the rank test sees it too (p < 0.01), a theft from two ticks of the kernel's clock on: one may be no
// more than a rounding.
std::string NoiseWords(const std::optional<Drift>& drift, const std::optional<Steal>& steal);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_RESULT_ROW_NOISE_H_
