// Runs the server's end of the loopback and path links in a process of its own, so that its CPU time can be read
// separately. One server process serves all cells of an execution, with one port for each. The worker owns it through a
// ServerProcess; ServeLoopback runs in the process. They communicate over a socket pair: JSON once at the start
// (server_protocol.h), then small fixed records, so that the server's CPU time is spent on TLS and not on its reports.

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

// Holds what the server reports of one handshake.
struct ServerReport {
  Negotiated negotiated;
  std::string failure;  // empty: the server's end is open
};

struct ListenerRequest {
  std::string backend;
  Scenario scenario;
  int socket = -1;  // a listening socket, borrowed until Start returns; -1: listen on loopback
};

// Holds what the server's kernel reports of one connection.
struct ServerTcp {
  TcpFacts facts;
  unsigned stalls = 0;  // waits inside the client's flights
};

struct ServerRecord;  // server_protocol.h

// Holds a port, or the reason why there is none.
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

  // Waits for the server's report on the handshake with this ClientHello random; an error if no report comes in time.
  tl::expected<ServerReport, std::string> Await(const Random& client_random, std::chrono::milliseconds limit);

  // Returns what TCP did at the server's end of that connection, which may already be closed.
  tl::expected<ServerTcp, std::string> Tcp(const Random& client_random, std::chrono::milliseconds limit);

  // Returns the reason, one line, if the process has crashed or hangs; nullopt if it answers.
  std::optional<std::string> Death();

  // Returns the user and system time of the server process so far, in microseconds.
  tl::expected<double, std::string> CpuUs(std::chrono::milliseconds limit);

 private:
  tl::expected<ServerRecord, std::string> Ask(const ServerRecord& question, std::chrono::milliseconds limit);

  Process process_;
  Fd control_;
  std::vector<ListenerPort> ports_;
};

// Runs the server process: serves until `control` closes. Returns an exit code.
int ServeLoopback(int control);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_LINK_SERVER_PROCESS_H_
