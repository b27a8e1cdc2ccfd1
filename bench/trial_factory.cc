#include "bench/trial_factory.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>

#include "bench/memory_trial.h"
#include "bench/socket_trial.h"

namespace tlsbench {
namespace {

Address ParseAddress(const std::string& text, std::uint16_t port) {
  Address address;
  auto* ipv4 = reinterpret_cast<sockaddr_in*>(&address.storage);
  auto* ipv6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
  if (inet_pton(AF_INET, text.c_str(), &ipv4->sin_addr) == 1) {
    ipv4->sin_family = AF_INET;
    ipv4->sin_port = htons(port);
    address.length = sizeof(sockaddr_in);
  } else if (inet_pton(AF_INET6, text.c_str(), &ipv6->sin6_addr) == 1) {
    ipv6->sin6_family = AF_INET6;
    ipv6->sin6_port = htons(port);
    address.length = sizeof(sockaddr_in6);
  }
  return address;
}

}  // namespace

TrialFactory::TrialFactory(const WorkerTask& task)
    : task_(task), target_answered_(std::make_shared<bool>(task.target_answered)) {
  for (const std::string& file : task_.plugins) {
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

// One server process for all loopback cells, a port for each.
void TrialFactory::StartServer(int core) {
  std::vector<ListenerRequest> requests;
  for (std::size_t i = 0; i < task_.cells.size(); ++i) {
    const bool skipped = std::find(task_.skip.begin(), task_.skip.end(), i) != task_.skip.end();
    if (task_.cells[i].link == LinkKind::kLoopback && !skipped) {
      listener_of_[i] = requests.size();
      requests.push_back({task_.cells[i].server, task_.cells[i].scenario});
    }
  }
  if (requests.empty()) {
    return;
  }
  auto server = ServerProcess::Start(task_.plugins, task_.credentials, requests, core,
                                     std::chrono::milliseconds(task_.timeout_ms));
  if (server) {
    server_ = std::move(*server);
  } else {
    no_server_ = server.error();
  }
}

EndpointConfig TrialFactory::ClientConfig(const Cell& cell) const {
  if (cell.link != LinkKind::kTarget) {
    EndpointConfig config = LocalEndpoint(cell.scenario, Role::kClient);
    config.trust_anchors_pem = task_.credentials.at(CertificatesOf(cell.scenario)).root_pem;
    return config;
  }
  EndpointConfig config = RemoteClient(cell.scenario, task_.server_name, task_.alpn);
  config.trust_anchors_pem = task_.trust_anchors_pem;
  config.verify_peer = task_.verify_peer;
  return config;
}

EndpointConfig TrialFactory::ServerConfig(const Cell& cell) const {
  EndpointConfig config = LocalEndpoint(cell.scenario, Role::kServer);
  const Credentials& credentials = task_.credentials.at(CertificatesOf(cell.scenario));
  config.certificate_chain_pem = credentials.chain_pem;
  config.private_key_pem = credentials.key_pem;
  return config;
}

TrialFactory::ContextOrEnd TrialFactory::MakeContext(const std::string& name, const EndpointConfig& config) const {
  const Backend* backend = Find(name);
  if (backend == nullptr) {
    return tl::unexpected(TrialEnd{Status::kFailed, fmt::format("the plug-in of {} did not load", name)});
  }
  if (auto reason = backend->Unsupported(config)) {
    return tl::unexpected(TrialEnd{Status::kUnsupported, fmt::format("{}: {}", name, *reason)});
  }
  std::string error;
  auto context = backend->MakeContext(config, error);
  if (!context) {
    return tl::unexpected(TrialEnd{Status::kFailed, fmt::format("{} made no context: {}", name, error)});
  }
  return context;
}

TrialFactory::TrialOrEnd TrialFactory::Make(std::size_t index) {
  const Cell& cell = task_.cells[index];
  if (!SuiteFits(cell.scenario, cell.link == LinkKind::kTarget)) {
    return tl::unexpected(
        TrialEnd{Status::kUnsupported, fmt::format("{} goes with another protocol or certificate than this row has",
                                                   CipherSuiteName(cell.scenario.cipher_suite))});
  }
  if (!GroupFits(cell.scenario)) {
    return tl::unexpected(
        TrialEnd{Status::kUnsupported, fmt::format("{} is a group of TLS 1.3 only", GroupName(cell.scenario.group))});
  }
  const Backend* client_backend = Find(cell.client);
  const Backend* server_backend = cell.server.empty() ? client_backend : Find(cell.server);
  const bool both_known = client_backend != nullptr && server_backend != nullptr;
  if (both_known && cell.client != cell.server && !(client_backend->is_library() && server_backend->is_library())) {
    return tl::unexpected(TrialEnd{Status::kUnsupported, "a backend without cryptography meets only itself"});
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
  return std::make_unique<MemoryTrial>(cell.scenario, std::move(*client), std::move(*server));
}

TrialFactory::TrialOrEnd TrialFactory::MakeSocketTrial(std::size_t index, std::unique_ptr<Context> client) {
  const Cell& cell = task_.cells[index];
  SocketPlan plan;
  plan.timeout = std::chrono::milliseconds(task_.timeout_ms);
  plan.request = task_.request;
  plan.on_handshake = [this, index] { on_handshake_(index); };
  if (cell.link == LinkKind::kTarget) {
    plan.address = ParseAddress(task_.address, task_.port);
    plan.answered = target_answered_;
    return std::make_unique<SocketTrial>(cell.scenario, std::move(client), plan, nullptr);
  }
  if (!server_) {
    return tl::unexpected(TrialEnd{Status::kFailed, no_server_});
  }
  const ListenerPort& port = server_->ports()[listener_of_.at(index)];
  if (!port) {
    return tl::unexpected(TrialEnd{Status::kFailed, port.error()});
  }
  plan.address = LoopbackAddress(*port);
  plan.reset = true;  // both ends are ours; the tickets have been read
  return std::make_unique<SocketTrial>(cell.scenario, std::move(client), plan, &*server_);
}

}  // namespace tlsbench
