// Defines the messages between a worker and its server process, over one SOCK_SEQPACKET pair: a text that sets the
// server up, its answer, then records. Both ends are the same binary on the same machine, so records are sent as they
// lie in memory. Used by server_process.cc and server_main.cc only; each end by one thread.

#ifndef TLSBENCH_BENCH_LINK_SERVER_PROTOCOL_H_
#define TLSBENCH_BENCH_LINK_SERVER_PROTOCOL_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "bench/net/tcp_info.h"
#include "bench/wire/wire_facts.h"

namespace tlsbench {

// The kernel's default limit is about 200 kB (net.core.wmem_default).
inline constexpr std::size_t kMaxPacketBytes = 160 * 1024;

// Sends the text that sets a server up, JSON with all its certificates: a packet with the length, then as many packets
// as needed. Waits until the server has taken all; returns false if the server has ended.
bool SendSetup(int control, std::string_view text);

// Returns that text; empty if the worker has ended.
std::string ReceiveSetup(int control);

struct ServerRecord {
  enum class Kind : std::uint8_t { kWord, kCpu, kTcp };
  Kind kind = Kind::kWord;
  Random client_random{};
  std::uint16_t protocol = 0;
  std::uint16_t cipher_suite = 0;
  std::uint16_t group = 0;
  bool resumed = false;
  bool early_data_accepted = false;
  KeyType peer_key = KeyType::kUnknown;  // of the client's certificate
  std::uint16_t peer_key_bits = 0;
  double cpu_us = 0;                // kCpu
  TcpFacts tcp{};                   // kTcp: of the connection with that random
  unsigned stalls = 0;              // kTcp: waits inside the client's flights
  bool known = false;               // kTcp: the server knows that connection
  std::array<char, 200> failure{};  // empty: the server's end is open
};
static_assert(std::is_trivially_copyable_v<ServerRecord>);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_LINK_SERVER_PROTOCOL_H_
