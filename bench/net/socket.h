// TCP for the socket links: look up, connect, send, receive. Every wait has a deadline. Non-blocking descriptors, one
// thread at a time. TCP_NODELAY is set before the first byte unless Nagle's algorithm was asked for: with it and
// delayed ACKs TLS 1.3 waits 40 ms for nothing.

#ifndef TLSBENCH_BENCH_NET_SOCKET_H_
#define TLSBENCH_BENCH_NET_SOCKET_H_

#include <sys/socket.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "bench/backend.h"
#include "bench/net/conditions.h"
#include "bench/os/process.h"

namespace tlsbench {

using Deadline = std::chrono::steady_clock::time_point;

inline Deadline After(std::chrono::milliseconds wait) { return std::chrono::steady_clock::now() + wait; }

struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;
  std::string Text() const;  // "127.0.0.1" or "::1"
};

struct HostPort {
  std::string host;  // without brackets
  std::uint16_t port = 443;
};

// "host", "host:port", "1.2.3.4:port", "::1", "[::1]:port". The error is one line in words.
tl::expected<HostPort, std::string> ParseHostPort(const std::string& text);

// "host:port", with brackets around an IPv6 address.
std::string FormatHostPort(const HostPort& target);

bool IsIpAddress(const std::string& host);

// All addresses of a host, in the system's order of preference. Gives up at the deadline.
tl::expected<std::vector<Address>, std::string> LookUp(const HostPort& target, Deadline deadline);

// "127.0.0.1" or "::1" and a port; length 0 if the text is no address.
Address ParseAddress(const std::string& text, std::uint16_t port);

Address LoopbackAddress(std::uint16_t port);

// A TCP socket that is not connected yet, set as `transport` says. The error names what the kernel refused.
tl::expected<Fd, std::string> NewSocket(int family, const Transport& transport);

// Connects such a socket. With fast open and a cookie the kernel only says so, and connects with the first bytes.
tl::expected<void, std::string> Connect(int fd, const Address& address, Deadline deadline);

// Both at once, with nothing set that has a default.
tl::expected<Fd, std::string> Connect(const Address& address, Deadline deadline);

// A listening socket at an address; with port 0 at one of the kernel's choice.
struct Listener {
  Fd fd;
  std::uint16_t port = 0;
};
tl::expected<Listener, std::string> ListenAt(const Address& address, const Transport& transport);
inline tl::expected<Listener, std::string> ListenOnLoopback() { return ListenAt(LoopbackAddress(0), {}); }

// The next connection of a listener, set as `transport` says; invalid if there is none.
Fd Accept(int listener, const Transport& transport = {});

// Sends everything, in one send unless the kernel takes less.
tl::expected<void, std::string> SendAll(int fd, Bytes bytes, Deadline deadline);

// The same in pieces of the lengths in `writes`, a send each. If those do not add up to the bytes, in one.
tl::expected<void, std::string> SendInWrites(int fd, Bytes bytes, const std::vector<std::size_t>& writes,
                                             Deadline deadline);

enum class Received { kBytes, kClosed, kReset, kTimeout };

// Appends what has arrived to `in`, waiting for at least one byte.
Received Receive(int fd, Buffer& in, Deadline deadline);

// Makes closing send RST instead of FIN, so that no port waits in TIME_WAIT: 28,000 ports are soon used up otherwise.
void ResetOnClose(int fd);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_NET_SOCKET_H_
