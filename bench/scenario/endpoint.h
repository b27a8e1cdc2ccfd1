// Configures the two ends of a scenario's handshake: makes the EndpointConfig of a client or a server from a scenario.
// Used by all code that makes a context of a backend. Pure functions; any thread.

#ifndef TLSBENCH_BENCH_SCENARIO_ENDPOINT_H_
#define TLSBENCH_BENCH_SCENARIO_ENDPOINT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/backend.h"
#include "bench/scenario/scenario.h"

namespace tlsbench {

// The name that the local servers carry in their certificates and that clients send and check.
inline constexpr std::string_view kServerName = "tlsbench.test";
inline constexpr std::string_view kAlpnHttp11 = "http/1.1";  // RFC 7301

// How many bytes of early data servers allow; more than any request here has.
inline constexpr std::uint32_t kEarlyDataLimit = 16384;

// Returns the configuration of one end of a local scenario, without credentials. Normally ("parity") both ends offer
// one suite and one scheme, and the client verifies the chain and the name. With as_shipped only what the scenario
// names is pinned.
EndpointConfig LocalEndpoint(const Scenario& scenario, Role role);

// Returns the configuration of a client for a remote server: the library's own offer, except for the protocol and what
// the scenario pins.
EndpointConfig RemoteClient(const Scenario& scenario, const std::string& server_name,
                            const std::vector<std::string>& alpn);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_SCENARIO_ENDPOINT_H_
