// Implements the second half of a ClientConnection (client_connection.h): from the moment the client may send to the
// end.

#include <algorithm>
#include <string_view>

#include "bench/link/client_connection.h"
#include "bench/net/http_response.h"
#include "bench/net/tcp_info.h"

namespace tlsbench {
namespace {

constexpr std::size_t kMaxResponse = 16 << 20;  // bytes; no more are read

std::string_view TextOf(const Buffer& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

}  // namespace

void ClientConnection::AwaitResponse() {
  if (!sends_request_) {
    return AwaitFinish();
  }
  result_.moments.request_sent_ms = early_data_taken_ ? result_.moments.client_hello_ms : SinceStart();
  phase_ = Phase::kResponse;
  deadline_ = After(plan_.timeout);
  if (!plaintext_.empty()) {
    AwaitRest();
  }
}

void ClientConnection::OnResponse(Received received) {
  if (!FailUnlessBytes(received)) {
    return;
  }
  FeedRecords();
  if (!plaintext_.empty()) {
    AwaitRest();
  } else if (state_ == State::kFailed || state_ == State::kClosed) {
    FailByLibrary();
  }
}

void ClientConnection::AwaitRest() {
  phase_ = Phase::kRest;
  rest_deadline_ = After(plan_.timeout);
  ContinueRest();
}

// Waits until the last byte of the response, if its end can be recognised. A response without an end is no failure.
void ClientConnection::ContinueRest() {
  if (IsWholeResponse(TextOf(plaintext_))) {
    result_.moments.last_byte_ms = SinceStart();
    return AwaitFinish();
  }
  if (!TellsItsEnd(TextOf(plaintext_)) || plaintext_.size() >= kMaxResponse) {
    return AwaitFinish();
  }
  deadline_ = std::min(After(plan_.session_wait), rest_deadline_);
}

void ClientConnection::OnRest(Received received) {
  if (received == Received::kBytes) {
    FeedRecords();
  }
  if (received != Received::kBytes || state_ == State::kFailed || state_ == State::kClosed) {
    // When the server closes the connection, the response has ended (RFC 9112, section 6.3).
    result_.moments.last_byte_ms = SinceStart();
    return AwaitFinish();
  }
  ContinueRest();
}

void ClientConnection::AwaitFinish() {
  phase_ = Phase::kFinish;
  deadline_ = After(plan_.timeout);
  ContinueFinish();
}

void ClientConnection::OnFinish(Received received) {
  if (FailUnlessBytes(received)) {
    FeedRecords();
    ContinueFinish();
  }
}

void ClientConnection::ContinueFinish() {
  if (state_ == State::kOpen || state_ == State::kClosed) {
    AwaitTickets();
  } else if (state_ != State::kMaySend) {
    FailByLibrary();
  }
}

// A TLS 1.3 server may send tickets at any time. A ticket that never comes is no failure here.
void ClientConnection::AwaitTickets() {
  phase_ = Phase::kTickets;
  deadline_ = After(plan_.session_wait);
  result_.session = connection_->TakeSession();
  if (!want_session_ || result_.session) {
    Finish(true);
  }
}

void ClientConnection::OnTickets(Received received) {
  if (received == Received::kBytes) {
    FeedRecords();
    result_.session = connection_->TakeSession();
  }
  if (received != Received::kBytes || state_ != State::kOpen || result_.session) {
    Finish(true);
  }
}

// Feeds whole records one by one, to distinguish records with data from records with tickets.
void ClientConnection::FeedRecords() {
  while (state_ != State::kFailed && state_ != State::kClosed) {
    const Bytes in = transcript_.TakeRecord();
    if (in.empty()) {
      break;
    }
    const bool first_data = plaintext_.empty();
    const std::size_t plaintext_before = plaintext_.size();
    const bool was_open = state_ == State::kOpen;
    state_ = connection_->Feed(in, plaintext_, out_);
    opened_ |= state_ == State::kOpen;
    const bool data = plaintext_.size() > plaintext_before;
    const FlightPart after = was_open ? FlightPart::kAfter : FlightPart::kHandshake;
    transcript_.TookRecord(in, data ? FlightPart::kData : after, first_data);
    if (!data) {
      NoteTicket();
    } else if (const bool response = sends_request_ || sent_early_data_;  // else the server sends first
               response && !result_.first_byte_ms) {
      result_.first_byte_ms = SinceStart();
    }
    if (!was_open && state_ == State::kOpen && !sent_early_data_) {
      transcript_.IsOpen();
      result_.moments.handshake_done_ms = SinceStart();
    }
  }
}

void ClientConnection::NoteTicket() {
  if (!result_.moments.first_ticket_ms && connection_->negotiated().tickets > 0) {
    result_.moments.first_ticket_ms = SinceStart();
  }
}

// Reads the facts that are read only after all timing, and sends the last bytes: close_notify, or the library's alert.
void ClientConnection::Finish(bool open) {
  const bool by_library = phase_ == Phase::kFarewell;
  if (open) {
    result_.client = connection_->negotiated();
  }
  result_.tcp = ReadTcpFacts(fd_.get());
  result_.congestion = CongestionControlOf(fd_.get());
  result_.stalls = result_.tcp && result_.tcp->min_rtt_us > 0 ? transcript_.Stalls(result_.tcp->min_rtt_us) : 0;
  if (early_data_taken_) {
    transcript_.EarlyDataAccepted();
  }
  result_.counts = transcript_.counts();
  result_.wire = transcript_.Wire(open);
  result_.wire.sent_early =
      result_.counts.round_trips == 1 && result_.wire.protocol == kTls12 && !result_.wire.resumed();
  result_.flights = transcript_.Flights();
  phase_ = Phase::kFarewell;
  writes_.clear();
  if (!by_library) {
    out_.clear();
    sent_ = 0;
    sending_ = false;
  }
  if (open && !plan_.reset) {
    connection_->Close(out_);
    writes_.clear();
  }
  Send();
}

void ClientConnection::Close() {
  connection_.reset();
  fd_.Close();
  phase_ = Phase::kDone;
}

}  // namespace tlsbench
