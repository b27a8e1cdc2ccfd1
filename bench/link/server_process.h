// The server's end of the loopback and path links: a process of its own, so that its CPU time is its own. One server
// process serves all cells of an execution, a port for each. The worker owns it through a ServerProcess; ServeLoopback
// is what runs on the other side. They talk over a socket pair: JSON once at the start (server_protocol.h), then small
// fixed records, so that what the server measures of itself is TLS and not its own reporting.

#ifndef TLSBENCH_BENCH_LINK_SERVER_PROCESS_H_
#define TLSBENCH_BENCH_LINK_SERVER_PROCESS_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "bench/backend.h"
#include "bench/net/conditions.h"
#include "bench/net/tcp_info.h"
#include "bench/os/process.h"
#include "bench/scenario/credentials.h"
#include "bench/scenario/scenario.h"
#include "bench/wire/wire_facts.h"

namespace tlsbench {

// What the server reports of one handshake.
struct ServerReport {
  Negotiated negotiated;
  std::string failure;  // empty: the server is open
};

struct ListenerRequest {
  std::string backend;
  Scenario scenario;
  int socket = -1;  // one that listens already, borrowed for Start; -1: on loopback
};

// What the server's kernel says of one connection.
struct ServerTcp {
  TcpFacts facts;
  unsigned stalls = 0;  // waits inside the client's flights
};

struct ServerRecord;  // server_protocol.h

// A port, or why there is none.
using ListenerPort = tl::expected<std::uint16_t, std::string>;

// Owns the server process; destroying it ends the server. One thread.
class ServerProcess {
 public:
  // Starts the server with `plugins` loaded and one listener for each request. `core` pins it; -1 does not.
  static tl::expected<ServerProcess, std::string> Start(const std::vector<std::string>& plugins,
                                                        const std::map<CertificateKey, Credentials>& credentials,
                                                        const std::vector<ListenerRequest>& requests, int core,
                                                        std::chrono::milliseconds limit,
                                                        const Transport& transport = {});

  const std::vector<ListenerPort>& ports() const { return ports_; }

  // What the server negotiated with the client of this ClientHello random; an error if it does not say in time.
  tl::expected<ServerReport, std::string> Await(const Random& client_random, std::chrono::milliseconds limit);

  // What TCP did at the server's end of that connection, which may be closed already.
  tl::expected<ServerTcp, std::string> Tcp(const Random& client_random, std::chrono::milliseconds limit);

  // Whether the process has crashed or hangs, in words; nullopt if it answers.
  std::optional<std::string> Death();

  // User and system time of the server process so far, in microseconds.
  tl::expected<double, std::string> CpuUs(std::chrono::milliseconds limit);

 private:
  tl::expected<ServerRecord, std::string> Ask(const ServerRecord& question, std::chrono::milliseconds limit);

  Process process_;
  Fd control_;
  std::vector<ListenerPort> ports_;
};

// The server process's main function: serves on `control` until it closes. Returns an exit code.
int ServeLoopback(int control);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_LINK_SERVER_PROCESS_H_
