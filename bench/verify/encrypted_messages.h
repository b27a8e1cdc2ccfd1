// Verifies the encrypted messages of a recorded handshake against its scenario. verify/verify.h verifies every measured
// handshake. Used by trials; a pure function.

#ifndef TLSBENCH_BENCH_VERIFY_ENCRYPTED_MESSAGES_H_
#define TLSBENCH_BENCH_VERIFY_ENCRYPTED_MESSAGES_H_

#include <optional>
#include <string>
#include <vector>

#include "bench/scenario/scenario.h"
#include "bench/wire/flight_recorder.h"

namespace tlsbench {

// Returns the reason why the encrypted messages do not fit the scenario; nullopt if they do, or if no library reports
// them.
std::optional<std::string> WrongMessages(const Scenario& scenario, const std::vector<FlightRecord>& flights);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_VERIFY_ENCRYPTED_MESSAGES_H_
