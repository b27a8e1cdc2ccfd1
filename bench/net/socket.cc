#include "bench/net/socket.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <memory>
#include <numeric>

namespace tlsbench {
namespace {

constexpr std::size_t kReceiveBytes = 65536;

// Milliseconds to wait; at least 1 while the deadline lies ahead, so that the last fraction is not spun away.
int WaitMs(Deadline deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1 << 30));
}

// False at the deadline.
bool WaitFor(int fd, short events, Deadline deadline) {  // NOLINT(google-runtime-int): poll's own type
  pollfd wait{fd, events, 0};
  int ready = 0;
  do {
    ready = poll(&wait, 1, WaitMs(deadline));
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

std::string ErrorWords(int error) { return std::strerror(error); }

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
                                    ErrorWords(errno), OfferedCongestionControls()));
}

const sockaddr* Raw(const Address& address) { return reinterpret_cast<const sockaddr*>(&address.storage); }
sockaddr* Raw(Address& address) { return reinterpret_cast<sockaddr*>(&address.storage); }

std::vector<Address> ToAddresses(const addrinfo* list) {
  std::vector<Address> addresses;
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    Address address;
    std::memcpy(&address.storage, entry->ai_addr, entry->ai_addrlen);
    address.length = entry->ai_addrlen;
    addresses.push_back(address);
  }
  return addresses;
}

}  // namespace

std::string Address::Text() const {
  std::array<char, NI_MAXHOST> host{};
  const int error = getnameinfo(Raw(*this), length, host.data(), host.size(), nullptr, 0, NI_NUMERICHOST);
  return error == 0 ? host.data() : "unknown address";
}

tl::expected<HostPort, std::string> ParseHostPort(const std::string& text) {
  HostPort target;
  std::string port;
  const std::size_t bracket = text.find(']');
  const std::size_t colon = text.rfind(':');
  if (!text.empty() && text[0] == '[') {
    if (bracket == std::string::npos || (bracket + 1 != text.size() && text[bracket + 1] != ':')) {
      return tl::unexpected(fmt::format("'{}' is no target; write [IPv6 address]:port", text));
    }
    target.host = text.substr(1, bracket - 1);
    port = bracket + 1 == text.size() ? "443" : text.substr(bracket + 2);
  } else if (colon == std::string::npos || text.find(':') != colon) {  // no colon, or an IPv6 address without port
    target.host = text;
    port = "443";
  } else {
    target.host = text.substr(0, colon);
    port = text.substr(colon + 1);
  }
  unsigned number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error != std::errc() || end != port.data() + port.size() || number == 0 || number > 65535) {
    return tl::unexpected(fmt::format("'{}' in '{}' is no port; write a number from 1 to 65535", port, text));
  }
  if (target.host.empty()) {
    return tl::unexpected(fmt::format("'{}' names no host; write host:port", text));
  }
  target.port = static_cast<std::uint16_t>(number);
  return target;
}

std::string FormatHostPort(const HostPort& target) {
  const bool ipv6 = target.host.find(':') != std::string::npos;
  return ipv6 ? fmt::format("[{}]:{}", target.host, target.port) : fmt::format("{}:{}", target.host, target.port);
}

