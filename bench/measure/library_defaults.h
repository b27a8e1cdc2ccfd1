// Parity: how each library behaves with the parameters that rows pin, and what it would choose by itself. One process
// for each plug-in and each of the two, since what the system's openssl.cnf says holds for a whole process.
// MeasureParity runs in such a process; AddBehaviours starts them and is the parent's.

#ifndef TLSBENCH_BENCH_MEASURE_LIBRARY_DEFAULTS_H_
#define TLSBENCH_BENCH_MEASURE_LIBRARY_DEFAULTS_H_

#include <string>
#include <vector>

#include "bench/plugin/backend_info.h"
#include "bench/result/result.h"
#include "bench/scenario/scenario.h"

namespace tlsbench {

// What rows pin unless told otherwise: a full handshake of each protocol.
std::vector<Scenario> DefaultPins();

// What a run pins, by its first scenario of each protocol; as shipped and on a target, what rows pin otherwise.
std::vector<Scenario> PinsOf(const std::vector<Cell>& cells);

// A full handshake of each scenario of the plug-in with itself, in memory, or as shipped with nothing of it pinned but
// the protocol and the certificate. `scenarios` is as EncodeScenarios makes it. Writes a Behaviour a line to `out`, or
// one line "error: ...". Returns an exit code.
int MeasureParity(const std::string& file, bool as_shipped, const std::string& scenarios, int out);

// Fills in `behaviours` of each library in the list, with what `pins` pin and as shipped. A plug-in that crashes or
// hangs says so in them.
void AddBehaviours(std::vector<BackendInfo>& backends, const std::vector<Scenario>& pins);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_MEASURE_LIBRARY_DEFAULTS_H_
