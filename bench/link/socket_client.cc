#include "bench/link/socket_client.h"

#include <fmt/format.h>

#include <string_view>

#include "bench/net/http_response.h"
#include "bench/os/clock.h"
#include "bench/scenario/endpoint.h"
#include "bench/scenario/scenario.h"
#include "bench/wire/byte_reader.h"
#include "bench/wire/records.h"

namespace tlsbench {
namespace {

constexpr std::size_t kMostResponse = 16 << 20;  // more is not read

std::string_view TextOf(const Buffer& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

bool Fail(SocketHandshake& result, SocketFailure kind, std::string words) {
  result.kind = kind;
  result.failure = std::move(words);
  return false;
}

bool FailByLibrary(SocketHandshake& result, const Connection& connection) {
  const Failure failure = connection.failure();
  result.alert_received = failure.alert_received;
  result.certificate_refused = failure.certificate;
  return Fail(result, SocketFailure::kLibrary, failure.words.empty() ? "the server closed it" : failure.words);
}

}  // namespace

double SocketClient::SinceStart() const { return static_cast<double>(MonotonicNs() - start_ns_) / 1e6; }

SocketHandshake SocketClient::Run(const Session* resume, bool want_session, bool record) {
  out_.clear();
  writes_.clear();
  plaintext_.clear();
  from_client_.clear();
  from_server_.clear();
  fed_ = record_ = 0;
  flights_.Reset();
  stalls_.Clear();
  recorder_ = record ? std::make_unique<FlightRecorder>() : nullptr;
  state_ = State::kHandshaking;
  early_data_taken_ = opened_ = false;

  SocketHandshake result;
  const Address& address = resume == nullptr && plan_.issuer ? *plan_.issuer : plan_.address;
  auto fd = plan_.new_socket ? plan_.new_socket() : NewSocket(address.storage.ss_family, plan_.transport);
  start_ns_ = MonotonicNs();
  const auto connected = fd ? Connect(fd->get(), address, After(plan_.timeout)) : tl::unexpected(fd.error());
  if (!connected) {
    Fail(result, SocketFailure::kConnect, connected.error());
    return result;
  }
  result.connect_ms = SinceStart();
  if (plan_.reset) {
    ResetOnClose(fd->get());
  }
  const OpenOptions options = Offer(resume);
  result.early_data_bytes = options.early_data.size();
  const std::unique_ptr<Connection> connection = context_.Open(options);
  if (!connection) {
    Fail(result, SocketFailure::kLibrary, "the client would not open a connection");
    return result;
  }
  bool open = Handshake(*connection, fd->get(), result) && Send(fd->get(), result);
  if (open && sends_request_) {
    result.moments.request_sent_ms = early_data_taken_ ? result.moments.client_hello_ms : SinceStart();
    if (ReadResponse(*connection, fd->get(), result)) {
      ReadRest(*connection, fd->get(), result);
    }
  }
  open = open && result.kind == SocketFailure::kNone && AwaitOpen(*connection, fd->get(), result);
  Finish(*connection, fd->get(), open, want_session, result);
  return result;
}

OpenOptions SocketClient::Offer(const Session* resume) {
  OpenOptions options;
  options.resume = resume;
  options.writes = plan_.transport.library_writes ? &writes_ : nullptr;
  options.observer = recorder_ ? recorder_->observer(Role::kClient) : nullptr;
  sent_early_data_ = plan_.early_data && resume != nullptr;
  if (sent_early_data_) {
    options.early_data = AsBytes(plan_.request);
  }
  return options;
}

// What is asked when nothing is timed any more, and the close.
void SocketClient::Finish(Connection& connection, int fd, bool open, bool want_session, SocketHandshake& result) {
  if (open && result.kind == SocketFailure::kNone) {
    AwaitSession(connection, fd, want_session, result);
    result.client = connection.negotiated();
  }
  result.tcp = ReadTcpFacts(fd);
  result.congestion = CongestionControlOf(fd);
  result.stalls = result.tcp && result.tcp->min_rtt_us > 0 ? stalls_.Count(result.tcp->min_rtt_us) : 0;
  if (open && result.kind == SocketFailure::kNone && !plan_.reset) {
    out_.clear();
    writes_.clear();
    connection.Close(out_);
    (void)SendAll(fd, out_, After(plan_.timeout));  // a peer that has gone needs no farewell
  }
  if (early_data_taken_) {
    flights_.EarlyDataAccepted();
  }
  result.counts = flights_.counts();
  // Once open, only what the connection has taken: TCP may have brought the beginning of a record more.
  result.wire = ReadWire(from_client_, open ? Bytes(from_server_).first(record_) : Bytes(from_server_));
  result.wire.sent_early = result.counts.round_trips == 1 && result.wire.protocol == kTls12 && !result.wire.resumed();
  if (recorder_) {
    result.flights = recorder_->Records(from_client_, from_server_);
  }
}

// The library is told next what comes after fed_.
void SocketClient::Moved(Role from, FlightPart part, std::size_t end) {
  if (recorder_) {
    recorder_->Reads(Role::kClient, fed_);
    recorder_->Moved(from, part, end);
  }
}

// What waits in out_ is a flight of the handshake, with early data behind the first.
void SocketClient::SentFlight() {
  if (IsLoneChangeCipherSpec(out_)) {
    flights_.SentAside(out_.size());  // recorded with the flight that follows it
    return;
  }
  const bool early_data = sent_early_data_ && from_client_.empty();
  const std::size_t handshake = early_data ? BeforeApplicationData(out_) : out_.size();
  flights_.Sent(handshake);
  Moved(Role::kClient, FlightPart::kHandshake, from_client_.size() + handshake);
  Moved(Role::kClient, FlightPart::kData, from_client_.size() + out_.size());
}

// Until the client may send. Its last flight then waits in out_, with the request behind it, unless the server has that
// as early data.
bool SocketClient::Handshake(Connection& connection, int fd, SocketHandshake& result) {
  const Deadline deadline = After(plan_.timeout);
  state_ = connection.Feed({}, plaintext_, out_);
  result.moments.client_hello_ms = SinceStart();
  for (;;) {
    SentFlight();
    if (state_ == State::kFailed || (state_ == State::kClosed && !opened_)) {
      (void)SendAll(fd, out_, After(plan_.timeout));  // the alert; the failure is known already
      return FailByLibrary(result, connection);
    }
    if (state_ == State::kOpen || opened_ || (state_ == State::kMaySend && !sent_early_data_)) {
      MaySend(connection, result);
      return true;
    }
    if (!Send(fd, result) || !ReceiveMore(fd, deadline, result) || !TakeFlight(connection, result)) {
      return false;
    }
  }
}

// The client takes what came of the server's flight. With early data the response may be in it, so that it is taken
// record by record.
bool SocketClient::TakeFlight(Connection& connection, SocketHandshake& result) {
  if (!LooksLikeTls(from_server_)) {
    return Fail(result, SocketFailure::kNotTls,
                fmt::format("the server does not speak TLS: it answered '{}'", FirstLineOf(from_server_)));
  }
  if (sent_early_data_) {
    FeedRecords(connection, result);
    return true;
  }
  const Bytes in = Bytes(from_server_).subspan(fed_);
  Moved(Role::kServer, FlightPart::kHandshake, from_server_.size());
  fed_ = from_server_.size();
  flights_.Received(in.size());
  state_ = connection.Feed(in, plaintext_, out_);
  return true;
}

// The moment in which the client may send, and the request. Early data that the server took was sent before.
void SocketClient::MaySend(Connection& connection, SocketHandshake& result) {
  early_data_taken_ = sent_early_data_ && connection.negotiated().early_data_accepted;
  const double now = SinceStart();
  result.handshake_ms = (early_data_taken_ ? *result.moments.client_hello_ms : now) - result.connect_ms;
  if (state_ == State::kOpen || opened_) {
    result.moments.handshake_done_ms = now;
    flights_.ClientMaySend();
  } else {
    flights_.ClientMaySendEarly();
  }
  if (!sent_early_data_) {
    record_ = WholeRecords(from_server_);
  }
  NoteTicket(connection, result);
  const std::string alpn = connection.negotiated().alpn;
  sends_request_ = !plan_.request.empty() && (alpn.empty() || alpn == kAlpnHttp11);
  if (sends_request_ && !early_data_taken_) {
    connection.Write(AsBytes(plan_.request), out_);
    flights_.SentRequest();
    Moved(Role::kClient, FlightPart::kData, from_client_.size() + out_.size());
  }
}

// After False Start: the rest of the server's part of the handshake.
bool SocketClient::AwaitOpen(Connection& connection, int fd, SocketHandshake& result) {
  const Deadline deadline = After(plan_.timeout);
  while (state_ == State::kMaySend) {
    if (!ReceiveMore(fd, deadline, result)) {
      return false;
    }
    FeedRecords(connection, result);
  }
  return state_ == State::kOpen || state_ == State::kClosed || FailByLibrary(result, connection);
}

// Until the first byte of the response.
bool SocketClient::ReadResponse(Connection& connection, int fd, SocketHandshake& result) {
  const Deadline deadline = After(plan_.timeout);
  while (plaintext_.empty()) {
    if (!ReceiveMore(fd, deadline, result)) {
      result.failure += " before the response to the request; --no-request leaves it out";
      return false;
    }
    FeedRecords(connection, result);
    if ((state_ == State::kFailed || state_ == State::kClosed) && plaintext_.empty()) {
      return FailByLibrary(result, connection);
    }
  }
  return true;
}

// Until the last byte of the response, where its end can be told. A response without an end is nobody's failure.
void SocketClient::ReadRest(Connection& connection, int fd, SocketHandshake& result) {
  while (!IsWholeResponse(TextOf(plaintext_))) {
    if (!TellsItsEnd(TextOf(plaintext_))) {
      return;
    }
    const Received received =
        plaintext_.size() < kMostResponse ? Take(fd, After(plan_.session_wait)) : Received::kTimeout;
    if (received == Received::kTimeout) {
      return;
    }
    if (received == Received::kBytes) {
      FeedRecords(connection, result);
    }
    if (received != Received::kBytes || state_ == State::kFailed || state_ == State::kClosed) {
      break;  // the server's end of the connection is the end of the response (RFC 9112, section 6.3)
    }
  }
  result.moments.last_byte_ms = SinceStart();
}

void SocketClient::NoteTicket(const Connection& connection, SocketHandshake& result) {
  if (!result.moments.first_ticket_ms && connection.negotiated().tickets > 0) {
    result.moments.first_ticket_ms = SinceStart();
  }
}

// Tickets of TLS 1.3 come when the server likes. One that never comes is no failure here.
void SocketClient::AwaitSession(Connection& connection, int fd, bool want_session, SocketHandshake& result) {
  result.session = connection.TakeSession();
  const Deadline deadline = After(plan_.session_wait);
  while (want_session && !result.session && Take(fd, deadline) == Received::kBytes) {
    FeedRecords(connection, result);
    result.session = connection.TakeSession();
    if (state_ != State::kOpen) {
      return;
    }
  }
}

bool SocketClient::Send(int fd, SocketHandshake& result) {
  if (out_.empty()) {
    return true;  // the server's flight goes on
  }
  if (!IsLoneChangeCipherSpec(out_)) {
    stalls_.Sent();
  }
  const auto sent = SendInWrites(fd, out_, writes_, After(plan_.timeout));
  from_client_.insert(from_client_.end(), out_.begin(), out_.end());
  out_.clear();
  writes_.clear();
  return sent ? true : Fail(result, SocketFailure::kClosed, "the server closed the connection: " + sent.error());
}

Received SocketClient::Take(int fd, Deadline deadline) {
  const Received received = Receive(fd, from_server_, deadline);
  if (received == Received::kBytes && plaintext_.empty()) {  // what the response's rest waits for is not counted
    stalls_.Arrived(MonotonicNs());
  }
  return received;
}

bool SocketClient::ReceiveMore(int fd, Deadline deadline, SocketHandshake& result) {
  const double limit_s = std::chrono::duration<double>(plan_.timeout).count();
  const std::size_t before = from_server_.size();
  const Received received = Take(fd, deadline);
  switch (received) {
    case Received::kBytes:
      return true;
    case Received::kTimeout:
      return before == 0 ? Fail(result, SocketFailure::kSilent,
                                fmt::format("the server accepted the connection and stayed silent for {} s", limit_s))
                         : Fail(result, SocketFailure::kTimeout,
                                fmt::format("the server did not finish answering within {} s", limit_s));
    case Received::kReset:
    case Received::kClosed:
      break;
  }
  const std::string_view did = received == Received::kReset ? "reset" : "closed";
  return Fail(result, SocketFailure::kClosed, fmt::format("the server {} the connection after {} bytes", did, before));
}

// Whole records one by one, so that those that carry data are told from those that carry tickets. Of the first, the
// connection may have taken a part already: a server may send a ticket right behind its Finished, and TCP cuts where it
// likes.
void SocketClient::FeedRecords(Connection& connection, SocketHandshake& result) {
  while (state_ != State::kFailed && state_ != State::kClosed) {
    const std::size_t length = RecordBytes(Bytes(from_server_).subspan(record_));
    if (length == 0 || from_server_.size() - record_ < length) {
      break;
    }
    record_ += length;
    const Bytes in = Bytes(from_server_).subspan(fed_, record_ - fed_);
    fed_ = record_;
    const std::size_t plaintext_before = plaintext_.size();
    const bool was_open = state_ == State::kOpen;
    state_ = connection.Feed(in, plaintext_, out_);
    opened_ |= state_ == State::kOpen;
    const bool data = plaintext_.size() > plaintext_before;
    Moved(Role::kServer, data ? FlightPart::kData : was_open ? FlightPart::kAfter : FlightPart::kHandshake, fed_);
    if (data) {
      flights_.ReceivedData(plaintext_before == 0);
      const bool response = sends_request_ || sent_early_data_;  // else a server that speaks first
      result.first_byte_ms = !response || result.first_byte_ms ? result.first_byte_ms : SinceStart();
    } else {
      flights_.Received(in.size());
      NoteTicket(connection, result);
    }
    if (!was_open && state_ == State::kOpen && !sent_early_data_) {
      flights_.ClientIsOpen();
      result.moments.handshake_done_ms = SinceStart();
    }
  }
}

}  // namespace tlsbench
