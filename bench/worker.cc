#include "bench/worker.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <numeric>
#include <random>

#include "bench/memory_trial.h"
#include "bench/messages.h"
#include "bench/registry.h"
#include "bench/socket_trial.h"

namespace tlsbench {
namespace {

constexpr unsigned kFloorHandshakes = 20000;

bool WriteAll(int fd, const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t count = write(fd, text.data() + done, text.size() - done);
    if (count <= 0) {
      return false;
    }
    done += static_cast<std::size_t>(count);
  }
  return true;
}

std::string ReadAll(int fd) {
  std::string text;
  std::array<char, 65536> chunk{};
  ssize_t count = 0;
  while ((count = read(fd, chunk.data(), chunk.size())) > 0) {
    text.append(chunk.data(), static_cast<std::size_t>(count));
  }
  return text;
}

// The cores this process may use.
std::vector<int> AllowedCores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  sched_getaffinity(0, sizeof(set), &set);
  std::vector<int> cores;
  for (unsigned core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(core, &set)) {
      cores.push_back(static_cast<int>(core));
    }
  }
  return cores;
}

bool PinTo(int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<unsigned>(core), &set);
  return sched_setaffinity(0, sizeof(set), &set) == 0;
}

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

class Worker {
 public:
  Worker(WorkerTask task, int out) : task_(std::move(task)), out_(out), trials_(task_.cells.size()) {}
  int Run();

 private:
  struct Refusal {
    Status status;
    std::string reason;
  };
  using TrialOrRefusal = tl::expected<std::unique_ptr<Trial>, Refusal>;

  void Send(const Event& event);
  void EndCell(std::size_t cell, Status status, const std::string& reason);
  void End(std::size_t cell, const TrialEnd& end);
  void LoadPlugins();
  void MeasureFloor();
  void StartServer();
  void MakeTrials();
  void WarmUp();
  void Sweep(int sweep);
  const Backend* Find(const std::string& name) const;
  tl::expected<std::unique_ptr<Context>, Refusal> MakeContext(const std::string& backend,
                                                              const EndpointConfig& config) const;
  EndpointConfig ClientConfig(const Cell& cell) const;
  EndpointConfig ServerConfig(const Cell& cell) const;
  TrialOrRefusal MakeTrial(std::size_t index);
  TrialOrRefusal MakeSocketTrial(std::size_t index, std::unique_ptr<Context> client);

  WorkerTask task_;
  int out_;
  std::vector<Plugin> plugins_;
  std::optional<ServerProcess> server_;
  std::string no_server_;                           // why there is none
  std::map<std::size_t, std::size_t> listener_of_;  // cell to the server's port list
  std::vector<std::unique_ptr<Trial>> trials_;      // null: ended, or never begun
  std::vector<unsigned> handshakes_;                // measured so far, by cell
  bool pinned_ = false;
  int server_core_ = -1;
};

void Worker::Send(const Event& event) {
  if (!WriteAll(out_, Encode(event))) {
    _exit(1);  // the parent has gone: nobody wants the rest
  }
}

void Worker::EndCell(std::size_t cell, Status status, const std::string& reason) {
  trials_[cell].reset();
  Event event;
  event.kind = Event::Kind::kCell;
  event.cell = cell;
  event.status = status;
  event.reason = reason;
  Send(event);
}

void Worker::End(std::size_t cell, const TrialEnd& end) {
  if (!end.whole_target) {
    EndCell(cell, end.status, end.reason);
    return;
  }
  Event event;
  event.kind = Event::Kind::kTarget;
  event.reason = end.reason;
  Send(event);
  trials_.clear();
  trials_.resize(task_.cells.size());
}

int Worker::Run() {
  const std::vector<int> cores = AllowedCores();
  if (cores.size() >= 2) {
    pinned_ = PinTo(cores[0]);
    server_core_ = cores[1];
  }
  const Deadline deadline = After(std::chrono::milliseconds(static_cast<std::int64_t>(task_.seconds * 1000)));
  LoadPlugins();
  if (task_.floor) {
    MeasureFloor();
  }
  StartServer();
  MakeTrials();
  WarmUp();
  const auto unfinished = [&] {
    return std::any_of(trials_.begin(), trials_.end(), [](auto& trial) { return !!trial; });
  };
  handshakes_ = task_.handshakes_done;
  handshakes_.resize(trials_.size(), 0);
  const int first = task_.first_round;
  for (int sweep = first; unfinished() && (sweep == first || std::chrono::steady_clock::now() < deadline); ++sweep) {
    Sweep(sweep);
  }
  Event done;
  done.kind = Event::Kind::kDone;
  done.pinned = pinned_;
  Send(done);
  return 0;
}

