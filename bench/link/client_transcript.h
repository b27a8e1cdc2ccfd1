// What crosses one connection, as its client sees it: the bytes of both directions and what becomes of them - flights
// counted or recorded, waits between arrivals, and which bytes the library has been given. Used by client_connection.cc
// only, which tells it what moves; reused for one handshake after another. One thread at a time.

#ifndef TLSBENCH_BENCH_LINK_CLIENT_TRANSCRIPT_H_
#define TLSBENCH_BENCH_LINK_CLIENT_TRANSCRIPT_H_

#include <memory>
#include <vector>

#include "bench/backend.h"
#include "bench/net/phases.h"
#include "bench/wire/flight_counter.h"
#include "bench/wire/flight_recorder.h"
#include "bench/wire/wire_facts.h"

namespace tlsbench {

class ClientTranscript {
 public:
  // Forgets the handshake before. With `record` the flights of the next are recorded.
  void Reset(bool record);

  // For the library's OpenOptions; null unless flights are recorded.
  Observer* observer() const { return recorder_ ? recorder_->observer(Role::kClient) : nullptr; }

  // The client. `out` is what waits to be sent: a flight of the handshake, with early data behind the first if it has
  // any; then the request behind the last.
  void MadeFlight(Bytes out, bool with_early_data);
  void MadeRequest(Bytes out);
  void BeginsToSend(Bytes out);
  void Sent(Bytes out) { from_client_.insert(from_client_.end(), out.begin(), out.end()); }
  void MaySend(bool finished);
  void IsOpen() { flights_.ClientIsOpen(); }
  void EarlyDataAccepted() { flights_.EarlyDataAccepted(); }

  // The server. What arrives is appended to received().
  Buffer& received() { return from_server_; }
  void Arrived(std::int64_t now_ns) { stalls_.Arrived(now_ns); }

  // All that has come and was not taken yet, as bytes of the handshake.
  Bytes TakeFlight();

  // From here on the server's bytes are taken record by record, beginning with the first that is not whole yet. Of that
  // the library may have a part already: a server may send a ticket right behind its Finished, and TCP cuts where it
  // likes.
  void BeginRecords();

  // What of the next whole record is not taken yet; empty if none is whole.
  Bytes TakeRecord();

  // What it was, once the library has said so.
  void TookRecord(Bytes record, FlightPart part, bool first_data);

  // At the end. With `open` the server's bytes count up to the last whole record that was taken: TCP may have brought
  // the beginning of one more.
  FlightCounts counts() const { return flights_.counts(); }
  unsigned Stalls(double rtt_us) const { return stalls_.Count(rtt_us); }
  WireFacts Wire(bool open) const;
  std::vector<FlightRecord> Flights() const;

 private:
  void Moved(Role from, FlightPart part, std::size_t end);

  Buffer from_client_;
  Buffer from_server_;
  std::size_t taken_ = 0;   // how much of from_server_ the library has
  std::size_t record_ = 0;  // where the first record begins that it has not whole; known from BeginRecords on
  FlightCounter flights_;
  StallCounter stalls_;
  std::unique_ptr<FlightRecorder> recorder_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_LINK_CLIENT_TRANSCRIPT_H_
