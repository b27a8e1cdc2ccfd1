// The records between a worker and its server process, over one SOCK_SEQPACKET pair. Both ends are the same binary on
// the same machine, so records cross as they lie in memory. Used by server.cc and serve.cc only.

#ifndef TLSBENCH_BENCH_LINK_SERVER_PROTOCOL_H_
#define TLSBENCH_BENCH_LINK_SERVER_PROTOCOL_H_

#include <array>
#include <cstdint>
#include <type_traits>

#include "bench/link/tcp_info.h"
#include "bench/wire.h"

namespace tlsbench {

// The first packet each way is JSON and may be large (certificates); the kernel's default limit is about 200 kB.
inline constexpr std::size_t kMaxSetupBytes = 160 * 1024;

struct ServerRecord {
  enum class Kind : std::uint8_t { kWord, kCpu, kTcp };
  Kind kind = Kind::kWord;
  Random client_random{};
  std::uint16_t protocol = 0;
  std::uint16_t cipher_suite = 0;
  std::uint16_t group = 0;
  bool resumed = false;
  double cpu_us = 0;                // kCpu
  TcpFacts tcp{};                   // kTcp, of the connection with that random
  unsigned stalls = 0;              // kTcp: waits inside the client's flights
  bool known = false;               // kTcp: there is such a connection
  std::array<char, 200> failure{};  // empty: open
};
static_assert(std::is_trivially_copyable_v<ServerRecord>);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_LINK_SERVER_PROTOCOL_H_
