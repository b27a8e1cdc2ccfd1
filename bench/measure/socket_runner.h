// Runs a cell on a socket link (loopback, path or target), where latency is measured. See measure/cell_runner.h.

#ifndef TLSBENCH_BENCH_MEASURE_SOCKET_RUNNER_H_
#define TLSBENCH_BENCH_MEASURE_SOCKET_RUNNER_H_

#include <memory>
#include <optional>
#include <string>

#include "bench/backend.h"
#include "bench/link/server_process.h"
#include "bench/link/socket_client.h"
#include "bench/measure/cell_runner.h"
#include "bench/measure/session_cache.h"

namespace tlsbench {

class SocketTrial : public Trial {
 public:
  // `server` is the server process of the loopback and path links, which must outlive the trial, or null for a remote
  // target.
  SocketTrial(const Scenario& scenario, std::unique_ptr<Context> client, SocketPlan plan, ServerProcess* server);

  std::optional<Outcome> WarmUp() override;
  Round RunRound(unsigned limit) override;
  const CellFlights& flights() const override { return flights_; }
  const std::optional<Outcome>& end() const override { return end_; }

 private:
  bool remote() const { return server_ == nullptr; }
  std::optional<Outcome> Prime();
  bool PrimeIfNeeded(double& server_cpu_us);
  SocketHandshake TimedHandshake(double& client_cpu_us, double& elapsed_s);
  SocketHandshake Handshake(bool record = false);
  Latency LatencyOf(const SocketHandshake& handshake);
  bool Check(const SocketHandshake& handshake, Round& round);
  std::string Declined(const Round& round) const;
  Outcome Explain(const SocketHandshake& handshake) const;
  std::optional<std::string> Describe(const SocketHandshake& handshake, Round& round);
  std::optional<double> ServerCpuUs();

  Scenario scenario_;
  std::unique_ptr<Context> context_;
  SocketPlan plan_;
  SocketClient client_;
  ServerProcess* server_;
  SessionKeeper sessions_;
  std::string auth_;     // of the server's certificate, known from a full handshake
  bool renews_tickets_;  // TLS 1.3: new tickets come after each handshake
  unsigned not_resumed_ = 0;
  unsigned per_round_ = kMinHandshakes;
  std::optional<Parameters> first_;  // of the first verified handshake
  std::optional<Outcome> failure_;   // how the last failed handshake ends the cell
  CellFlights flights_;
  std::optional<Outcome> end_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_MEASURE_SOCKET_RUNNER_H_
