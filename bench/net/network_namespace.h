// Makes a network namespace with one TUN device for the calling process: one end of the emulated path. Needs no kernel
// module; needs root, or a user who may make user namespaces and open /dev/net/tun. Used by relay.cc. These functions
// change the calling process, which must have one thread.

#ifndef TLSBENCH_BENCH_NET_NETWORK_NAMESPACE_H_
#define TLSBENCH_BENCH_NET_NETWORK_NAMESPACE_H_

#include <string>
#include <tl/expected.hpp>

#include "bench/os/process.h"

namespace tlsbench {

// Holds a namespace, which the kernel removes when both descriptors and every socket in it are closed.
struct PathEnd {
  Fd net;  // the namespace, for Enter
  Fd tun;  // read gives packets that the kernel sends, write gives it packets to receive; does not block
};

// Moves the process into its own user namespace, where it may make network namespaces, unless it already has that
// right. The error says what the machine lacks.
tl::expected<void, std::string> EnterOwnUsers();

// Makes and enters a new namespace with a device of this IPv4 address (a.b.c.d, in a /24) and MTU. Only sockets make
// traffic in it: it has no IPv6 and no route to anywhere else. TCP forgets earlier connections (tcp_no_metrics_save).
tl::expected<PathEnd, std::string> MakePathEnd(const std::string& address, int mtu_bytes);

// Enters that namespace: sockets that this process makes from now on are in it.
tl::expected<void, std::string> Enter(const PathEnd& end);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_NET_NETWORK_NAMESPACE_H_
