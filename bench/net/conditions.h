// What lies between two sockets, as it was asked for: the emulated path, and how TCP is used. Plain data; it names
// cells and rows, and goes to the processes that make it true (path_process.h, server_process.h).

#ifndef TLSBENCH_BENCH_NET_CONDITIONS_H_
#define TLSBENCH_BENCH_NET_CONDITIONS_H_

#include <cstdint>
#include <string>

namespace tlsbench {

// Both directions alike. Jitter: each round trip takes rtt +- jitter, and no packet overtakes another.
struct PathConditions {
  std::int64_t rtt_us = 0;
  std::int64_t jitter_us = 0;
  double loss_percent = 0;     // of the packets, each direction by itself
  double rate_mbit_per_s = 0;  // 0: as fast as the machine
  int mtu_bytes = 1500;

  bool operator==(const PathConditions&) const = default;
};

// How TCP is used on both ends that are ours. What differs from the defaults is a classic mistake, or a question.
struct Transport {
  bool nagle = false;           // leave Nagle's algorithm on (RFC 896), and write tickets and response apart
  bool library_writes = false;  // one send for each write that the library makes, not for each flight
  bool fast_open = false;       // RFC 7413: the ClientHello in the SYN once a cookie is known
  std::string congestion;       // congestion control by the kernel's name; empty: cubic on a path, else the kernel's

  bool operator==(const Transport&) const = default;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_NET_CONDITIONS_H_
