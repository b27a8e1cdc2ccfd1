// Describes what the user asked for between two sockets: the emulated path, and how TCP is used. Plain data; it is part
// of the names of cells and rows, and goes to the processes that set it up (path_process.h, server_process.h).

#ifndef TLSBENCH_BENCH_NET_CONDITIONS_H_
#define TLSBENCH_BENCH_NET_CONDITIONS_H_

#include <cstdint>
#include <string>

namespace tlsbench {

// Describes the emulated path, the same in both directions. Jitter: each round trip takes rtt +- jitter, and no packet
// overtakes another.
struct PathConditions {
  std::int64_t rtt_us = 0;
  std::int64_t jitter_us = 0;
  double loss_percent = 0;     // of the packets, in each direction independently
  double rate_mbit_per_s = 0;  // 0: no limit
  int mtu_bytes = 1500;

  bool operator==(const PathConditions&) const = default;
};

// Says how TCP is used on the ends that are ours. Each value other than the default is a well-known mistake, or a
// question to measure.
struct Transport {
  bool nagle = false;           // leave Nagle's algorithm on (RFC 896); tickets and response are separate writes
  bool library_writes = false;  // one send for each write of the library, not for each flight
  bool fast_open = false;       // RFC 7413: the ClientHello in the SYN once a cookie is known
  std::string congestion;       // congestion control, the kernel's name; empty: cubic on a path, else the kernel's

  bool operator==(const Transport&) const = default;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_NET_CONDITIONS_H_
