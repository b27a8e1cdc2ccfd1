// The server process: listeners, one per cell, and an epoll loop over their connections.

#include <fmt/format.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <memory>
#include <string_view>
#include <utility>

#include "bench/link/server_process.h"
#include "bench/link/server_protocol.h"
#include "bench/net/phases.h"
#include "bench/net/socket.h"
#include "bench/net/tcp_info.h"
#include "bench/os/clock.h"
#include "bench/os/descriptor_passing.h"
#include "bench/plugin/loader.h"
#include "bench/scenario/scenario_json.h"
#include "bench/wire/records.h"

namespace tlsbench {
namespace {

using nlohmann::json;

constexpr std::string_view kEndOfRequest = "\r\n\r\n";
constexpr std::string_view kResponse = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
constexpr std::chrono::seconds kSendLimit(10);
constexpr std::size_t kClosedToKeep = 16;
// Where the random stands in a record that begins with a ClientHello: record header, message header, legacy_version.
constexpr std::size_t kRandomOffset = 5 + 4 + 2;

struct Listening {
  Listener listener;
  std::unique_ptr<Context> context;
};

// What is kept of a connection that is closed.
struct Closed {
  Random client_random{};
  TcpFacts tcp;
  unsigned stalls = 0;
};

struct Served {
  Fd fd;
  std::unique_ptr<Connection> connection;
  State state = State::kHandshaking;
  std::vector<std::size_t> writes;  // the library's own, if anybody asked
  StallCounter stalls;
  Buffer first_bytes;  // until the client's random is in them
  Buffer plaintext;
  bool told = false;  // the worker has this handshake's word
};

double CpuUs() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto micros = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
  };
  return micros(usage.ru_utime) + micros(usage.ru_stime);
}

// All zeros until it has come.
Random RandomIn(const Buffer& first_bytes) {
  Random random{};
  if (first_bytes.size() >= kRandomOffset + random.size()) {
    std::copy_n(first_bytes.begin() + kRandomOffset, random.size(), random.begin());
  }
  return random;
}

// The worker knows the port: it had the socket made.
tl::expected<Listener, std::string> AsListener(Fd socket) { return Listener{std::move(socket), 0}; }

class LoopbackServer {
 public:
  explicit LoopbackServer(int control) : control_(control), epoll_(epoll_create1(EPOLL_CLOEXEC)) {}

  bool SetUp();
  void Run();

 private:
  ListenerPort Listen(const json& request);
  void Watch(int fd);
  bool AnswerControl();
  void TakeConnection(const Listening& listening);
  void Serve(int fd);
  bool Feed(Served& served);
  bool Send(Served& served);
  void Tell(Served& served);
  ServerRecord TcpOf(const Random& client_random) const;
  void Forget(std::map<int, Served>::iterator connection);

  int control_;
  Transport transport_;
  Fd epoll_;
  std::vector<Plugin> plugins_;
  std::map<CertificateKey, Credentials> credentials_;
  std::map<int, Listening> listeners_;
  std::map<int, Served> connections_;
  std::deque<Closed> closed_;  // the last few
  Buffer in_;
  Buffer out_;
};

void LoopbackServer::Watch(int fd) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event);
}

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
  Watch(control_);
  const std::string answer = ports.dump(-1, ' ', false, json::error_handler_t::replace);
  return send(control_, answer.data(), answer.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(answer.size());
}

ListenerPort LoopbackServer::Listen(const json& request) {
  Fd socket;  // it comes even if nothing can be done with it
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
  Listening listening{{}, plugin->backend->MakeContext(config, error)};
  if (!listening.context) {
    return tl::unexpected(error);
  }
  auto listener = socket.valid() ? AsListener(std::move(socket)) : ListenAt(LoopbackAddress(0), transport_);
  if (!listener) {
    return tl::unexpected(listener.error());
  }
  listening.listener = std::move(*listener);
  const int fd = listening.listener.fd.get();
  const std::uint16_t port = listening.listener.port;
  listeners_.emplace(fd, std::move(listening));
  Watch(fd);
  return port;
}

// Until the worker closes its end.
void LoopbackServer::Run() {
  std::array<epoll_event, 64> events{};
  for (;;) {
    const int count = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), -1);
    if (count < 0 && errno != EINTR) {
      return;
    }
    for (int i = 0; i < count; ++i) {
      const int fd = events.at(static_cast<std::size_t>(i)).data.fd;
      if (fd == control_) {
        if (!AnswerControl()) {
          return;
        }
      } else if (const auto listener = listeners_.find(fd); listener != listeners_.end()) {
        TakeConnection(listener->second);
      } else {
        Serve(fd);
      }
    }
  }
}

