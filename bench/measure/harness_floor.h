// What the harness itself costs, measured with the null backend, which performs no cryptography. Used by
// worker/worker.cc. One thread.

#ifndef TLSBENCH_BENCH_MEASURE_HARNESS_FLOOR_H_
#define TLSBENCH_BENCH_MEASURE_HARNESS_FLOOR_H_

#include <optional>

#include "bench/backend.h"
#include "bench/result/result.h"

namespace tlsbench {

// Of 20,000 TLS 1.3 full handshakes, the dearest of the null backend's, so that a real one's share is never
// understated. Nothing if they do not verify.
std::optional<Floor> MeasureFloor(const Backend& null);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_MEASURE_HARNESS_FLOOR_H_
