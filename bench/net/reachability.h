// Probes a remote target once, before anything else: whether its name resolves, and whether any of its addresses
// accepts a connection. One thread.

#ifndef TLSBENCH_BENCH_NET_REACHABILITY_H_
#define TLSBENCH_BENCH_NET_REACHABILITY_H_

#include <string>
#include <tl/expected.hpp>

#include "bench/net/address.h"

namespace tlsbench {

struct Probed {
  std::string address;  // numeric: the first address that accepted a connection
  double name_lookup_ms = 0;
};

// Returns the address that accepted a connection. The error is one line that names every address tried.
tl::expected<Probed, std::string> Probe(const HostPort& target, std::chrono::milliseconds timeout);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_NET_REACHABILITY_H_
