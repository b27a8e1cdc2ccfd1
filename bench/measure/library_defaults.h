// Measures parity: how each library behaves with the parameters that rows pin, and what it would choose by itself. Each
// measurement is a process of its own, for each plug-in with and without pins, because the system's openssl.cnf applies
// to a whole process. MeasureParity runs in such a process; AddBehaviours starts them, in the parent.

#ifndef TLSBENCH_BENCH_MEASURE_LIBRARY_DEFAULTS_H_
#define TLSBENCH_BENCH_MEASURE_LIBRARY_DEFAULTS_H_

#include <string>
#include <vector>

#include "bench/plugin/backend_info.h"
#include "bench/result/result.h"
#include "bench/scenario/scenario.h"

namespace tlsbench {

// Returns what rows pin by default: a full handshake of each protocol.
std::vector<Scenario> DefaultPins();

// Returns what a run pins, taken from its first scenario of each protocol; DefaultPins() if the run is as shipped or
// has a target.
std::vector<Scenario> PinsOf(const std::vector<Cell>& cells);

// Runs a full handshake of each scenario, the plug-in with itself, in memory. With `as_shipped` nothing is pinned but
// the protocol and the certificate. `scenarios` is as EncodeScenarios makes it. Writes a Behaviour a line to `out`, or
// one line "error: ...". Returns an exit code.
int MeasureParity(const std::string& file, bool as_shipped, const std::string& scenarios, int out);

// Fills in `behaviours` of each library in the list, with the parameters of `pins` and as shipped. If a plug-in crashes
// or hangs, its behaviours hold that as the error.
void AddBehaviours(std::vector<BackendInfo>& backends, const std::vector<Scenario>& pins);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_MEASURE_LIBRARY_DEFAULTS_H_
