#include "bench/measure/contexts.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "bench/scenario/endpoint.h"

namespace tlsbench {

Contexts::Contexts(const RunInputs& inputs) : inputs_(inputs) {
  for (const std::string& file : inputs_.plugins) {
    if (auto plugin = LoadPlugin(file)) {
      plugins_.push_back(std::move(*plugin));
    }
  }
}

const Backend* Contexts::Find(const std::string& name) const {
  const auto found = std::find_if(plugins_.begin(), plugins_.end(),
                                  [&](const Plugin& plugin) { return plugin.backend->name() == name; });
  return found == plugins_.end() ? nullptr : found->backend;
}

std::optional<Outcome> Contexts::WhyNone(const Cell& cell) const {
  const bool local = cell.link != LinkKind::kTarget;
  if (const auto reason = WhyImpossible(cell.scenario, !local)) {
    return Outcome{Status::kUnsupported, *reason};
  }
  const Backend* client = Find(cell.client);
  const Backend* server = cell.server.empty() ? client : Find(cell.server);
  if (client == nullptr || server == nullptr) {
    return std::nullopt;  // MakeClient and MakeServer report it
  }
  if (cell.client != cell.server && !(client->is_library() && server->is_library())) {
    return Outcome{Status::kUnsupported, "a backend without cryptography meets only itself"};
  }
  if (const auto reason = local ? server->Unsupported(ServerConfig(cell)) : std::nullopt) {
    return Outcome{Status::kUnsupported, fmt::format("{}: {}", cell.server, *reason)};
  }
  return std::nullopt;
}

Contexts::ContextOrEnd Contexts::MakeClient(const Cell& cell) const { return Make(cell.client, ClientConfig(cell)); }

Contexts::ContextOrEnd Contexts::MakeServer(const Cell& cell) const { return Make(cell.server, ServerConfig(cell)); }

Contexts::ContextOrEnd Contexts::Make(const std::string& name, const EndpointConfig& config) const {
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

EndpointConfig Contexts::ClientConfig(const Cell& cell) const {
  if (cell.link != LinkKind::kTarget) {
    return EndpointWith(cell.scenario, Role::kClient, inputs_.credentials);
  }
  EndpointConfig config = RemoteClient(cell.scenario, inputs_.target.server_name, inputs_.target.alpn);
  config.trust_anchors_pem = inputs_.target.trust_anchors_pem;
  config.verify_peer = inputs_.target.verify_peer;
  return config;
}

EndpointConfig Contexts::ServerConfig(const Cell& cell) const {
  return EndpointWith(cell.scenario, Role::kServer, inputs_.credentials);
}

}  // namespace tlsbench
