#include "bench/link/memory_link.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <type_traits>
#include <utility>

#include "bench/meter/allocation.h"
#include "bench/meter/callgrind.h"
#include "bench/meter/hardware_counters.h"
#include "bench/wire/byte_reader.h"
#include "bench/wire/records.h"

namespace tlsbench {
namespace {

constexpr std::string_view kRequest = "GET / HTTP/1.1\r\nHost: tlsbench.test\r\n\r\n";
constexpr std::string_view kGreeting = "220 hi\r\n";
constexpr std::string_view kResponse = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

// No TLS 1.2 or 1.3 handshake takes more turns than this; the limit stops a library that would go on for ever.
constexpr int kMaxTurns = 16;

std::string Describe(std::string_view who, const Connection& connection) {
  return fmt::format("{} failed: {}", who, connection.failure().reason);
}

// Marks a handshake that is recorded. This is known at compile time, so it costs a measured handshake nothing.
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

MemoryHandshake MemoryLink::Run(const Session* resume) { return RunAs<ClockMeter>(Offer(resume), false); }

MemoryHandshake MemoryLink::RunWithRequest(const Session* resume) { return RunAs<NoMeter>(Offer(resume), true); }

MemoryHandshake MemoryLink::RunRecorded(const Session* resume, std::vector<FlightRecord>& flights) {
  FlightRecorder recorder;
  recorder_ = &recorder;
  OpenOptions options = Offer(resume);
  options.observer = recorder.observer(Role::kClient);
  MemoryHandshake result = RunAs<Recording>(options, true);
  recorder_ = nullptr;
  flights = recorder.Records(from_client_, from_server_);
  return result;
}

MemoryHandshake MemoryLink::RunCounted(const Session* resume, bool request, const std::function<void()>& while_open) {
  return RunAs<AllocationMeter>(Offer(resume), request, &while_open);
}

MemoryHandshake MemoryLink::RunWithCounters(const Session* resume) { return RunAs<CounterMeter>(Offer(resume), false); }

MemoryHandshake MemoryLink::RunCollected(const Session* resume) { return RunAs<CallgrindMeter>(Offer(resume), false); }

bool MemoryLink::RunBare(const Session* resume) {
  Reset();
  const auto client = client_.Open(Offer(resume));
  const auto server = ServerFor(resume).Open({});
  SideCost nothing;
  return client && server && Exchange<NoMeter>(*client, *server, false, nothing, nothing).empty();
}

OpenOptions MemoryLink::Offer(const Session* resume) const {
  OpenOptions options;
  options.resume = resume;
  if (kind_.early_data && resume != nullptr) {
    options.early_data = AsBytes(kRequest);
  }
  return options;
}

const Context& MemoryLink::ServerFor(const Session* resume) const {
  return resume == nullptr && kind_.issuer != nullptr ? *kind_.issuer : server_;
}

WireFacts MemoryHandshake::Wire() const {
  WireFacts facts = ReadWire(from_client, from_server);
  facts.sent_early = sent_early;
  return facts;
}

void MemoryLink::Reset() {
  from_client_.clear();
  from_server_.clear();
  client_plaintext_.clear();
  server_plaintext_.clear();
  early_data_bytes_ = data_begin_ = 0;
  sent_early_ = greeted_ = responded_ = false;
  client_read_ = server_read_ = 0;
  client_state_ = server_state_ = State::kHandshaking;
  flights_.Reset();
}

// Keeps what both ends and the wire report of a handshake, before its connections are destroyed.
template <class Meter>
void MemoryLink::Conclude(Connection& client, const Connection& server, MemoryHandshake& result) {
  result.client = client.negotiated();
  result.server = server.negotiated();
  result.session = TakeSession<Meter>(client);
  result.early_data_bytes = early_data_bytes_;
  result.sent_early = sent_early_;
  if (early_data_bytes_ > 0 && result.client.early_data_accepted) {
    flights_.EarlyDataAccepted();
  }
  result.counts = flights_.counts();
  result.from_client = from_client_;
  result.from_server = from_server_;
}

template <class Meter>
MemoryHandshake MemoryLink::RunAs(const OpenOptions& options, bool request, const std::function<void()>* while_open) {
  Reset();
  early_data_bytes_ = options.early_data.size();
  MemoryHandshake result;
  OpenOptions server_options;
  if constexpr (kRecords<Meter>) {
    server_options.observer = recorder_->observer(Role::kServer);
  }
  std::unique_ptr<Connection> client;
  std::unique_ptr<Connection> server;
  {
    const Meter meter(result.client_cost.set_up, Role::kClient);
    client = client_.Open(options);
  }
  {
    const Meter meter(result.server_cost.set_up, Role::kServer);
    server = ServerFor(options.resume).Open(server_options);
  }
  if (!client || !server) {
    result.failure = fmt::format("the {} would not open a connection", client ? "server" : "client");
    return result;
  }
  result.failure = Exchange<Meter>(*client, *server, request, result.client_cost, result.server_cost);
  if (while_open != nullptr && result.failure.empty()) {
    (*while_open)();
  }
  Conclude<Meter>(*client, *server, result);
  {
    const Meter meter(result.client_cost.release, Role::kClient);
    client.reset();
  }
  {
    const Meter meter(result.server_cost.release, Role::kServer);
    server.reset();
  }
  return result;
}

// Counts the bytes that moved in the client's turn. Early data is no part of the handshake, but is sent with its first
// flight.
template <class Meter>
void MemoryLink::ClientMoved(State before, std::size_t sent_before, std::size_t received, std::size_t data) {
  flights_.Received(received);
  if (data > 0) {
    flights_.ReceivedData(!client_plaintext_.empty());
  }
  const bool first = sent_before == 0;
  const std::size_t sent = first && early_data_bytes_ > 0 ? BeforeApplicationData(from_client_) : from_client_.size();
  flights_.Sent(sent - sent_before);
  if constexpr (kRecords<Meter>) {
    recorder_->Moved(Role::kClient, before == State::kOpen ? FlightPart::kAfter : FlightPart::kHandshake, sent);
    recorder_->Moved(Role::kClient, FlightPart::kData, from_client_.size());
  }
}

// Gives the client what the server sent. When the client may send, its request joins the same flight, unless it was
// sent as early data and the server accepted that.
template <class Meter>
State MemoryLink::ClientTurn(Connection& connection, bool request, SideCost& cost) {
  const Bytes in = Bytes(from_server_).subspan(client_read_);
  const std::size_t sent_before = from_client_.size();
  const State before = client_state_;
  const bool has_data = data_begin_ != 0 && data_begin_ >= client_read_;
  const std::size_t data = has_data ? from_server_.size() - data_begin_ : 0;
  if constexpr (kRecords<Meter>) {
    recorder_->Reads(Role::kClient, client_read_);
  }
  client_read_ = from_server_.size();
  {
    const Meter meter(before == State::kOpen ? cost.tickets : cost.handshake, Role::kClient);
    client_state_ = connection.Feed(in, client_plaintext_, from_client_);
  }
  ClientMoved<Meter>(before, sent_before, in.size() - data, data);
  const bool early_data = early_data_bytes_ > 0;
  const bool opens = before != State::kOpen && client_state_ == State::kOpen;
  const bool starts = before == State::kHandshaking && client_state_ == State::kMaySend && !early_data;
  if (starts) {
    sent_early_ = true;
    flights_.ClientMaySendEarly();
  } else if (opens) {
    flights_.ClientMaySend();
  }
  const bool already_sent = opens && (sent_early_ || (early_data && connection.negotiated().early_data_accepted));
  if (request && (opens || starts) && !already_sent) {
    const typename Meter::Unmeasured call(Role::kClient);
    client_state_ = connection.Write(AsBytes(kRequest), from_client_);
    flights_.SentRequest();
    if constexpr (kRecords<Meter>) {
      recorder_->Moved(Role::kClient, FlightPart::kData, from_client_.size());
    }
  }
  return client_state_;
}

template <class Meter>
State MemoryLink::ServerTurn(Connection& connection, bool request, SideCost& cost) {
  const Bytes in = Bytes(from_client_).subspan(server_read_);
  const bool was_open = server_state_ == State::kOpen;
  if constexpr (kRecords<Meter>) {
    recorder_->Reads(Role::kServer, server_read_);
  }
  server_read_ = from_client_.size();
  {
    const Meter meter(was_open ? cost.tickets : cost.handshake, Role::kServer);
    server_state_ = connection.Feed(in, server_plaintext_, from_server_);
  }
  if (!was_open && server_state_ == State::kOpen) {
    const Meter meter(cost.tickets, Role::kServer);
    server_state_ = connection.Flush(from_server_);
  }
  if constexpr (kRecords<Meter>) {
    const bool after = client_state_ == State::kOpen;
    recorder_->Moved(Role::kServer, after ? FlightPart::kAfter : FlightPart::kHandshake, from_server_.size());
  }
  const bool may_send = server_state_ == State::kOpen || server_state_ == State::kMaySend;
  if (kind_.server_first && may_send && !std::exchange(greeted_, true)) {
    ServerWrites<Meter>(connection, kGreeting);
  }
  if (request && may_send && !responded_ && server_plaintext_.size() == kRequest.size()) {
    responded_ = true;
    ServerWrites<Meter>(connection, kResponse);
  }
  return server_state_;
}

template <class Meter>
void MemoryLink::ServerWrites(Connection& connection, std::string_view text) {
  data_begin_ = from_server_.size();
  const typename Meter::Unmeasured call(Role::kServer);
  server_state_ = connection.Write(AsBytes(text), from_server_);
  if constexpr (kRecords<Meter>) {
    recorder_->Moved(Role::kServer, FlightPart::kData, from_server_.size());
  }
}

// Runs turns until no more bytes move. Returns why the handshake failed, or an empty string.
template <class Meter>
std::string MemoryLink::Exchange(Connection& client, Connection& server, bool request, SideCost& client_cost,
                                 SideCost& server_cost) {
  for (int turn = 0; turn < kMaxTurns; ++turn) {
    if (ClientTurn<Meter>(client, request, client_cost) == State::kFailed) {
      return Describe("client", client);
    }
    if (server_read_ == from_client_.size()) {
      break;
    }
    if (ServerTurn<Meter>(server, request, server_cost) == State::kFailed) {
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
  if (request && client_plaintext_.size() != kResponse.size() + (greeted_ ? kGreeting.size() : 0)) {
    return "no response came to the request";
  }
  if (early_data_bytes_ > 0 && client.negotiated().early_data_accepted && server_plaintext_.size() != kRequest.size()) {
    return "the early data did not come to the server whole";
  }
  return {};
}

}  // namespace tlsbench
