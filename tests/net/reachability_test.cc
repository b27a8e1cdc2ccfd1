#include "bench/net/reachability.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include "bench/net/socket.h"

namespace tlsbench {
namespace {

constexpr std::chrono::milliseconds kTimeout(5000);

std::uint16_t ClosedPort() { return ListenOnLoopback().value().port; }

std::string ErrorOf(const HostPort& target) {
  const auto probed = Probe(target, kTimeout);
  return probed ? "reached " + probed->address : probed.error();
}

// Listens on ::1; invalid where there is no IPv6.
Listener ListenOnIpv6() {
  Fd fd(socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in6 address{};
  socklen_t length = sizeof(address);
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  if (!fd.valid() || bind(fd.get(), raw, length) != 0 || listen(fd.get(), 8) != 0 ||
      getsockname(fd.get(), raw, &length) != 0) {
    return {};
  }
  return {std::move(fd), ntohs(address.sin6_port)};
}

TEST(ProbeTest, WhoeverAcceptsIsReached) {
  const Listener listener = ListenOnLoopback().value();
  const auto probed = Probe({"127.0.0.1", listener.port}, kTimeout);
  ASSERT_TRUE(probed) << probed.error();
  EXPECT_EQ(probed->address, "127.0.0.1");
  EXPECT_GE(probed->name_lookup_ms, 0);
}

TEST(ProbeTest, OfSeveralAddressesOneThatAcceptsIsTaken) {
  const Listener listener = ListenOnLoopback().value();
  const auto probed = Probe({"localhost", listener.port}, kTimeout);
  ASSERT_TRUE(probed) << probed.error();
  EXPECT_EQ(probed->address, "127.0.0.1") << "nobody listens on ::1";
}

TEST(ProbeTest, Ipv6IsReached) {
  const Listener listener = ListenOnIpv6();
  if (!listener.fd.valid()) {
    GTEST_SKIP() << "no IPv6 here";
  }
  const auto probed = Probe({"::1", listener.port}, kTimeout);
  ASSERT_TRUE(probed) << probed.error();
  EXPECT_EQ(probed->address, "::1");
}

TEST(ProbeTest, AClosedPortNamesTheAddress) {
  const std::uint16_t port = ClosedPort();
  EXPECT_EQ(ErrorOf({"127.0.0.1", port}),
            fmt::format("cannot reach 127.0.0.1:{} (127.0.0.1: Connection refused)", port));
}

TEST(ProbeTest, EveryAddressTriedIsNamed) {
  const std::uint16_t port = ClosedPort();
  const std::string error = ErrorOf({"localhost", port});
  EXPECT_EQ(error.rfind(fmt::format("cannot reach localhost:{} (", port), 0), 0U) << error;
  const auto addresses = LookUp({"localhost", port}, After(kTimeout)).value();
  for (const Address& address : addresses) {
    EXPECT_NE(error.find(address.Text() + ": "), std::string::npos) << error;
  }
  EXPECT_EQ(error.find('\n'), std::string::npos);
}

TEST(ProbeTest, ANameThatIsNoneSaysSo) {
  const std::string error = ErrorOf({"nowhere.invalid", 443});
  EXPECT_EQ(error.rfind("cannot resolve nowhere.invalid: ", 0), 0U) << error;
}

}  // namespace
}  // namespace tlsbench
