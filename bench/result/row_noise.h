// Finds rows with doubtful numbers: time was stolen from their rounds, or the machine was not the same from beginning
// to end. Used by result/summarize.cc. Pure functions (any thread).

#ifndef TLSBENCH_BENCH_RESULT_ROW_NOISE_H_
#define TLSBENCH_BENCH_RESULT_ROW_NOISE_H_

#include <optional>
#include <string>
#include <vector>

#include "bench/result/result.h"

namespace tlsbench {

// A row is noisy from these limits on: its drift, and the stolen part of its rounds' time, in percent. A round whose
// handshakes themselves lost stolen time is left out as preempted; the rounds that remain ran with cold caches after
// it.
inline constexpr double kNoisyDrift = 5;
inline constexpr double kNoisySteal = 2;

// Measures by how much the later half of the rounds differs from the earlier half: in both sides' CPU time on the
// memory link, in the handshake's latency elsewhere. nullopt below twice kRoundsForVerdict.
struct Drift {
  double percent = 0;
  double p_value = 1;  // of the rank test between the halves
};
std::optional<Drift> MeasureDrift(const Cell& cell, const std::vector<Round>& rounds);

// Measures the part of the rounds' time that the hypervisor gave to others. nullopt if no round has this value.
struct Steal {
  double percent = 0;
  double ms = 0;
};
std::optional<Steal> MeasureSteal(const std::vector<Round>& rounds);

// Returns text such as "drifted by +7.3 % between the halves of the run; 3.1 % of its time was stolen"; empty if the
// row is not noisy. A drift counts only if the rank test also finds it (p < 0.01). Stolen time counts from two ticks of
// the kernel's clock on, because one tick may be mere rounding.
std::string NoiseText(const std::optional<Drift>& drift, const std::optional<Steal>& steal);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_RESULT_ROW_NOISE_H_
