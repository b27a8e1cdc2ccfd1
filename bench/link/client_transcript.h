// Keeps the bytes of one connection in both directions, as its client sees them. From them it counts or records
// flights, counts waits between arrivals, and knows which bytes the library has been given. Used by
// client_connection.cc only, which reports each move; reused for one handshake after another. One thread at a time.

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
  // Forgets the previous handshake. With `record` the flights of the next one are recorded.
  void Reset(bool record);

  // Returns the observer for the library's OpenOptions; null unless flights are recorded.
  Observer* observer() const { return recorder_ ? recorder_->observer(Role::kClient) : nullptr; }

  // Note what the client does. `out` holds the bytes to be sent: a flight of the handshake, the first with early data
  // after it if there is any; then the request after the last flight.
  void MadeFlight(Bytes out, bool with_early_data);
  void MadeRequest(Bytes out);
  void BeginsToSend(Bytes out);
  void Sent(Bytes out) { from_client_.insert(from_client_.end(), out.begin(), out.end()); }
  void MaySend(bool finished);
  void IsOpen() { flights_.ClientIsOpen(); }
  void EarlyDataAccepted() { flights_.EarlyDataAccepted(); }

  // Note what the server's side does. Bytes that arrive are appended to received().
  Buffer& received() { return from_server_; }
  void Arrived(std::int64_t now_ns) { stalls_.Arrived(now_ns); }

  // Takes, as bytes of the handshake, all that has come and was not taken yet.
  Bytes TakeFlight();

  // From this call on the server's bytes are taken record by record, beginning with the first record that is not whole
  // yet. The library may already have a part of that record: a server may send a ticket right after its Finished, and
  // TCP may split it anywhere.
  void BeginRecords();

  // Takes the rest, not taken yet, of the next whole record; empty if no record is whole.
  Bytes TakeRecord();

  // Notes what the record held, once the library has read it.
  void TookRecord(Bytes record, FlightPart part, bool first_data);

  // Called at the end. With `open` the server's bytes count up to the last whole record that was taken: TCP may also
  // have brought the beginning of the next record.
  FlightCounts counts() const { return flights_.counts(); }
  unsigned Stalls(double rtt_us) const { return stalls_.Count(rtt_us); }
  WireFacts Wire(bool open) const;
  std::vector<FlightRecord> Flights() const;

 private:
  void Moved(Role from, FlightPart part, std::size_t end);

  Buffer from_client_;
  Buffer from_server_;
  std::size_t taken_ = 0;   // how much of from_server_ the library has
  std::size_t record_ = 0;  // where the first record begins that the library does not have whole; set by BeginRecords
  FlightCounter flights_;
  StallCounter stalls_;
  std::unique_ptr<FlightRecorder> recorder_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_LINK_CLIENT_TRANSCRIPT_H_
