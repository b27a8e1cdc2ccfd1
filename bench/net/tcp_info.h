// What the kernel's TCP says of one connection: the witness beside our own clocks. Reads a socket; any thread.

#ifndef TLSBENCH_BENCH_NET_TCP_INFO_H_
#define TLSBENCH_BENCH_NET_TCP_INFO_H_

#include <cstdint>
#include <optional>
#include <string>

namespace tlsbench {

// struct tcp_info of Linux (include/uapi/linux/tcp.h), from this end, since the connection began.
struct TcpFacts {
  std::uint32_t min_rtt_us = 0;         // the least round trip seen; the SYN's on a quiet connection
  std::uint32_t retransmissions = 0;    // segments sent again by this end, the SYN among them
  std::uint32_t segments_sent = 0;      // those without data among them
  std::uint32_t segments_received = 0;  // likewise
  std::uint32_t congestion_window = 0;  // segments
  std::uint32_t mss_bytes = 0;          // the most data that this end puts into a segment
  bool fast_open = false;               // the data in the SYN was acknowledged with it (RFC 7413)
};

// Nothing if the kernel does not say (no TCP, or older than 4.9).
std::optional<TcpFacts> ReadTcpFacts(int fd);

// The congestion control of a socket by the kernel's name; empty if it does not say.
std::string CongestionControlOf(int fd);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_NET_TCP_INFO_H_