void Worker::LoadPlugins() {
  for (const std::string& file : task_.plugins) {
    if (auto plugin = LoadPlugin(file)) {
      plugins_.push_back(std::move(*plugin));
    }
  }
}

const Backend* Worker::Find(const std::string& name) const {
  const auto found = std::find_if(plugins_.begin(), plugins_.end(),
                                  [&](const Plugin& plugin) { return plugin.backend->name() == name; });
  return found == plugins_.end() ? nullptr : found->backend;
}

// The dearest of the null backend's handshakes, so that a real one's share is never understated.
void Worker::MeasureFloor() {
  const Backend* null = Find("null");
  if (null == nullptr) {
    return;
  }
  Scenario scenario;
  scenario.group = kGroupX25519;
  scenario.cipher_suite = DefaultCipherSuite(scenario.protocol, scenario.auth);
  std::string error;
  MemoryTrial trial(scenario, null->MakeContext(LocalEndpoint(scenario, Role::kClient), error),
                    null->MakeContext(LocalEndpoint(scenario, Role::kServer), error));
  if (trial.WarmUp()) {
    return;
  }
  const MemoryTrial::Cost cost = trial.MeasureCost(kFloorHandshakes);
  Event event;
  event.kind = Event::Kind::kFloor;
  event.floor = {cost.with_clock_ns, cost.without_clock_ns};
  Send(event);
}

// One server process for all loopback cells, a port for each.
void Worker::StartServer() {
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
  auto server = ServerProcess::Start(task_.plugins, task_.credentials, requests, server_core_,
                                     std::chrono::milliseconds(task_.timeout_ms));
  if (server) {
    server_ = std::move(*server);
  } else {
    no_server_ = server.error();
  }
}

EndpointConfig Worker::ClientConfig(const Cell& cell) const {
  if (cell.link != LinkKind::kTarget) {
    EndpointConfig config = LocalEndpoint(cell.scenario, Role::kClient);
    config.trust_anchors_pem = task_.credentials.at(cell.scenario.auth).root_pem;
    return config;
  }
  EndpointConfig config = RemoteClient(cell.scenario, task_.server_name, task_.alpn);
  config.trust_anchors_pem = task_.trust_anchors_pem;
  config.verify_peer = task_.verify_peer;
  return config;
}

EndpointConfig Worker::ServerConfig(const Cell& cell) const {
  EndpointConfig config = LocalEndpoint(cell.scenario, Role::kServer);
  const Credentials& credentials = task_.credentials.at(cell.scenario.auth);
  config.certificate_chain_pem = credentials.chain_pem;
  config.private_key_pem = credentials.key_pem;
  return config;
}

tl::expected<std::unique_ptr<Context>, Worker::Refusal> Worker::MakeContext(const std::string& name,
                                                                            const EndpointConfig& config) const {
  const Backend* backend = Find(name);
  if (backend == nullptr) {
    return tl::unexpected(Refusal{Status::kFailed, fmt::format("the plug-in of {} did not load", name)});
  }
  if (auto reason = backend->Unsupported(config)) {
    return tl::unexpected(Refusal{Status::kUnsupported, fmt::format("{}: {}", name, *reason)});
  }
  std::string error;
  auto context = backend->MakeContext(config, error);
  if (!context) {
    return tl::unexpected(Refusal{Status::kFailed, fmt::format("{} made no context: {}", name, error)});
  }
  return context;
}

