#include "bench/net/socket.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <numeric>

namespace tlsbench {
namespace {

constexpr std::size_t kReceiveBytes = 65536;

// Returns false at the deadline.
bool WaitFor(int fd, short events, Deadline deadline) {  // NOLINT(google-runtime-int): poll's own type
  pollfd wait{fd, events, 0};
  int ready = 0;
  do {
    ready = poll(&wait, 1, WaitMs(deadline));
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

std::string ErrorText(int error) { return std::strerror(error); }

void SetNoDelay(int fd, const Transport& transport) {
  const int on = transport.nagle ? 0 : 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

std::string OfferedCongestionControls() {
  std::ifstream file("/proc/sys/net/ipv4/tcp_available_congestion_control");
  std::string names;
  std::getline(file, names);
  return names;
}

tl::expected<void, std::string> SetCongestion(int fd, const std::string& name) {
  if (name.empty() ||
      setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, name.data(), static_cast<socklen_t>(name.size())) == 0) {
    return {};
  }
  return tl::unexpected(fmt::format("this process gets no congestion control '{}': {}; the kernel offers {}", name,
                                    ErrorText(errno), OfferedCongestionControls()));
}

const sockaddr* Raw(const Address& address) { return reinterpret_cast<const sockaddr*>(&address.storage); }
sockaddr* Raw(Address& address) { return reinterpret_cast<sockaddr*>(&address.storage); }

}  // namespace

tl::expected<Fd, std::string> NewSocket(int family, const Transport& transport) {
  Fd fd(socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.valid()) {
    return tl::unexpected(ErrorText(errno));
  }
  SetNoDelay(fd.get(), transport);
  if (auto set = SetCongestion(fd.get(), transport.congestion); !set) {
    return tl::unexpected(set.error());
  }
  const int on = 1;
  if (transport.fast_open && setsockopt(fd.get(), IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &on, sizeof(on)) != 0) {
    return tl::unexpected(fmt::format("the kernel gives clients no TCP Fast Open: {}", ErrorText(errno)));
  }
  return fd;
}

tl::expected<bool, std::string> BeginConnect(int fd, const Address& address) {
  if (connect(fd, Raw(address), address.length) == 0) {
    return true;
  }
  return errno == EINPROGRESS ? tl::expected<bool, std::string>(false) : tl::unexpected(ErrorText(errno));
}

tl::expected<void, std::string> ConnectResult(int fd) {
  int error = 0;
  socklen_t length = sizeof(error);
  getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
  if (error != 0) {
    return tl::unexpected(ErrorText(error));
  }
  return {};
}

tl::expected<Listener, std::string> ListenAt(const Address& wanted, const Transport& transport) {
  constexpr int kFastOpenQueue = 256;  // connections whose TCP handshake is not over
  Transport of_listener = transport;
  of_listener.fast_open = false;  // that is the client's option; the listener's is below
  auto fd = NewSocket(wanted.storage.ss_family, of_listener);
  if (!fd) {
    return tl::unexpected(fd.error());
  }
  if (transport.fast_open) {
    setsockopt(fd->get(), IPPROTO_TCP, TCP_FASTOPEN, &kFastOpenQueue,
               sizeof(kFastOpenQueue));  // what came of it is counted
  }
  Address address = wanted;
  if (bind(fd->get(), Raw(address), address.length) != 0 || listen(fd->get(), SOMAXCONN) != 0 ||
      getsockname(fd->get(), Raw(address), &address.length) != 0) {
    return tl::unexpected(fmt::format("cannot listen on {}: {}", wanted.Text(), ErrorText(errno)));
  }
  const std::uint16_t port = ntohs(reinterpret_cast<const sockaddr_in*>(&address.storage)->sin_port);
  return Listener{std::move(*fd), port};
}

Fd Accept(int listener, const Transport& transport) {
  Fd fd(accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (fd.valid()) {
    SetNoDelay(fd.get(), transport);
  }
  return fd;
}

tl::expected<std::size_t, std::string> TrySend(int fd, Bytes bytes) {
  std::size_t total = 0;
  while (total < bytes.size()) {
    const Bytes rest = bytes.subspan(total);
    const ssize_t sent = send(fd, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      total += static_cast<std::size_t>(sent);
    } else if (errno == EAGAIN || errno == EINTR) {
      break;
    } else {
      return tl::unexpected(ErrorText(errno));
    }
  }
  return total;
}

tl::expected<std::size_t, std::string> TrySendInWrites(int fd, Bytes bytes, std::vector<std::size_t>& writes) {
  if (std::accumulate(writes.begin(), writes.end(), std::size_t{0}) != bytes.size()) {
    writes.clear();
  }
  if (writes.empty()) {
    return TrySend(fd, bytes);
  }
  std::size_t total = 0;
  while (!writes.empty()) {
    const auto sent = TrySend(fd, bytes.subspan(total, writes.front()));
    if (!sent) {
      return sent;
    }
    total += *sent;
    writes.front() -= *sent;
    if (writes.front() > 0) {
      break;
    }
    writes.erase(writes.begin());
  }
  return total;
}

Received TryReceive(int fd, Buffer& in) {
  std::array<std::uint8_t, kReceiveBytes>
      chunk;  // NOLINT(cppcoreguidelines-pro-type-member-init): not cleared, for speed
  const ssize_t count = recv(fd, chunk.data(), chunk.size(), 0);
  if (count > 0) {
    in.insert(in.end(), chunk.data(), chunk.data() + count);
    return Received::kBytes;
  }
  if (count == 0) {
    return Received::kClosed;
  }
  return errno == EAGAIN || errno == EINTR ? Received::kNothing : Received::kReset;
}

bool AwaitReadable(int fd, Deadline deadline) { return WaitFor(fd, POLLIN, deadline); }

bool AwaitWritable(int fd, Deadline deadline) { return WaitFor(fd, POLLOUT, deadline); }

void ResetOnClose(int fd) {
  const linger policy{1, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &policy, sizeof(policy));
}

}  // namespace tlsbench
