// The axis that a run sweeps (--sweep). Plain data; apart from the options, since reports need nothing else of them.

#ifndef TLSBENCH_BENCH_PLAN_SWEEP_H_
#define TLSBENCH_BENCH_PLAN_SWEEP_H_

#include <cstdint>

namespace tlsbench {

// The axis of a run that measures what each of its values costs against the first.
enum class Sweep : std::uint8_t { kNone, kGroup, kAuth, kCipher, kHandshake, kTickets };

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_PLAN_SWEEP_H_
