#include "bench/net/network_namespace.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace tlsbench {
namespace {

using Result = tl::expected<void, std::string>;

constexpr const char* kDevice = "path";
constexpr int kQueuePackets = 10000;  // so that the kernel drops no packets while the relay is slow

bool WriteFile(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  return static_cast<bool>(file << text << std::flush);
}

Result Failed(const std::string& what) { return tl::unexpected(fmt::format("{}: {}", what, std::strerror(errno))); }

// Ignores a file that does not exist: older kernels, and those without IPv6, lack some.
void QuietTheKernel() {
  for (const char* file : {"net/ipv6/conf/all/disable_ipv6", "net/ipv6/conf/default/disable_ipv6",
                           // Each connection shall begin like the first one (ssthresh and RTT of the peer).
                           "net/ipv4/tcp_no_metrics_save"}) {
    WriteFile(fmt::format("/proc/sys/{}", file), "1");
  }
  WriteFile("/proc/sys/net/ipv4/tcp_fastopen", "3");  // both ends may; sockets that do not ask for it do not use it
  // Our resets after each handshake look like a middlebox that eats SYN data (tcp_fastopen.c).
  WriteFile("/proc/sys/net/ipv4/tcp_fastopen_blackhole_timeout_sec", "0");
}

Result OpenTun(Fd& tun) {
  tun = Fd(open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC));
  if (!tun.valid()) {
    const bool missing = errno == ENOENT || errno == ENODEV || errno == ENXIO;
    return Failed(missing ? "/dev/net/tun is missing (the kernel's module tun, or a container without the device)"
                          : "/dev/net/tun cannot be opened (run as root, or let this user read and write it)");
  }
  ifreq request{};
  std::strncpy(request.ifr_name, kDevice, IFNAMSIZ - 1);
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  return ioctl(tun.get(), TUNSETIFF, &request) == 0 ? Result() : Failed("no TUN device");
}

sockaddr Ipv4(const std::string& text) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  inet_pton(AF_INET, text.c_str(), &address.sin_addr);
  sockaddr generic{};
  std::memcpy(&generic, &address, sizeof(generic));
  return generic;
}

// Sets the device's address, MTU and queue, and brings it up.
Result ConfigureDevice(const std::string& address, int mtu_bytes) {
  const Fd any(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::strncpy(request.ifr_name, kDevice, IFNAMSIZ - 1);
  const auto set = [&](unsigned long what) { return ioctl(any.get(), what, &request) == 0; };  // NOLINT: ioctl's type
  request.ifr_addr = Ipv4(address);
  if (!set(SIOCSIFADDR)) {
    return Failed("no address for the TUN device");
  }
  request.ifr_netmask = Ipv4("255.255.255.0");
  if (!set(SIOCSIFNETMASK)) {
    return Failed("no netmask for the TUN device");
  }
  request.ifr_mtu = mtu_bytes;
  if (!set(SIOCSIFMTU)) {
    return Failed(fmt::format("the TUN device takes no MTU of {}", mtu_bytes));
  }
  request.ifr_qlen = kQueuePackets;
  set(SIOCSIFTXQLEN);  // if this fails, the default queue is good enough
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  return set(SIOCSIFFLAGS) ? Result() : Failed("the TUN device does not go up");
}

}  // namespace

tl::expected<void, std::string> EnterOwnUsers() {
  const Fd here(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
  // The right to enter a namespace is also the right to make one.
  if (here.valid() && setns(here.get(), CLONE_NEWNET) == 0) {
    return {};
  }
  const uid_t user = geteuid();
  const gid_t group = getegid();
  if (unshare(CLONE_NEWUSER) != 0) {
    return Failed(
        "no network namespace without root, and no user namespace (user.max_user_namespaces, "
        "kernel.unprivileged_userns_clone)");
  }
  WriteFile("/proc/self/setgroups", "deny");
  const bool mapped = WriteFile("/proc/self/uid_map", fmt::format("0 {} 1", user)) &&
                      WriteFile("/proc/self/gid_map", fmt::format("0 {} 1", group));
  return mapped ? Result() : Failed("the user namespace takes no mapping");
}

tl::expected<PathEnd, std::string> MakePathEnd(const std::string& address, int mtu_bytes) {
  if (unshare(CLONE_NEWNET) != 0) {
    return tl::unexpected(fmt::format("no network namespace (user.max_net_namespaces): {}", std::strerror(errno)));
  }
  PathEnd end;
  end.net = Fd(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
  QuietTheKernel();
  const Result made = OpenTun(end.tun).and_then([&] { return ConfigureDevice(address, mtu_bytes); });
  if (!made) {
    return tl::unexpected(made.error());
  }
  return end;
}

tl::expected<void, std::string> Enter(const PathEnd& end) {
  return setns(end.net.get(), CLONE_NEWNET) == 0 ? Result() : Failed("cannot enter the namespace");
}

}  // namespace tlsbench
