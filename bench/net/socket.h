// Makes, connects and accepts TCP sockets, and sends and receives as many bytes as the kernel takes or gives without
// waiting. Used by the dialer, the client connection and the TLS server, which wait in loops of their own. Non-blocking
// descriptors, one thread at a time. TCP_NODELAY is set before the first byte unless Nagle's algorithm was asked for:
// Nagle's algorithm and delayed ACKs together make TLS 1.3 wait 40 ms for nothing.

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

// Returns a TCP socket that is not connected yet, set as `transport` says. The error names what the kernel refused.
tl::expected<Fd, std::string> NewSocket(int family, const Transport& transport);

// Begins to connect such a socket. True: it is connected already. False: it becomes writable when the connect has
// ended, and ConnectResult returns the outcome. With fast open and a cookie the kernel returns true at once, and
// connects with the first bytes.
tl::expected<bool, std::string> BeginConnect(int fd, const Address& address);
tl::expected<void, std::string> ConnectResult(int fd);

// Holds a listening socket and its port; for port 0 the kernel chooses one.
struct Listener {
  Fd fd;
  std::uint16_t port = 0;
};
tl::expected<Listener, std::string> ListenAt(const Address& address, const Transport& transport);
inline tl::expected<Listener, std::string> ListenOnLoopback() { return ListenAt(LoopbackAddress(0), {}); }

// Returns the next connection of a listener, set as `transport` says; invalid if there is none, and errno says why.
Fd Accept(int listener, const Transport& transport = {});

// Sends what the kernel takes without waiting, in one send unless it takes less. Returns how many bytes the kernel
// took; an error if the connection takes no more bytes at all.
tl::expected<std::size_t, std::string> TrySend(int fd, Bytes bytes);

// Sends the same in pieces of the lengths in `writes`, one send each, and removes from `writes` what was sent. If the
// lengths do not add up to the bytes, clears `writes` and makes one send.
tl::expected<std::size_t, std::string> TrySendInWrites(int fd, Bytes bytes, std::vector<std::size_t>& writes);

enum class Received { kBytes, kNothing, kClosed, kReset };

// Appends what has arrived to `in`. kNothing: nothing has arrived.
Received TryReceive(int fd, Buffer& in);

// Wait until there is something to receive, or room to send. Return false at the deadline.
bool AwaitReadable(int fd, Deadline deadline);
bool AwaitWritable(int fd, Deadline deadline);

// Makes closing send RST instead of FIN, so that no port waits in TIME_WAIT: otherwise all 28,000 ports are soon in
// use.
void ResetOnClose(int fd);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_NET_SOCKET_H_
