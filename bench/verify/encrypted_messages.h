// The part of the proof that is encrypted: the messages of a recorded handshake against what its row says. Beside
// verify/verify.h, which has every measured handshake's. Used by trials; a pure function.

#ifndef TLSBENCH_BENCH_VERIFY_ENCRYPTED_MESSAGES_H_
#define TLSBENCH_BENCH_VERIFY_ENCRYPTED_MESSAGES_H_

#include <optional>
#include <string>
#include <vector>

#include "bench/scenario/scenario.h"
#include "bench/wire/flight_recorder.h"

namespace tlsbench {

// What only encrypted messages show, by those of a recorded handshake: why they are not the scenario's. nullopt if they
// are, or if nobody tells of them.
std::optional<std::string> WrongMessages(const Scenario& scenario, const std::vector<FlightRecord>& flights);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_VERIFY_ENCRYPTED_MESSAGES_H_
