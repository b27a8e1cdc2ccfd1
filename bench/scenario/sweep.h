// The axes that a run can sweep over: it measures what each value costs against the first. Used by the options, by
// run.json and by the report. Pure functions; any thread.

#ifndef TLSBENCH_BENCH_SCENARIO_SWEEP_H_
#define TLSBENCH_BENCH_SCENARIO_SWEEP_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace tlsbench {

enum class Sweep : std::uint8_t { kNone, kGroup, kAuth, kCipher, kHandshake, kTickets };

std::string_view SweepName(Sweep sweep);  // as on the command line; "" of kNone
std::optional<Sweep> ParseSweep(std::string_view name);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_SCENARIO_SWEEP_H_