// How much CPU was used, or what TCP did. False when the worker has gone.
bool LoopbackServer::AnswerControl() {
  ServerRecord question;
  if (recv(control_, &question, sizeof(question), 0) != static_cast<ssize_t>(sizeof(question))) {
    return false;
  }
  ServerRecord answer = question.kind == ServerRecord::Kind::kTcp ? TcpOf(question.client_random) : ServerRecord();
  answer.kind = question.kind;
  answer.cpu_us = CpuUs();
  return send(control_, &answer, sizeof(answer), MSG_NOSIGNAL) == static_cast<ssize_t>(sizeof(answer));
}

void LoopbackServer::TakeConnection(const Listening& listening) {
  const int listener = listening.listener.fd.get();
  for (Fd fd = Accept(listener, transport_); fd.valid(); fd = Accept(listener, transport_)) {
    const int number = fd.get();
    Served& served = connections_[number];
    served.fd = std::move(fd);
    OpenOptions options;
    options.writes = transport_.library_writes ? &served.writes : nullptr;
    served.connection = listening.context->Open(options);
    if (served.connection) {
      Watch(number);
    } else {
      connections_.erase(number);
    }
  }
}

void LoopbackServer::Serve(int fd) {
  const auto found = connections_.find(fd);
  if (found == connections_.end()) {
    return;
  }
  in_.clear();
  const Received received = Receive(fd, in_, After(std::chrono::milliseconds(0)));
  if (received == Received::kTimeout) {
    return;
  }
  if (!IsLoneChangeCipherSpec(in_)) {  // what follows it may come a round trip later
    found->second.stalls.Arrived(MonotonicNs());
  }
  if (received != Received::kBytes || !Feed(found->second)) {
    Forget(found);
  }
}

// Closing the descriptor also takes it out of the epoll set.
void LoopbackServer::Forget(std::map<int, Served>::iterator connection) {
  const Served& served = connection->second;
  if (const auto tcp = ReadTcpFacts(served.fd.get()); tcp && served.told) {
    closed_.push_back({RandomIn(served.first_bytes), *tcp, served.stalls.Count(tcp->min_rtt_us)});
    if (closed_.size() > kClosedToKeep) {
      closed_.pop_front();
    }
  }
  connections_.erase(connection);
}

ServerRecord LoopbackServer::TcpOf(const Random& client_random) const {
  ServerRecord record;
  for (const auto& [fd, served] : connections_) {
    const auto tcp = RandomIn(served.first_bytes) == client_random ? ReadTcpFacts(fd) : std::nullopt;
    if (tcp) {
      record.known = true;
      record.tcp = *tcp;
      record.stalls = served.stalls.Count(tcp->min_rtt_us);
    }
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

// One flight in, at most one send out. False when the connection is over.
bool LoopbackServer::Feed(Served& served) {
  if (served.first_bytes.size() < kRandomOffset + Random().size()) {
    served.first_bytes.insert(served.first_bytes.end(), in_.begin(), in_.end());
  }
  const bool was_open = served.state == State::kOpen;
  out_.clear();
  served.state = served.connection->Feed(in_, served.plaintext, out_);
  if (!was_open && served.state == State::kOpen) {
    served.state = served.connection->Flush(out_);
  }
  const std::string_view request(reinterpret_cast<const char*>(served.plaintext.data()), served.plaintext.size());
  const bool may_send = served.state == State::kOpen || served.state == State::kMaySend;  // 0.5-RTT, after early data
  if (may_send && request.find(kEndOfRequest) != std::string_view::npos) {
    served.plaintext.clear();
    if (transport_.nagle && !Send(served)) {  // as a server that writes its tickets and its response with two calls
      return false;
    }
    served.connection->Write({reinterpret_cast<const std::uint8_t*>(kResponse.data()), kResponse.size()}, out_);
  }
  const bool sent = Send(served);
  if (!served.told && (served.state == State::kOpen || served.state == State::kFailed)) {
    Tell(served);
  }
  return sent && served.state != State::kClosed && served.state != State::kFailed;
}

bool LoopbackServer::Send(Served& served) {
  if (out_.empty()) {
    return true;
  }
  const bool sent = SendInWrites(served.fd.get(), out_, served.writes, After(kSendLimit)).has_value();
  out_.clear();
  served.writes.clear();
  served.stalls.Sent();
  return sent;
}

void LoopbackServer::Tell(Served& served) {
  served.told = true;
  ServerRecord record;
  record.client_random = RandomIn(served.first_bytes);
  const Negotiated negotiated = served.connection->negotiated();
  record.protocol = negotiated.protocol;
  record.cipher_suite = negotiated.cipher_suite;
  record.group = negotiated.group;
  record.resumed = negotiated.resumed;
  record.early_data_accepted = negotiated.early_data_accepted;
  record.peer_key = negotiated.peer_key;
  record.peer_key_bits = negotiated.peer_key_bits;
  if (served.state == State::kFailed) {
    const std::string words = served.connection->failure().words;
    std::copy_n(words.begin(), std::min(words.size(), record.failure.size() - 1), record.failure.begin());
  }
  send(control_, &record, sizeof(record), MSG_NOSIGNAL | MSG_DONTWAIT);  // a worker that does not read loses it
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
