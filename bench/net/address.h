// Parses, looks up and prints hosts, ports and addresses. Used by everything that dials or listens. The look-up has a
// deadline. Free functions; any thread.

#ifndef TLSBENCH_BENCH_NET_ADDRESS_H_
#define TLSBENCH_BENCH_NET_ADDRESS_H_

#include <sys/socket.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace tlsbench {

using Deadline = std::chrono::steady_clock::time_point;

inline Deadline After(std::chrono::milliseconds wait) { return std::chrono::steady_clock::now() + wait; }

// Returns the milliseconds that poll() shall wait: at least 1 before the deadline, so that the last fraction of a
// millisecond is no busy loop.
int WaitMs(Deadline deadline);

struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;
  std::string Text() const;  // "127.0.0.1" or "::1"
};

struct HostPort {
  std::string host;  // without brackets
  std::uint16_t port = 443;
};

// Parses "host", "host:port", "1.2.3.4:port", "::1" or "[::1]:port". The error is one line.
tl::expected<HostPort, std::string> ParseHostPort(const std::string& text);

// Returns "host:port", with brackets around an IPv6 address.
std::string FormatHostPort(const HostPort& target);

bool IsIpAddress(const std::string& host);

// Returns all addresses of a host, in the system's order of preference. Fails at the deadline.
tl::expected<std::vector<Address>, std::string> LookUp(const HostPort& target, Deadline deadline);

// Returns the address of "127.0.0.1" or "::1" and a port; length 0 if the text is no address.
Address ParseAddress(const std::string& text, std::uint16_t port);

Address LoopbackAddress(std::uint16_t port);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_NET_ADDRESS_H_
