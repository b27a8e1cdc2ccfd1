#include "bench/measure/runner_factory.h"

#include "bench/measure/memory_runner.h"
#include "bench/measure/socket_runner.h"

namespace tlsbench {
namespace {

// From this RTT on, cold caches in a first handshake do not show beside its three round trips.
constexpr std::int64_t kLongRttUs = 5000;

}  // namespace

TrialFactory::TrialOrEnd TrialFactory::Make(std::size_t index) {
  const Cell& cell = inputs_.cells[index];
  if (auto end = contexts_.WhyNone(cell)) {
    return tl::unexpected(std::move(*end));
  }
  auto client = contexts_.MakeClient(cell);
  if (!client) {
    return tl::unexpected(client.error());
  }
  return cell.link == LinkKind::kMemory ? MakeMemoryTrial(cell, std::move(*client))
                                        : MakeSocketTrial(index, std::move(*client));
}

TrialFactory::TrialOrEnd TrialFactory::MakeMemoryTrial(const Cell& cell, std::unique_ptr<Context> client) const {
  auto server = contexts_.MakeServer(cell);
  if (!server) {
    return tl::unexpected(server.error());
  }
  const bool refused = cell.scenario.handshake == Handshake::kRefusedTicket;
  auto issuer = refused ? contexts_.MakeServer(cell) : std::unique_ptr<Context>();
  if (!issuer) {
    return tl::unexpected(issuer.error());
  }
  return std::make_unique<MemoryTrial>(cell.scenario, std::move(client), std::move(*server), std::move(*issuer));
}

TrialFactory::TrialOrEnd TrialFactory::MakeSocketTrial(std::size_t index, std::unique_ptr<Context> client) {
  const Cell& cell = inputs_.cells[index];
  auto place = places_.Of(index);
  if (!place) {
    return tl::unexpected(Outcome{Status::kFailed, place.error()});
  }
  SocketPlan plan;
  plan.address = place->address;
  plan.issuer = place->issuer;
  plan.new_socket = place->new_socket;
  plan.timeout = std::chrono::milliseconds(inputs_.timeout_ms);
  plan.transport = inputs_.transport;
  plan.request = inputs_.request;
  plan.early_data = cell.scenario.early_data();
  plan.on_handshake = [this, index] { on_handshake_(index); };
  plan.reset = place->server != nullptr;  // both ends are ours; the tickets have been read
  if (cell.link == LinkKind::kTarget) {
    plan.answered = target_answered_;
  }
  if (cell.link == LinkKind::kPath) {
    plan.asks_server_tcp = true;
    // Decided by the requested RTT and not by a clock, so that the losses of a seed meet the same handshakes.
    plan.warm_ups = cell.path.rtt_us >= kLongRttUs ? 1 : plan.warm_ups;
  }
  return std::make_unique<SocketTrial>(cell.scenario, std::move(client), plan, place->server);
}

}  // namespace tlsbench
