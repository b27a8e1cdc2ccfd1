// Implements the server process of a trial: a TlsServer with a listener for each cell, and answers to the worker's
// questions about it.

#include <fmt/format.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <deque>
#include <string_view>
#include <utility>

#include "bench/link/server_process.h"
#include "bench/link/server_protocol.h"
#include "bench/link/tls_server.h"
#include "bench/net/socket.h"
#include "bench/net/tcp_info.h"
#include "bench/os/descriptor_passing.h"
#include "bench/plugin/loader.h"
#include "bench/scenario/scenario_json.h"

namespace tlsbench {
namespace {

using nlohmann::json;

constexpr std::string_view kResponse = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
constexpr std::size_t kClosedToKeep = 16;
// Far more than any trial needs, but few enough that clients lost on a path do not exhaust memory and descriptors.
constexpr ServerLimits kTrialLimits{900, std::chrono::minutes(5), std::chrono::minutes(10)};

// Holds what is kept of a closed connection.
struct Closed {
  Random client_random{};
  TcpFacts tcp;
  unsigned stalls = 0;
};

double CpuUs() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto micros = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
  };
  return micros(usage.ru_utime) + micros(usage.ru_stime);
}

// The worker already knows the port of a socket that it passed.
tl::expected<Listener, std::string> AsListener(Fd socket) { return Listener{std::move(socket), 0}; }

class LoopbackServer : public ServerEvents {
 public:
  explicit LoopbackServer(int control) : control_(control) {}

  bool SetUp();
  void Run() { server_->Run(); }

  void OnHandshake(const ServerConnection& connection) override;
  std::string_view OnRequest(const ServerConnection& /*connection*/, std::string_view /*head*/) override {
    return kResponse;
  }
  void OnClosed(const ServerConnection& connection, CloseReason reason) override;

 private:
  ListenerPort Listen(const json& request);
  void AnswerControl();
  ServerRecord TcpOf(const Random& client_random) const;

  int control_;
  Transport transport_;
  std::vector<Plugin> plugins_;
  std::map<CertificateKey, Credentials> credentials_;
  std::vector<std::unique_ptr<Context>> contexts_;
  std::optional<TlsServer> server_;
  std::deque<Closed> closed_;  // the latest ones
};

bool LoopbackServer::SetUp() {
  const json setup = json::parse(ReceiveSetup(control_), nullptr, false);
  if (setup.is_discarded()) {
    return false;
  }
  if (const int core = setup["core"]; core >= 0) {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(static_cast<unsigned>(core), &cores);
    sched_setaffinity(0, sizeof(cores), &cores);
  }
  transport_ = {setup["nagle"], setup["library_writes"], setup["fast_open"], setup["congestion"]};
  server_.emplace(*this, transport_, kTrialLimits);
  for (const std::string file : setup["plugins"]) {
    if (auto plugin = LoadPlugin(file)) {
      plugins_.push_back(*plugin);
    }
  }
  setup["credentials"].get_to(credentials_);
  json ports = json::array();
  for (const json& request : setup["listeners"]) {
    const ListenerPort port = Listen(request);
    ports.push_back(port ? json(*port) : json(port.error()));
  }
  server_->Watch(control_, [this] { AnswerControl(); });
  const std::string answer = ports.dump(-1, ' ', false, json::error_handler_t::replace);
  return send(control_, answer.data(), answer.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(answer.size());
}

ListenerPort LoopbackServer::Listen(const json& request) {
  Fd socket;  // received even if it cannot be used
  if (char nothing = 0; request["has_socket"] && ReceivePacket(control_, &nothing, sizeof(nothing), socket) <= 0) {
    return tl::unexpected(std::string("the server process got no socket to listen on"));
  }
  const auto plugin = std::find_if(plugins_.begin(), plugins_.end(),
                                   [&](const Plugin& loaded) { return loaded.backend->name() == request["backend"]; });
  if (plugin == plugins_.end()) {
    return tl::unexpected(fmt::format("the server has no backend {}", request["backend"].get<std::string>()));
  }
  const EndpointConfig config = EndpointWith(request["scenario"].get<Scenario>(), Role::kServer, credentials_);
  std::string error;
  auto context = plugin->backend->MakeContext(config, error);
  if (!context) {
    return tl::unexpected(error);
  }
  auto listener = socket.valid() ? AsListener(std::move(socket)) : ListenAt(LoopbackAddress(0), transport_);
  if (!listener) {
    return tl::unexpected(listener.error());
  }
  contexts_.push_back(std::move(context));
  server_->Listen(std::move(listener->fd), *contexts_.back());
  return listener->port;
}

// Answers questions about CPU time or about TCP, until the worker closes its end.
void LoopbackServer::AnswerControl() {
  ServerRecord question;
  if (recv(control_, &question, sizeof(question), 0) != static_cast<ssize_t>(sizeof(question))) {
    return server_->Stop();
  }
  ServerRecord answer = question.kind == ServerRecord::Kind::kTcp ? TcpOf(question.client_random) : ServerRecord();
  answer.kind = question.kind;
  answer.cpu_us = CpuUs();
  if (send(control_, &answer, sizeof(answer), MSG_NOSIGNAL) != static_cast<ssize_t>(sizeof(answer))) {
    server_->Stop();
  }
}

void LoopbackServer::OnClosed(const ServerConnection& connection, CloseReason /*reason*/) {
  if (const auto tcp = ReadTcpFacts(connection.fd.get()); tcp && connection.told) {
    closed_.push_back({connection.client_random(), *tcp, connection.stalls.Count(tcp->min_rtt_us)});
    if (closed_.size() > kClosedToKeep) {
      closed_.pop_front();
    }
  }
}

ServerRecord LoopbackServer::TcpOf(const Random& client_random) const {
  ServerRecord record;
  const auto found = std::find_if(server_->connections().begin(), server_->connections().end(),
                                  [&](const ServerConnection& open) { return open.client_random() == client_random; });
  const auto open = found != server_->connections().end() ? ReadTcpFacts(found->fd.get()) : std::nullopt;
  if (open) {
    record.known = true;
    record.tcp = *open;
    record.stalls = found->stalls.Count(open->min_rtt_us);
  }
  for (const Closed& closed : closed_) {
    if (closed.client_random == client_random) {
      record.known = true;
      record.tcp = closed.tcp;
      record.stalls = closed.stalls;
    }
  }
  return record;
}

void LoopbackServer::OnHandshake(const ServerConnection& connection) {
  ServerRecord record;
  record.client_random = connection.client_random();
  const Negotiated negotiated = connection.connection->negotiated();
  record.protocol = negotiated.protocol;
  record.cipher_suite = negotiated.cipher_suite;
  record.group = negotiated.group;
  record.resumed = negotiated.resumed;
  record.early_data_accepted = negotiated.early_data_accepted;
  record.peer_key = negotiated.peer_key;
  record.peer_key_bits = negotiated.peer_key_bits;
  if (connection.state == State::kFailed) {
    const std::string words = connection.connection->failure().reason;
    std::copy_n(words.begin(), std::min(words.size(), record.failure.size() - 1), record.failure.begin());
  }
  send(control_, &record, sizeof(record), MSG_NOSIGNAL | MSG_DONTWAIT);  // lost if the worker does not read
}

}  // namespace

int ServeLoopback(int control) {
  LoopbackServer server(control);
  if (!server.SetUp()) {
    return 1;
  }
  server.Run();
  return 0;
}

}  // namespace tlsbench
