// Measures what the harness itself costs, with the null backend, which performs no cryptography. Used by
// worker/worker.cc. One thread.

#ifndef TLSBENCH_BENCH_MEASURE_HARNESS_FLOOR_H_
#define TLSBENCH_BENCH_MEASURE_HARNESS_FLOOR_H_

#include <optional>

#include "bench/backend.h"
#include "bench/result/result.h"

namespace tlsbench {

// Measures 20,000 full TLS 1.3 handshakes. They are the most expensive kind of the null backend, so that the harness's
// share in a real handshake is never understated. nullopt if they do not verify.
std::optional<Floor> MeasureFloor(const Backend& null);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_MEASURE_HARNESS_FLOOR_H_
