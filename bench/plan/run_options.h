// What the user asked for, parsed and valid. Made by cli/command_line.cc; plain data.

#ifndef TLSBENCH_BENCH_PLAN_RUN_OPTIONS_H_
#define TLSBENCH_BENCH_PLAN_RUN_OPTIONS_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/net/socket.h"
#include "bench/scenario/sweep.h"
#include "bench/result/result.h"
#include "bench/scenario/scenario.h"
#include "bench/scenario/sweep.h"

namespace tlsbench {

// Exit codes of the tool (DESIGN.md, "The command line").
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailedRow = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitInterrupted = 130;

struct RunOptions {
  std::vector<std::string> arguments;  // as typed, for run.json
  std::vector<std::string> backends;   // each against itself; empty: all libraries
  std::vector<std::string> clients;    // with `servers`, the matrix
  std::vector<std::string> servers;
  std::vector<std::uint16_t> protocols = {kTls12, kTls13};
  bool protocols_named = false;  // on the command line
  std::vector<Handshake> handshakes = {Handshake::kFull, Handshake::kTicket};
  std::vector<Auth> auths = {Auth::kEcdsaP256};
  std::vector<Auth> client_auths = {Auth::kNone};
  std::vector<unsigned> chain_certificates = {2};
  std::vector<unsigned> chain_bytes = {0};  // 0: the chain as it comes
  // Each is what a client offers, mostly one. Empty: x25519 (ffdhe2048 with DHE) locally, the library's choice on a
  // target.
  std::vector<std::vector<std::uint16_t>> groups;
  std::vector<std::uint16_t> cipher_suites;  // empty: pinned locally, the library's choice on a target
  std::vector<LinkKind> links = {LinkKind::kMemory, LinkKind::kLoopback};
  std::vector<PathConditions> paths;  // of the path link
  Transport transport;                // on every link with sockets
  std::optional<HostPort> target;     // then the only link
  std::vector<unsigned> tickets = {2};
  Sweep sweep = Sweep::kNone;
  bool stateful_tickets = false;  // these switches: as in Scenario
  bool renew_tickets = false;
  bool reuse_tickets = false;
  Middlebox middlebox = Middlebox::kAsItComes;
  bool grease = false;
  bool certificate_compression = false;
  bool as_shipped = false;  // pin nothing but what is named here
  double seconds = 40;
  unsigned handshakes_per_cell = 0;  // 0: as many as the time allows
  double precision = 1;              // percent; the run ends when every interval is narrower; 0: never early
  int executions = 3;
  std::uint64_t seed = 1;
  std::chrono::milliseconds timeout{10000};
  std::string ca_file;  // empty: the system's roots
  bool insecure = false;
  std::string sni;  // empty: the target's host
  std::vector<std::string> alpn;
  bool request = true;
  std::string out;                   // empty: results/<UTC time>
  bool csv_on_stdout = false;        // instead of the table
  bool benchstat_on_stdout = false;  // likewise
  bool samples = false;
  bool instructions = false;  // of the memory link's cells, by callgrind
  bool quiet = false;
  bool verbose = false;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_PLAN_RUN_OPTIONS_H_
