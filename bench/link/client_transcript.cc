#include "bench/link/client_transcript.h"

#include "bench/wire/records.h"

namespace tlsbench {

void ClientTranscript::Reset(bool record) {
  from_client_.clear();
  from_server_.clear();
  taken_ = record_ = 0;
  flights_.Reset();
  stalls_.Clear();
  recorder_ = record ? std::make_unique<FlightRecorder>() : nullptr;
}

// The library gets next the bytes after taken_.
void ClientTranscript::Moved(Role from, FlightPart part, std::size_t end) {
  if (recorder_) {
    recorder_->Reads(Role::kClient, taken_);
    recorder_->Moved(from, part, end);
  }
}

void ClientTranscript::MadeFlight(Bytes out, bool with_early_data) {
  if (IsLoneChangeCipherSpec(out)) {
    flights_.SentAside(out.size());  // it is recorded with the next flight
    return;
  }
  const bool first = from_client_.empty();
  const std::size_t handshake = with_early_data && first ? BeforeApplicationData(out) : out.size();
  flights_.Sent(handshake);
  Moved(Role::kClient, FlightPart::kHandshake, from_client_.size() + handshake);
  Moved(Role::kClient, FlightPart::kData, from_client_.size() + out.size());
}

void ClientTranscript::MadeRequest(Bytes out) {
  flights_.SentRequest();
  Moved(Role::kClient, FlightPart::kData, from_client_.size() + out.size());
}

// The bytes after a lone ChangeCipherSpec may come a round trip later.
void ClientTranscript::BeginsToSend(Bytes out) {
  if (!IsLoneChangeCipherSpec(out)) {
    stalls_.Sent();
  }
}

void ClientTranscript::MaySend(bool finished) {
  if (finished) {
    flights_.ClientMaySend();
  } else {
    flights_.ClientMaySendEarly();
  }
}

Bytes ClientTranscript::TakeFlight() {
  const Bytes in = Bytes(from_server_).subspan(taken_);
  Moved(Role::kServer, FlightPart::kHandshake, from_server_.size());
  taken_ = from_server_.size();
  flights_.Received(in.size());
  return in;
}

void ClientTranscript::BeginRecords() { record_ = WholeRecords(from_server_); }

Bytes ClientTranscript::TakeRecord() {
  const std::size_t length = RecordBytes(Bytes(from_server_).subspan(record_));
  if (length == 0 || from_server_.size() - record_ < length) {
    return {};
  }
  record_ += length;
  const Bytes in = Bytes(from_server_).subspan(taken_, record_ - taken_);
  taken_ = record_;
  return in;
}

void ClientTranscript::TookRecord(Bytes record, FlightPart part, bool first_data) {
  Moved(Role::kServer, part, taken_);
  if (part == FlightPart::kData) {
    flights_.ReceivedData(first_data);
  } else {
    flights_.Received(record.size());
  }
}

WireFacts ClientTranscript::Wire(bool open) const {
  return ReadWire(from_client_, open ? Bytes(from_server_).first(record_) : Bytes(from_server_));
}

std::vector<FlightRecord> ClientTranscript::Flights() const {
  return recorder_ ? recorder_->Records(from_client_, from_server_) : std::vector<FlightRecord>();
}

}  // namespace tlsbench
