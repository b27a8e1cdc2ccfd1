// Runs the path link: two network namespaces, joined in user space through two TUN devices, so that real kernel TCP
// meets a real round-trip time, loss, rate and MTU. Namespaces, devices and the relay between them belong to a process
// of their own, which hands out sockets; neither worker nor server enters a namespace. When that process ends, the
// kernel removes everything. The worker owns the process through a PathProcess; ServePath runs in the process. One
// thread.

#ifndef TLSBENCH_BENCH_NET_PATH_PROCESS_H_
#define TLSBENCH_BENCH_NET_PATH_PROCESS_H_

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "bench/net/conditions.h"
#include "bench/net/socket.h"
#include "bench/os/process.h"

namespace tlsbench {

// Holds what the relay did so far.
struct RelayFacts {
  std::uint64_t packets = 0;     // delivered, both ways
  std::uint64_t lost = 0;        // as the conditions ask
  std::uint64_t overflowed = 0;  // the queue of the rate limit was full
  double late_us_p50 = 0;        // how late packets were delivered, after they were due
  double late_us_p99 = 0;
};

class PathProcess {
 public:
  // `seed` decides which packets are lost. The error says what the machine lacks.
  static tl::expected<PathProcess, std::string> Start(const PathConditions& conditions, const Transport& transport,
                                                      std::uint64_t seed, std::chrono::milliseconds limit);

  // Returns a socket at the client's end that is not connected yet, set as `transport` says.
  tl::expected<Fd, std::string> ClientSocket();

  // Holds a listening socket at the server's end, and the address at which a client reaches it.
  struct Listening {
    Fd fd;
    Address address;
  };
  tl::expected<Listening, std::string> Listen();

  tl::expected<RelayFacts, std::string> Facts();

  // Returns the reason why the path process is gone, one line; nullopt if it answers.
  std::optional<std::string> Death();

  pid_t pid() const { return process_.pid(); }

 private:
  Process process_;
  Fd control_;
  std::chrono::milliseconds limit_{0};
  std::optional<std::string> death_;  // kept, since the kernel reports an end only once
};

// Runs the path process: relays until `control` closes. Returns an exit code.
int ServePath(int control);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_NET_PATH_PROCESS_H_
