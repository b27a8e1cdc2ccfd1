// Holds what the trials of a run are made from: the plug-ins, the cells, and what all cells share. Made by
// command/run_setup.cc and gbench.cc, used by measure/runner_factory.h. Plain data.

#ifndef TLSBENCH_BENCH_MEASURE_RUN_INPUTS_H_
#define TLSBENCH_BENCH_MEASURE_RUN_INPUTS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "bench/net/conditions.h"
#include "bench/result/result.h"
#include "bench/scenario/credentials.h"

namespace tlsbench {

// Describes a remote server, and how our clients connect to it.
struct TargetInputs {
  std::string address;  // numeric, as probed; empty if the run has no target
  std::uint16_t port = 0;
  std::string trust_anchors_pem;
  bool verify_peer = true;
  std::string server_name;
  std::vector<std::string> alpn;
};

struct RunInputs {
  std::vector<std::string> plugins;  // files to load
  std::vector<Cell> cells;
  std::map<CertificateKey, Credentials> credentials;
  std::uint64_t seed = 0;
  std::int64_t timeout_ms = 10000;  // bounds every wait on a socket
  Transport transport;              // how TCP is used on sockets
  TargetInputs target;
  std::string request;  // what a client sends after the handshake; empty: nothing
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_MEASURE_RUN_INPUTS_H_
