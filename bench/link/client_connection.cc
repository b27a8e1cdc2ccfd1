#include "bench/link/client_connection.h"

#include <fmt/format.h>

#include <string_view>

#include "bench/os/clock.h"
#include "bench/scenario/endpoint.h"
#include "bench/wire/byte_reader.h"
#include "bench/wire/records.h"

namespace tlsbench {
double ClientConnection::SinceStart() const { return static_cast<double>(MonotonicNs() - start_ns_) / 1e6; }

void ClientConnection::Prepare(const Session* resume, bool want_session, bool record) {
  resume_ = resume;
  want_session_ = want_session;
  out_.clear();
  sent_ = 0;
  sending_ = false;
  writes_.clear();
  plaintext_.clear();
  transcript_.Reset(record);
  state_ = State::kHandshaking;
  early_data_taken_ = opened_ = sends_request_ = false;
  result_ = {};
}

void ClientConnection::Start(Dialled dialled) {
  fd_ = std::move(dialled.fd);
  start_ns_ = dialled.start_ns;
  result_.connect_ms = dialled.connect_ms;
  if (plan_.reset) {
    ResetOnClose(fd_.get());
  }
  phase_ = Phase::kHandshake;
  Offer();
  if (!connection_) {
    Fail(SocketFailure::kLibrary, "the client would not open a connection");
    return Close();
  }
  deadline_ = After(plan_.timeout);
  state_ = connection_->Feed({}, plaintext_, out_);
  result_.moments.client_hello_ms = SinceStart();
  MadeFlight();
}

void ClientConnection::Offer() {
  OpenOptions options;
  options.resume = resume_;
  options.writes = plan_.transport.library_writes ? &writes_ : nullptr;
  options.observer = transcript_.observer();
  sent_early_data_ = plan_.early_data && resume_ != nullptr;
  if (sent_early_data_) {
    options.early_data = AsBytes(plan_.request);
  }
  result_.early_data_bytes = options.early_data.size();
  connection_ = context_.Open(options);
}

bool ClientConnection::OnReadable() {
  const Received received = TryReceive(fd_.get(), transcript_.received());
  if (received == Received::kNothing) {
    return false;
  }
  if (received == Received::kBytes) {
    const std::int64_t now_ns = MonotonicNs();
    if (plaintext_.empty()) {  // waits for the rest of the response are not counted
      transcript_.Arrived(now_ns);
    }
    if (Deadline(std::chrono::nanoseconds(now_ns)) > deadline_) {  // ends even if the server sends for ever
      OnTimeout();
      return true;
    }
  }
  Got(received);
  return true;
}

void ClientConnection::Got(Received received) {
  switch (phase_) {
    case Phase::kHandshake:
      OnFlight(received);
      break;
    case Phase::kResponse:
      OnResponse(received);
      break;
    case Phase::kRest:
      OnRest(received);
      break;
    case Phase::kFinish:
      OnFinish(received);
      break;
    case Phase::kTickets:
      OnTickets(received);
      break;
    case Phase::kLastFlight:
    case Phase::kFarewell:
    case Phase::kDone:
      break;
  }
}

bool ClientConnection::OnWritable() { return Push(); }

void ClientConnection::OnTimeout() {
  const double limit_s = std::chrono::duration<double>(plan_.timeout).count();
  if (phase_ == Phase::kFarewell) {
    return Close();
  }
  if (sending_) {
    Fail(SocketFailure::kClosed, "the server closed the connection: the peer takes no more bytes");
    return Finish(false);
  }
  if (phase_ == Phase::kRest) {
    return AwaitFinish();
  }
  if (phase_ == Phase::kTickets) {
    return Finish(true);
  }
  if (transcript_.received().empty()) {
    Fail(SocketFailure::kSilent, fmt::format("the server accepted the connection and stayed silent for {} s", limit_s));
  } else {
    Fail(SocketFailure::kTimeout, fmt::format("the server did not finish answering within {} s", limit_s));
  }
  Finish(false);
}

// Handles a flight of the handshake in out_; out_ is empty if the server's flight goes on. The request is sent with the
// last flight, unless the server has accepted it as early data.
void ClientConnection::MadeFlight() {
  transcript_.MadeFlight(out_, sent_early_data_);
  if (state_ == State::kFailed || (state_ == State::kClosed && !opened_)) {
    return FailByLibrary();
  }
  if (state_ == State::kOpen || opened_ || (state_ == State::kMaySend && !sent_early_data_)) {
    MaySend();
    phase_ = Phase::kLastFlight;
  }
  Send();
}

// Notes the moment in which the client may send, and makes the request. Early data that the server accepted was sent
// before.
void ClientConnection::MaySend() {
  early_data_taken_ = sent_early_data_ && connection_->negotiated().early_data_accepted;
  const double now = SinceStart();
  result_.handshake_ms = (early_data_taken_ ? *result_.moments.client_hello_ms : now) - result_.connect_ms;
  const bool finished = state_ == State::kOpen || opened_;
  if (finished) {
    result_.moments.handshake_done_ms = now;
  }
  transcript_.MaySend(finished);
  if (!sent_early_data_) {
    transcript_.BeginRecords();
  }
  NoteTicket();
  const std::string alpn = connection_->negotiated().alpn;
  sends_request_ = !plan_.request.empty() && (alpn.empty() || alpn == kAlpnHttp11);
  if (sends_request_ && !early_data_taken_) {
    connection_->Write(AsBytes(plan_.request), out_);
    transcript_.MadeRequest(out_);
  }
}

void ClientConnection::Send() {
  if (out_.empty()) {
    return Sent();
  }
  transcript_.BeginsToSend(out_);
  sending_ = true;
  send_deadline_ = After(plan_.timeout);
  Push();
}

// Returns false if the kernel takes no bytes now.
bool ClientConnection::Push() {
  const auto sent = TrySendInWrites(fd_.get(), Bytes(out_).subspan(sent_), writes_);
  if (sent && sent_ + *sent < out_.size()) {
    sent_ += *sent;
    return *sent > 0;
  }
  transcript_.Sent(out_);
  out_.clear();
  writes_.clear();
  sent_ = 0;
  sending_ = false;
  if (sent || phase_ == Phase::kFarewell) {  // a closed peer needs no close_notify
    Sent();
  } else {
    Fail(SocketFailure::kClosed, "the server closed the connection: " + sent.error());
    Finish(false);
  }
  return true;
}

// Called when the kernel has taken all of out_.
void ClientConnection::Sent() {
  if (phase_ == Phase::kLastFlight) {
    AwaitResponse();
  } else if (phase_ == Phase::kFarewell) {
    Close();
  }
}

// Gives the client's library the bytes that came of the server's flight. With early data they may include the response,
// so they are then given record by record.
void ClientConnection::OnFlight(Received received) {
  if (!FailUnlessBytes(received)) {
    return;
  }
  const Buffer& from_server = transcript_.received();
  if (!LooksLikeTls(from_server)) {
    Fail(SocketFailure::kNotTls,
         fmt::format("the server does not speak TLS: it answered '{}'", FirstLineOf(from_server)));
    return Finish(false);
  }
  if (sent_early_data_) {
    FeedRecords();
  } else {
    state_ = connection_->Feed(transcript_.TakeFlight(), plaintext_, out_);
  }
  MadeFlight();
}

// Returns true if the connection goes on; otherwise it has been finished.
bool ClientConnection::FailUnlessBytes(Received received) {
  if (received == Received::kBytes) {
    return true;
  }
  const std::string_view did = received == Received::kReset ? "reset" : "closed";
  Fail(SocketFailure::kClosed,
       fmt::format("the server {} the connection after {} bytes", did, transcript_.received().size()));
  Finish(false);
  return false;
}

void ClientConnection::Fail(SocketFailure kind, std::string words) {
  result_.kind = kind;
  result_.failure = std::move(words);
  if (phase_ == Phase::kResponse) {
    result_.failure += " before the response to the request; --no-request leaves it out";
  }
}

void ClientConnection::FailByLibrary() {
  const Failure failure = connection_->failure();
  result_.alert_received = failure.alert_received;
  result_.certificate_refused = failure.certificate;
  phase_ = Phase::kFarewell;
  Fail(SocketFailure::kLibrary, failure.reason.empty() ? "the server closed it" : failure.reason);
  Finish(false);
}

}  // namespace tlsbench
