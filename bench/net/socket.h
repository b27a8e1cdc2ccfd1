// TCP as the engine needs it: sockets made, connected, accepted, and bytes sent and received as far as the kernel goes
// without waiting. Used by the dialler, the client connection and the TLS server, which wait in loops of their own.
// Non-blocking descriptors, one thread at a time. TCP_NODELAY is set before the first byte unless Nagle's algorithm was
// asked for: with it and delayed ACKs TLS 1.3 waits 40 ms for nothing.

#ifndef TLSBENCH_BENCH_NET_SOCKET_H_
#define TLSBENCH_BENCH_NET_SOCKET_H_

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "bench/backend.h"
#include "bench/net/address.h"
#include "bench/net/conditions.h"
#include "bench/os/process.h"

namespace tlsbench {

// A TCP socket that is not connected yet, set as `transport` says. The error names what the kernel refused.
tl::expected<Fd, std::string> NewSocket(int family, const Transport& transport);

// Begins to connect such a socket. True: it is connected already. False: it will be writable when that is decided, and
// ConnectResult says how. With fast open and a cookie the kernel only says so, and connects with the first bytes.
tl::expected<bool, std::string> BeginConnect(int fd, const Address& address);
tl::expected<void, std::string> ConnectResult(int fd);

// A listening socket at an address; with port 0 at one of the kernel's choice.
struct Listener {
  Fd fd;
  std::uint16_t port = 0;
};
tl::expected<Listener, std::string> ListenAt(const Address& address, const Transport& transport);
inline tl::expected<Listener, std::string> ListenOnLoopback() { return ListenAt(LoopbackAddress(0), {}); }

// The next connection of a listener, set as `transport` says; invalid if there is none, and errno says why.
Fd Accept(int listener, const Transport& transport = {});

// Sends what the kernel takes without waiting, in one send unless it takes less. Returns how many bytes that was; an
// error if no more will ever be taken.
tl::expected<std::size_t, std::string> TrySend(int fd, Bytes bytes);

// The same in pieces of the lengths in `writes`, a send each, which lose what was sent. If those do not add up to the
// bytes they are cleared, and it is one send.
tl::expected<std::size_t, std::string> TrySendInWrites(int fd, Bytes bytes, std::vector<std::size_t>& writes);

enum class Received { kBytes, kNothing, kClosed, kReset };

// Appends what has arrived to `in`. kNothing: nothing has.
Received TryReceive(int fd, Buffer& in);

// Waits until there is something to receive, or room to send. False at the deadline.
bool AwaitReadable(int fd, Deadline deadline);
bool AwaitWritable(int fd, Deadline deadline);

// Makes closing send RST instead of FIN, so that no port waits in TIME_WAIT: 28,000 ports are soon used up otherwise.
void ResetOnClose(int fd);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_NET_SOCKET_H_
