#include "bench/measure/places.h"

#include <algorithm>

namespace tlsbench {
namespace {

// Seeds of losses: different for each path and execution, and not the seed of the rounds' order.
constexpr std::uint64_t kMaxPaths = 1000;
constexpr std::uint64_t kSeedStep = 1'000'003;

// Returns how many listeners a cell needs: two where tickets that the server cannot read come from a second server.
unsigned ServersOf(const Cell& cell) { return cell.scenario.handshake == Handshake::kRefusedTicket ? 2 : 1; }

}  // namespace

Places::Path& Places::PathOf(const PathConditions& conditions) {
  const auto found =
      std::find_if(paths_.begin(), paths_.end(), [&](const Path& path) { return path.conditions == conditions; });
  if (found != paths_.end()) {
    return *found;
  }
  const auto number = static_cast<std::uint64_t>(execution_) * kMaxPaths + paths_.size();
  paths_.push_back({conditions, PathProcess::Start(conditions, inputs_.transport, inputs_.seed * kSeedStep + number,
                                                   std::chrono::milliseconds(inputs_.timeout_ms))});
  return paths_.back();
}

// Makes a listening socket at the server's end of the cell's path.
tl::expected<Fd, std::string> Places::ListenOnPath(std::size_t cell) {
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

std::optional<std::string> Places::PathDeath(std::size_t cell) {
  if (inputs_.cells[cell].link != LinkKind::kPath) {
    return std::nullopt;
  }
  Path& path = PathOf(inputs_.cells[cell].path);
  return path.process ? path.process->Death() : path.process.error();
}

std::vector<std::pair<PathConditions, RelayFacts>> Places::RelaysSoFar() {
  std::vector<std::pair<PathConditions, RelayFacts>> relays;
  for (Path& path : paths_) {
    if (const auto facts = path.process ? path.process->Facts() : tl::unexpected(path.process.error())) {
      relays.emplace_back(path.conditions, *facts);
    }
  }
  return relays;
}

// Adds the listeners of a cell, on its path if it has one.
void Places::AddListeners(std::size_t index, std::vector<ListenerRequest>& requests, std::vector<Fd>& sockets) {
  const Cell& cell = inputs_.cells[index];
  listener_of_[index] = requests.size();
  for (unsigned i = 0; i < ServersOf(cell); ++i) {
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
}

void Places::StartServer(int core, const std::vector<std::size_t>& skip) {
  std::vector<ListenerRequest> requests;
  std::vector<Fd> sockets;  // owned here until the server has them
  for (std::size_t i = 0; i < inputs_.cells.size(); ++i) {
    const LinkKind link = inputs_.cells[i].link;
    const bool skipped = std::find(skip.begin(), skip.end(), i) != skip.end();
    if (!skipped && (link == LinkKind::kLoopback || link == LinkKind::kPath)) {
      AddListeners(i, requests, sockets);
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

tl::expected<Place, std::string> Places::Of(std::size_t index) {
  const Cell& cell = inputs_.cells[index];
  Place place;
  if (cell.link == LinkKind::kTarget) {
    place.address = ParseAddress(inputs_.target.address, inputs_.target.port);
    return place;
  }
  if (const auto missing = no_path_.find(index); missing != no_path_.end()) {
    return tl::unexpected(missing->second);
  }
  if (!server_) {
    return tl::unexpected(no_server_);
  }
  std::vector<Address> addresses;
  for (unsigned i = 0; i < ServersOf(cell); ++i) {
    const ListenerPort& port = server_->ports()[listener_of_.at(index) + i];
    if (!port) {
      return tl::unexpected(port.error());
    }
    addresses.push_back(cell.link == LinkKind::kPath ? at_.at(index)[i] : LoopbackAddress(*port));
  }
  place.address = addresses.front();
  place.issuer = addresses.size() > 1 ? std::optional(addresses.back()) : std::nullopt;
  if (cell.link == LinkKind::kPath) {
    place.new_socket = [this, conditions = cell.path] { return PathOf(conditions).process->ClientSocket(); };
  }
  place.server = &*server_;
  return place;
}

}  // namespace tlsbench