Worker::TrialOrRefusal Worker::MakeTrial(std::size_t index) {
  const Cell& cell = task_.cells[index];
  const Backend* client_backend = Find(cell.client);
  const Backend* server_backend = cell.server.empty() ? client_backend : Find(cell.server);
  const bool both_known = client_backend != nullptr && server_backend != nullptr;
  if (both_known && cell.client != cell.server && !(client_backend->is_library() && server_backend->is_library())) {
    return tl::unexpected(Refusal{Status::kUnsupported, "a backend without cryptography meets only itself"});
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

Worker::TrialOrRefusal Worker::MakeSocketTrial(std::size_t index, std::unique_ptr<Context> client) {
  const Cell& cell = task_.cells[index];
  SocketPlan plan;
  plan.timeout = std::chrono::milliseconds(task_.timeout_ms);
  plan.request = task_.request;
  if (cell.link == LinkKind::kTarget) {
    plan.address = ParseAddress(task_.address, task_.port);
    return std::make_unique<SocketTrial>(cell.scenario, std::move(client), plan, nullptr);
  }
  if (!server_) {
    return tl::unexpected(Refusal{Status::kFailed, no_server_});
  }
  const ListenerPort& port = server_->ports()[listener_of_.at(index)];
  if (!port) {
    return tl::unexpected(Refusal{Status::kFailed, port.error()});
  }
  plan.address = LoopbackAddress(*port);
  plan.reset = true;  // both ends are ours; the tickets have been read
  return std::make_unique<SocketTrial>(cell.scenario, std::move(client), plan, &*server_);
}

void Worker::MakeTrials() {
  for (std::size_t i = 0; i < task_.cells.size(); ++i) {
    if (std::find(task_.skip.begin(), task_.skip.end(), i) != task_.skip.end()) {
      continue;
    }
    Event start;
    start.kind = Event::Kind::kStart;
    start.cell = i;
    Send(start);
    auto trial = MakeTrial(i);
    if (trial) {
      trials_[i] = std::move(*trial);
    } else {
      EndCell(i, trial.error().status, trial.error().reason);
    }
  }
}

void Worker::WarmUp() {
  for (std::size_t i = 0; i < trials_.size(); ++i) {
    if (!trials_[i]) {
      continue;
    }
    Event start;
    start.kind = Event::Kind::kStart;
    start.cell = i;
    Send(start);
    if (const auto end = trials_[i]->WarmUp()) {
      End(i, *end);
    }
  }
}

// One round of every cell, in an order of the seed's choosing.
void Worker::Sweep(int sweep) {
  std::vector<std::size_t> order(trials_.size());
  std::iota(order.begin(), order.end(), 0);
  std::seed_seq seeds{task_.seed, static_cast<std::uint64_t>(task_.execution), static_cast<std::uint64_t>(sweep)};
  std::mt19937_64 random(seeds);
  std::shuffle(order.begin(), order.end(), random);
  for (const std::size_t i : order) {
    if (!trials_[i] || (task_.handshakes != 0 && handshakes_[i] >= task_.handshakes)) {
      trials_[i].reset();  // it has all it was asked for
      continue;
    }
    Event event;
    event.kind = Event::Kind::kStart;
    event.cell = i;
    Send(event);
    event.kind = Event::Kind::kRound;
    event.round = trials_[i]->RunRound(task_.handshakes == 0 ? 0 : task_.handshakes - handshakes_[i]);
    event.round.cell = i;
    event.round.execution = task_.execution;
    event.round.round = sweep;
    handshakes_[i] += event.round.handshakes;
    Send(event);
    if (const auto end = trials_[i]->end()) {
      End(i, *end);
    }
  }
}

}  // namespace

int RunWorker(int in, int out) {
  auto task = DecodeTask(ReadAll(in));
  if (!task) {
    return 1;
  }
  return Worker(std::move(*task), out).Run();
}

int DescribePlugin(const std::string& file, int out) {
  const auto plugin = LoadPlugin(file);
  if (!plugin) {
    WriteAll(out, "error: " + plugin.error() + "\n");
    return 1;
  }
  const Backend& backend = *plugin->backend;
  BackendInfo info;
  info.name = backend.name();
  info.file = file;
  info.library_version = backend.library_version();
  info.linkage = backend.linkage();
  info.build_flags = backend.build_flags();
  info.build_note = backend.build_note();
  info.is_library = backend.is_library();
  info.library_files = plugin->library_files;
  for (const std::uint16_t protocol : {kTls12, kTls13}) {
    for (const Handshake handshake : {Handshake::kFull, Handshake::kTicket}) {
      for (const Auth auth : {Auth::kEcdsaP256, Auth::kRsa2048}) {
        const Scenario scenario{protocol, handshake, auth, DefaultCipherSuite(protocol, auth), kGroupX25519};
        info.capabilities.emplace_back(
            fmt::format("{} {} {}", ProtocolName(protocol), HandshakeName(handshake), AuthName(auth)),
            backend.Unsupported(LocalEndpoint(scenario, Role::kClient)).value_or(""));
      }
    }
  }
  return WriteAll(out, Encode(info)) ? 0 : 1;
}

void FollowParent() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace tlsbench
