// Reads what the kernel's TCP reports of one connection: a witness beside our own clocks. Reads a socket; any thread.

#ifndef TLSBENCH_BENCH_NET_TCP_INFO_H_
#define TLSBENCH_BENCH_NET_TCP_INFO_H_

#include <cstdint>
#include <optional>
#include <string>

namespace tlsbench {

// Holds fields of Linux's struct tcp_info (include/uapi/linux/tcp.h), as seen from this end, since the connection
// began.
struct TcpFacts {
  std::uint32_t min_rtt_us = 0;         // the shortest round trip seen; on a quiet connection that of the SYN
  std::uint32_t retransmissions = 0;    // segments that this end sent again, including the SYN
  std::uint32_t segments_sent = 0;      // including those without data
  std::uint32_t segments_received = 0;  // likewise
  std::uint32_t congestion_window = 0;  // segments
  std::uint32_t mss_bytes = 0;          // the most data that this end puts into a segment
  bool fast_open = false;               // the SYN carried data, and its acknowledgement covered that data (RFC 7413)
};

// Returns the facts; nullopt if the kernel does not report them (no TCP socket, or a kernel older than 4.9).
std::optional<TcpFacts> ReadTcpFacts(int fd);

// Returns the congestion control of a socket by the kernel's name; empty if the kernel does not report it.
std::string CongestionControlOf(int fd);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_NET_TCP_INFO_H_
