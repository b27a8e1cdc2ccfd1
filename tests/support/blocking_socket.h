// Sockets for tests, which may wait: connect, send everything, receive, each until a deadline.

#ifndef TLSBENCH_TESTS_SUPPORT_BLOCKING_SOCKET_H_
#define TLSBENCH_TESTS_SUPPORT_BLOCKING_SOCKET_H_

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "bench/net/socket.h"
#include "bench/wire/byte_reader.h"

namespace tlsbench {

inline Deadline Soon() { return After(std::chrono::milliseconds(3000)); }

inline tl::expected<void, std::string> Connect(int fd, const Address& address, Deadline deadline) {
  const auto connected = BeginConnect(fd, address);
  if (!connected) {
    return tl::unexpected(connected.error());
  }
  if (!*connected && !AwaitWritable(fd, deadline)) {
    return tl::unexpected(std::string("no answer to the connection attempt in time"));
  }
  return ConnectResult(fd);
}

inline tl::expected<Fd, std::string> Connect(const Address& address, Deadline deadline) {
  auto fd = NewSocket(address.storage.ss_family, {});
  if (!fd) {
    return fd;
  }
  const auto connected = Connect(fd->get(), address, deadline);
  return connected ? std::move(fd) : tl::unexpected(connected.error());
}

// False if the peer has gone, or does not take everything in time.
inline bool SendAll(int fd, Bytes bytes, Deadline deadline) {
  while (!bytes.empty()) {
    const auto sent = TrySend(fd, bytes);
    if (!sent) {
      return false;
    }
    bytes = bytes.subspan(*sent);
    if (!bytes.empty() && !AwaitWritable(fd, deadline)) {
      return false;
    }
  }
  return true;
}

// kNothing: nothing came in time.
inline Received Receive(int fd, Buffer& in, Deadline deadline) {
  for (;;) {
    const Received received = TryReceive(fd, in);
    if (received != Received::kNothing || !AwaitReadable(fd, deadline)) {
      return received;
    }
  }
}

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_BLOCKING_SOCKET_H_
