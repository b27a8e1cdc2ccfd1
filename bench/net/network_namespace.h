// A network namespace with one TUN device, made by and for the process that calls: an end of the emulated path. Needs
// no kernel module. Root, or a user who may make user namespaces and open /dev/net/tun. Used by relay.cc. These change
// the calling process, which must have one thread.

#ifndef TLSBENCH_BENCH_NET_NETWORK_NAMESPACE_H_
#define TLSBENCH_BENCH_NET_NETWORK_NAMESPACE_H_

#include <string>
#include <tl/expected.hpp>

#include "bench/os/process.h"

namespace tlsbench {

// Goes when both descriptors and every socket in it are closed.
struct PathEnd {
  Fd net;  // the namespace, for Enter
  Fd tun;  // reads the packets that the kernel sends, writes those that it shall receive; does not block
};

// Puts the process where it may make namespaces: its own user namespace, unless it has the right already. In words:
// what is missing.
tl::expected<void, std::string> EnterOwnUsers();

// A new namespace, entered, with a device of this IPv4 address (a.b.c.d, of a /24) and MTU. No traffic but what sockets
// make: no IPv6, no route to anywhere else. TCP forgets earlier connections (tcp_no_metrics_save).
tl::expected<PathEnd, std::string> MakePathEnd(const std::string& address, int mtu_bytes);

// Sockets that are made from now on are in that namespace.
tl::expected<void, std::string> Enter(const PathEnd& end);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_NET_NETWORK_NAMESPACE_H_
