// Defines the packets between a worker and its path process, over one SOCK_SEQPACKET pair. Both ends are the same
// binary on the same machine, so packets are sent as they lie in memory. Used by path_process.cc and relay.cc only.

#ifndef TLSBENCH_BENCH_NET_PATH_PROTOCOL_H_
#define TLSBENCH_BENCH_NET_PATH_PROTOCOL_H_

#include <array>
#include <cstdint>
#include <string>
#include <type_traits>

#include "bench/net/conditions.h"
#include "bench/net/path_process.h"

namespace tlsbench {

// The addresses of the two ends: reserved for documentation (RFC 5737), in namespaces that nothing else sees.
inline constexpr const char* kPathClient = "192.0.2.1";
inline constexpr const char* kPathServer = "192.0.2.2";

// Holds conditions and Transport in a form that fits a packet: the kernel's names have at most 15 characters
// (TCP_CA_NAME_MAX).
struct PathSetup {
  PathConditions conditions;
  bool fast_open = false;
  std::array<char, 16> congestion{};
  std::uint64_t seed = 0;
};
static_assert(std::is_trivially_copyable_v<PathSetup>);

enum class PathQuestion : std::uint8_t { kClientSocket, kListener, kFacts };

struct PathAnswer {
  std::uint16_t port = 0;  // kListener
  RelayFacts facts;        // kFacts
  std::array<char, 200> error{};
};
static_assert(std::is_trivially_copyable_v<PathAnswer>);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_NET_PATH_PROTOCOL_H_
