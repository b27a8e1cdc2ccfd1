#include "bench/net/address.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <memory>

namespace tlsbench {
namespace {

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

int WaitMs(Deadline deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1 << 30));
}

std::string Address::Text() const {
  std::array<char, NI_MAXHOST> host{};
  const int error = getnameinfo(reinterpret_cast<const sockaddr*>(&storage), length, host.data(), host.size(), nullptr,
                                0, NI_NUMERICHOST);
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

// Uses getaddrinfo_a, since getaddrinfo has no time limit. A request that cannot be cancelled stays until the process
// ends.
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

}  // namespace tlsbench