bool IsIpAddress(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return inet_pton(AF_INET, host.c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
}

// getaddrinfo has no time limit of its own, getaddrinfo_a has. A request that cannot be cancelled is left to the
// process's end.
tl::expected<std::vector<Address>, std::string> LookUp(const HostPort& target, Deadline deadline) {
  struct Request {
    std::string host;
    std::string port;
    addrinfo hints{};
    gaicb block{};
  };
  auto request = std::make_unique<Request>();
  request->host = target.host;
  request->port = std::to_string(target.port);
  request->hints.ai_socktype = SOCK_STREAM;
  request->hints.ai_flags = AI_NUMERICSERV;
  request->block = {request->host.c_str(), request->port.c_str(), &request->hints, nullptr, {}, {}};
  gaicb* list[] = {&request->block};
  int error = getaddrinfo_a(GAI_NOWAIT, list, 1, nullptr);
  while (error == 0 && gai_error(&request->block) == EAI_INPROGRESS && WaitMs(deadline) > 0) {
    const timespec wait{WaitMs(deadline) / 1000, (WaitMs(deadline) % 1000) * 1'000'000L};
    gai_suspend(list, 1, &wait);
  }
  error = error == 0 ? gai_error(&request->block) : error;
  if (error == EAI_INPROGRESS) {
    gai_cancel(&request->block);
    (void)request.release();  // NOLINT(bugprone-unused-return-value): the resolver may still write to it
    return tl::unexpected(fmt::format("cannot resolve {}: no answer in time", target.host));
  }
  if (error != 0) {
    return tl::unexpected(fmt::format("cannot resolve {}: {}", target.host, gai_strerror(error)));
  }
  std::vector<Address> addresses = ToAddresses(request->block.ar_result);
  freeaddrinfo(request->block.ar_result);
  return addresses;
}

Address ParseAddress(const std::string& text, std::uint16_t port) {
  Address address;
  auto* ipv4 = reinterpret_cast<sockaddr_in*>(&address.storage);
  auto* ipv6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
  if (inet_pton(AF_INET, text.c_str(), &ipv4->sin_addr) == 1) {
    ipv4->sin_family = AF_INET;
    ipv4->sin_port = htons(port);
    address.length = sizeof(sockaddr_in);
  } else if (inet_pton(AF_INET6, text.c_str(), &ipv6->sin6_addr) == 1) {
    ipv6->sin6_family = AF_INET6;
    ipv6->sin6_port = htons(port);
    address.length = sizeof(sockaddr_in6);
  }
  return address;
}

Address LoopbackAddress(std::uint16_t port) { return ParseAddress("127.0.0.1", port); }

tl::expected<Fd, std::string> NewSocket(int family, const Transport& transport) {
  Fd fd(socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.valid()) {
    return tl::unexpected(ErrorWords(errno));
  }
  SetNoDelay(fd.get(), transport);
  if (auto set = SetCongestion(fd.get(), transport.congestion); !set) {
    return tl::unexpected(set.error());
  }
  const int on = 1;
  if (transport.fast_open && setsockopt(fd.get(), IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &on, sizeof(on)) != 0) {
    return tl::unexpected(fmt::format("the kernel gives clients no TCP Fast Open: {}", ErrorWords(errno)));
  }
  return fd;
}

tl::expected<void, std::string> Connect(int fd, const Address& address, Deadline deadline) {
  if (connect(fd, Raw(address), address.length) == 0) {
    return {};
  }
  if (errno != EINPROGRESS) {
    return tl::unexpected(ErrorWords(errno));
  }
  if (!WaitFor(fd, POLLOUT, deadline)) {
    return tl::unexpected(std::string("no answer to the connection attempt in time"));
  }
  int error = 0;
  socklen_t length = sizeof(error);
  getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
  if (error != 0) {
    return tl::unexpected(ErrorWords(error));
  }
  return {};
}

tl::expected<Fd, std::string> Connect(const Address& address, Deadline deadline) {
  auto fd = NewSocket(address.storage.ss_family, {});
  if (!fd) {
    return fd;
  }
  const auto connected = Connect(fd->get(), address, deadline);
  return connected ? std::move(fd) : tl::unexpected(connected.error());
}

tl::expected<Listener, std::string> ListenAt(const Address& wanted, const Transport& transport) {
  constexpr int kFastOpenQueue = 256;  // connections whose handshake of TCP is not over
  Transport of_listener = transport;
  of_listener.fast_open = false;  // that is the client's option; the listener's stands below
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
    return tl::unexpected(fmt::format("cannot listen on {}: {}", wanted.Text(), ErrorWords(errno)));
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

tl::expected<void, std::string> SendAll(int fd, Bytes bytes, Deadline deadline) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(sent));
    } else if (errno != EAGAIN && errno != EINTR) {
      return tl::unexpected(ErrorWords(errno));
    } else if (!WaitFor(fd, POLLOUT, deadline)) {
      return tl::unexpected(std::string("the peer takes no more bytes"));
    }
  }
  return {};
}

tl::expected<void, std::string> SendInWrites(int fd, Bytes bytes, const std::vector<std::size_t>& writes,
                                             Deadline deadline) {
  if (std::accumulate(writes.begin(), writes.end(), std::size_t{0}) != bytes.size()) {
    return SendAll(fd, bytes, deadline);
  }
  for (const std::size_t length : writes) {
    if (auto sent = SendAll(fd, bytes.first(length), deadline); !sent) {
      return sent;
    }
    bytes = bytes.subspan(length);
  }
  return {};
}

Received Receive(int fd, Buffer& in, Deadline deadline) {
  std::array<std::uint8_t, kReceiveBytes>
      chunk;  // NOLINT(cppcoreguidelines-pro-type-member-init): not cleared, for speed
  for (;;) {
    const ssize_t count = recv(fd, chunk.data(), chunk.size(), 0);
    if (count > 0) {
      in.insert(in.end(), chunk.data(), chunk.data() + count);
      return Received::kBytes;
    }
    if (count == 0) {
      return Received::kClosed;
    }
    if (errno != EAGAIN && errno != EINTR) {
      return Received::kReset;
    }
    if (!WaitFor(fd, POLLIN, deadline)) {
      return Received::kTimeout;
    }
  }
}

void ResetOnClose(int fd) {
  const linger policy{1, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &policy, sizeof(policy));
}

}  // namespace tlsbench
