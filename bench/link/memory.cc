#include "bench/link/memory.h"

#include <fmt/format.h>

#include <string_view>
#include <type_traits>
#include <utility>

#include "bench/allocation.h"
#include "bench/callgrind.h"
#include "bench/counters.h"

namespace tlsbench {
namespace {

constexpr std::string_view kRequest = "GET / HTTP/1.1\r\nHost: tlsbench.test\r\n\r\n";
constexpr std::string_view kResponse = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

// No handshake of TLS 1.2 or 1.3 takes more turns than this, so a library that goes on for ever is stopped.
constexpr int kMaxTurns = 16;

Bytes AsBytes(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

std::string Describe(std::string_view who, const Connection& connection) {
  return fmt::format("{} failed: {}", who, connection.failure().words);
}

// Of a handshake that is recorded. Which that is, is known when this is compiled: to a measured one it costs nothing.
class Recording : public NoMeter {
  using NoMeter::NoMeter;
};
template <class Meter>
constexpr bool kRecords = std::is_same_v<Meter, Recording>;

template <class Meter>
std::unique_ptr<Session> TakeSession(Connection& client) {
  const typename Meter::Unmeasured call(Role::kClient);
  return client.TakeSession();
}

}  // namespace

MemoryHandshake MemoryLink::Run(const Session* resume) {
  OpenOptions options;
  options.resume = resume;
  return RunAs<ClockMeter>(options, false);
}

MemoryHandshake MemoryLink::RunWithRequest(const Session* resume) {
  OpenOptions options;
  options.resume = resume;
  return RunAs<NoMeter>(options, true);
}

MemoryHandshake MemoryLink::RunRecorded(const Session* resume, std::vector<FlightRecord>& flights) {
  FlightRecorder recorder;
  recorder_ = &recorder;
  OpenOptions options;
  options.resume = resume;
  options.observer = recorder.observer(Role::kClient);
  MemoryHandshake result = RunAs<Recording>(options, true);
  recorder_ = nullptr;
  flights = recorder.Records(from_client_, from_server_);
  return result;
}

MemoryHandshake MemoryLink::RunCounted(const Session* resume, bool request, const std::function<void()>& while_open) {
  OpenOptions options;
  options.resume = resume;
  return RunAs<AllocationMeter>(options, request, &while_open);
}

MemoryHandshake MemoryLink::RunWithCounters(const Session* resume) {
  OpenOptions options;
  options.resume = resume;
  return RunAs<CounterMeter>(options, false);
}

MemoryHandshake MemoryLink::RunCollected(const Session* resume) {
  OpenOptions options;
  options.resume = resume;
  return RunAs<CallgrindMeter>(options, false);
}

bool MemoryLink::RunBare(const Session* resume) {
  OpenOptions options;
  options.resume = resume;
  Reset();
  const auto client = client_.Open(options);
  const auto server = server_.Open({});
  SideTimes nothing;
  return client && server && Exchange<NoMeter>(*client, *server, false, nothing, nothing).empty();
}

void MemoryLink::Reset() {
  from_client_.clear();
  from_server_.clear();
  client_plaintext_.clear();
  server_plaintext_.clear();
  client_read_ = server_read_ = 0;
  client_state_ = server_state_ = State::kHandshaking;
  flights_.Reset();
}

template <class Meter>
MemoryHandshake MemoryLink::RunAs(const OpenOptions& options, bool request, const std::function<void()>* while_open) {
  Reset();
  MemoryHandshake result;
  OpenOptions server_options;
  if constexpr (kRecords<Meter>) {
    server_options.observer = recorder_->observer(Role::kServer);
  }
  std::unique_ptr<Connection> client;
  std::unique_ptr<Connection> server;
  {
    const Meter meter(result.client_ns.set_up, Role::kClient);
    client = client_.Open(options);
  }
  {
    const Meter meter(result.server_ns.set_up, Role::kServer);
    server = server_.Open(server_options);
  }
  if (!client || !server) {
    result.failure = fmt::format("the {} would not open a connection", client ? "server" : "client");
    return result;
  }
  result.failure = Exchange<Meter>(*client, *server, request, result.client_ns, result.server_ns);
  if (while_open != nullptr && result.failure.empty()) {
    (*while_open)();
  }
  result.client = client->negotiated();
  result.server = server->negotiated();
  result.session = TakeSession<Meter>(*client);
  result.counts = flights_.counts();
  result.from_client = from_client_;
  result.from_server = from_server_;
  {
    const Meter meter(result.client_ns.release, Role::kClient);
    client.reset();
  }
  {
    const Meter meter(result.server_ns.release, Role::kServer);
    server.reset();
  }
  return result;
}

// The client takes what the server sent. When it may send, its request joins the same flight.
template <class Meter>
State MemoryLink::ClientTurn(Connection& connection, bool request, SideTimes& times) {
  const Bytes in = Bytes(from_server_).subspan(client_read_);
  const std::size_t sent_before = from_client_.size();
  const bool was_open = client_state_ == State::kOpen;
  if constexpr (kRecords<Meter>) {
    recorder_->Reads(Role::kClient, client_read_);
  }
  client_read_ = from_server_.size();
  {
    const Meter meter(was_open ? times.tickets : times.handshake, Role::kClient);
    client_state_ = connection.Feed(in, client_plaintext_, from_client_);
  }
  if (client_plaintext_.empty()) {
    flights_.Received(in.size());
  } else {
    flights_.ReceivedData(true);
  }
  flights_.Sent(from_client_.size() - sent_before);
  if constexpr (kRecords<Meter>) {
    recorder_->Moved(Role::kClient, was_open ? FlightPart::kAfter : FlightPart::kHandshake, from_client_.size());
  }
  if (!was_open && client_state_ == State::kOpen) {
    flights_.ClientMaySend();
    if (request) {
      const typename Meter::Unmeasured call(Role::kClient);
      client_state_ = connection.Write(AsBytes(kRequest), from_client_);
      flights_.SentRequest();
    }
    if constexpr (kRecords<Meter>) {
      recorder_->Moved(Role::kClient, FlightPart::kData, from_client_.size());
    }
  }
  return client_state_;
}

template <class Meter>
State MemoryLink::ServerTurn(Connection& connection, bool request, SideTimes& times) {
  const Bytes in = Bytes(from_client_).subspan(server_read_);
  const bool was_open = server_state_ == State::kOpen;
  if constexpr (kRecords<Meter>) {
    recorder_->Reads(Role::kServer, server_read_);
  }
  server_read_ = from_client_.size();
  {
    const Meter meter(was_open ? times.tickets : times.handshake, Role::kServer);
    server_state_ = connection.Feed(in, server_plaintext_, from_server_);
  }
  if (!was_open && server_state_ == State::kOpen) {
    const Meter meter(times.tickets, Role::kServer);
    server_state_ = connection.Flush(from_server_);
  }
  if constexpr (kRecords<Meter>) {
    const bool after = client_state_ == State::kOpen;
    recorder_->Moved(Role::kServer, after ? FlightPart::kAfter : FlightPart::kHandshake, from_server_.size());
  }
  if (request && server_state_ == State::kOpen && server_plaintext_.size() == kRequest.size()) {
    server_plaintext_.clear();
    const typename Meter::Unmeasured call(Role::kServer);
    server_state_ = connection.Write(AsBytes(kResponse), from_server_);
    if constexpr (kRecords<Meter>) {
      recorder_->Moved(Role::kServer, FlightPart::kData, from_server_.size());
    }
  }
  return server_state_;
}

// Turn by turn until nothing moves any more. Returns why it failed, or an empty string.
template <class Meter>
std::string MemoryLink::Exchange(Connection& client, Connection& server, bool request, SideTimes& client_times,
                                 SideTimes& server_times) {
  for (int turn = 0; turn < kMaxTurns; ++turn) {
    if (ClientTurn<Meter>(client, request, client_times) == State::kFailed) {
      return Describe("client", client);
    }
    if (server_read_ == from_client_.size()) {
      break;
    }
    if (ServerTurn<Meter>(server, request, server_times) == State::kFailed) {
      return Describe("server", server);
    }
    if (client_read_ == from_server_.size()) {
      break;
    }
  }
  if (client_state_ != State::kOpen || server_state_ != State::kOpen) {
    return fmt::format("the handshake stalled: the {} waits for more",
                       client_state_ == State::kOpen ? "server" : "client");
  }
  if (request && client_plaintext_.size() != kResponse.size()) {
    return "no response came to the request";
  }
  return {};
}

}  // namespace tlsbench
