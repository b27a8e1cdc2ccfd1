#include "bench/measure/runner_factory.h"

#include <fmt/format.h>

#include <algorithm>

#include "bench/measure/memory_runner.h"
#include "bench/measure/socket_runner.h"
#include "bench/scenario/endpoint.h"

namespace tlsbench {
namespace {

// Seeds of losses: apart for each path and execution, and not the seed of the rounds' order.
constexpr std::uint64_t kMostPaths = 1000;
constexpr std::uint64_t kSeedStep = 1'000'003;

// What is cold in a first handshake does not show beside three round trips of this.
constexpr std::int64_t kLongRttUs = 5000;

// Tickets that a server cannot read come from another one: the second of the cell's listeners.
unsigned ServersOf(const Cell& cell) { return cell.scenario.handshake == Handshake::kRefusedTicket ? 2 : 1; }

}  // namespace

TrialFactory::TrialFactory(const RunInputs& inputs, int execution, bool target_answered)
    : inputs_(inputs), execution_(execution), target_answered_(std::make_shared<bool>(target_answered)) {
  for (const std::string& file : inputs_.plugins) {
    if (auto plugin = LoadPlugin(file)) {
      plugins_.push_back(std::move(*plugin));
    }
  }
}

const Backend* TrialFactory::Find(const std::string& name) const {
  const auto found = std::find_if(plugins_.begin(), plugins_.end(),
                                  [&](const Plugin& plugin) { return plugin.backend->name() == name; });
  return found == plugins_.end() ? nullptr : found->backend;
}

TrialFactory::Path& TrialFactory::PathOf(const PathConditions& conditions) {
  const auto found =
      std::find_if(paths_.begin(), paths_.end(), [&](const Path& path) { return path.conditions == conditions; });
  if (found != paths_.end()) {
    return *found;
  }
  const auto number = static_cast<std::uint64_t>(execution_) * kMostPaths + paths_.size();
  paths_.push_back({conditions, PathProcess::Start(conditions, inputs_.transport, inputs_.seed * kSeedStep + number,
                                                   std::chrono::milliseconds(inputs_.timeout_ms))});
  return paths_.back();
}

// A listening socket at the server's end of the cell's path.
tl::expected<Fd, std::string> TrialFactory::ListenOnPath(std::size_t cell) {
  Path& path = PathOf(inputs_.cells[cell].path);
  if (!path.process) {
    return tl::unexpected(path.process.error());
  }
  auto listening = path.process->Listen();
  if (!listening) {
    return tl::unexpected(listening.error());
  }
  at_[cell].push_back(listening->address);
  return std::move(listening->fd);
}

std::optional<std::string> TrialFactory::PathDeath(std::size_t cell) {
  if (inputs_.cells[cell].link != LinkKind::kPath) {
    return std::nullopt;
  }
  Path& path = PathOf(inputs_.cells[cell].path);
  return path.process ? path.process->Death() : path.process.error();
}

std::vector<std::pair<PathConditions, RelayFacts>> TrialFactory::RelaysSoFar() {
  std::vector<std::pair<PathConditions, RelayFacts>> relays;
  for (Path& path : paths_) {
    if (const auto facts = path.process ? path.process->Facts() : tl::unexpected(path.process.error())) {
      relays.emplace_back(path.conditions, *facts);
    }
  }
  return relays;
}

// A listener for the cell, on its path if it has one.
void TrialFactory::AddListener(std::size_t index, std::vector<ListenerRequest>& requests, std::vector<Fd>& sockets) {
  const Cell& cell = inputs_.cells[index];
  ListenerRequest request{cell.server, cell.scenario};
  if (cell.link == LinkKind::kPath) {
    auto socket = ListenOnPath(index);
    if (!socket) {
      no_path_[index] = socket.error();
      return;
    }
    request.socket = socket->get();
    sockets.push_back(std::move(*socket));
  }
  requests.push_back(request);
}

// One server process for all cells with a server of ours on a socket, a port for each.
void TrialFactory::StartServer(int core, const std::vector<std::size_t>& skip) {
  std::vector<ListenerRequest> requests;
  std::vector<Fd> sockets;  // until the server has them
  for (std::size_t i = 0; i < inputs_.cells.size(); ++i) {
    const Cell& cell = inputs_.cells[i];
    const bool skipped = std::find(skip.begin(), skip.end(), i) != skip.end();
    if (skipped || (cell.link != LinkKind::kLoopback && cell.link != LinkKind::kPath)) {
      continue;
    }
    listener_of_[i] = requests.size();
    for (unsigned servers = ServersOf(cell); servers > 0 && no_path_.count(i) == 0; --servers) {
      AddListener(i, requests, sockets);
    }
  }
  if (requests.empty()) {
    return;
  }
  auto server = ServerProcess::Start(inputs_.plugins, inputs_.credentials, requests, core,
                                     std::chrono::milliseconds(inputs_.timeout_ms), inputs_.transport);
  if (server) {
    server_ = std::move(*server);
  } else {
    no_server_ = server.error();
  }
}

EndpointConfig TrialFactory::ClientConfig(const Cell& cell) const {
  if (cell.link != LinkKind::kTarget) {
    return EndpointWith(cell.scenario, Role::kClient, inputs_.credentials);
  }
  EndpointConfig config = RemoteClient(cell.scenario, inputs_.target.server_name, inputs_.target.alpn);
  config.trust_anchors_pem = inputs_.target.trust_anchors_pem;
  config.verify_peer = inputs_.target.verify_peer;
  return config;
}

EndpointConfig TrialFactory::ServerConfig(const Cell& cell) const {
  return EndpointWith(cell.scenario, Role::kServer, inputs_.credentials);
}

TrialFactory::ContextOrEnd TrialFactory::MakeContext(const std::string& name, const EndpointConfig& config) const {
  const Backend* backend = Find(name);
  if (backend == nullptr) {
    return tl::unexpected(Outcome{Status::kFailed, fmt::format("the plug-in of {} did not load", name)});
  }
  if (auto reason = backend->Unsupported(config)) {
    return tl::unexpected(Outcome{Status::kUnsupported, fmt::format("{}: {}", name, *reason)});
  }
  std::string error;
  auto context = backend->MakeContext(config, error);
  if (!context) {
    return tl::unexpected(Outcome{Status::kFailed, fmt::format("{} made no context: {}", name, error)});
  }
  return context;
}

TrialFactory::TrialOrEnd TrialFactory::Make(std::size_t index) {
  const Cell& cell = inputs_.cells[index];
  const bool local = cell.link != LinkKind::kTarget;
  if (const auto reason = WhyImpossible(cell.scenario, !local)) {
    return tl::unexpected(Outcome{Status::kUnsupported, *reason});
  }
  const Backend* client_backend = Find(cell.client);
  const Backend* server_backend = cell.server.empty() ? client_backend : Find(cell.server);
  const bool both_known = client_backend != nullptr && server_backend != nullptr;
  if (both_known && cell.client != cell.server && !(client_backend->is_library() && server_backend->is_library())) {
    return tl::unexpected(Outcome{Status::kUnsupported, "a backend without cryptography meets only itself"});
  }
  if (const auto reason = local && both_known ? server_backend->Unsupported(ServerConfig(cell)) : std::nullopt) {
    return tl::unexpected(Outcome{Status::kUnsupported, fmt::format("{}: {}", cell.server, *reason)});
  }
  auto client = MakeContext(cell.client, ClientConfig(cell));
  if (!client) {
    return tl::unexpected(client.error());
  }
  if (cell.link != LinkKind::kMemory) {
    return MakeSocketTrial(index, std::move(*client));
  }
  auto server = MakeContext(cell.server, ServerConfig(cell));
  if (!server) {
    return tl::unexpected(server.error());
  }
  const bool refused = cell.scenario.handshake == Handshake::kRefusedTicket;
  auto issuer = refused ? MakeContext(cell.server, ServerConfig(cell)) : std::unique_ptr<Context>();
  if (!issuer) {
    return tl::unexpected(issuer.error());
  }
  return std::make_unique<MemoryTrial>(cell.scenario, std::move(*client), std::move(*server), std::move(*issuer));
}

TrialFactory::TrialOrEnd TrialFactory::MakeSocketTrial(std::size_t index, std::unique_ptr<Context> client) {
  const Cell& cell = inputs_.cells[index];
  SocketPlan plan;
  plan.timeout = std::chrono::milliseconds(inputs_.timeout_ms);
  plan.transport = inputs_.transport;
  plan.request = inputs_.request;
  plan.early_data = cell.scenario.early_data();
  plan.on_handshake = [this, index] { on_handshake_(index); };
  if (cell.link == LinkKind::kTarget) {
    plan.address = ParseAddress(inputs_.target.address, inputs_.target.port);
    plan.answered = target_answered_;
    return std::make_unique<SocketTrial>(cell.scenario, std::move(client), plan, nullptr);
  }
  if (const auto missing = no_path_.find(index); missing != no_path_.end()) {
    return tl::unexpected(Outcome{Status::kFailed, missing->second});
  }
  if (!server_) {
    return tl::unexpected(Outcome{Status::kFailed, no_server_});
  }
  std::vector<Address> addresses;
  for (unsigned i = 0; i < ServersOf(cell); ++i) {
    const ListenerPort& port = server_->ports()[listener_of_.at(index) + i];
    if (!port) {
      return tl::unexpected(Outcome{Status::kFailed, port.error()});
    }
    addresses.push_back(cell.link == LinkKind::kPath ? at_.at(index)[i] : LoopbackAddress(*port));
  }
  plan.address = addresses.front();
  plan.issuer = addresses.size() > 1 ? std::optional(addresses.back()) : std::nullopt;
  if (cell.link == LinkKind::kPath) {
    plan.new_socket = [this, conditions = cell.path] { return PathOf(conditions).process->ClientSocket(); };
    plan.asks_server_tcp = true;
    // Settled by what was asked for and not by a clock, so that the losses of a seed meet the same handshakes.
    plan.warm_ups = cell.path.rtt_us >= kLongRttUs ? 1 : plan.warm_ups;
  }
  plan.reset = true;  // both ends are ours; the tickets have been read
  return std::make_unique<SocketTrial>(cell.scenario, std::move(client), plan, &*server_);
}

}  // namespace tlsbench
