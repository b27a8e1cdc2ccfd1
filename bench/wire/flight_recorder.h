// Records a handshake on the wire, flight by flight: who sent the flight, its bytes and records, when it left, and its
// messages by name. Messages in clear are read from the bytes; encrypted messages are those that the two libraries
// report through the seam's Observer; messages that neither library reports are shown as "encrypted".
//
// Links record handshakes that are not measured; in measured handshakes FlightCounter (flight_counter.h) counts.
// RecordFlights is a pure function; a FlightRecorder belongs to one handshake and one thread.

#ifndef TLSBENCH_BENCH_WIRE_FLIGHT_RECORDER_H_
#define TLSBENCH_BENCH_WIRE_FLIGHT_RECORDER_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "bench/backend.h"

namespace tlsbench {

struct FlightRecord {
  Role from = Role::kClient;
  std::size_t handshake_bytes = 0;  // until the client may send, as in FlightCounts
  std::size_t ticket_bytes = 0;     // after that, application data excluded: TLS 1.3's tickets
  std::size_t data_bytes = 0;       // records of application data
  unsigned records = 0;             // a record belongs to the flight that brought its last byte
  double time_us = 0;               // when the flight left or came; 0 is when the ClientHello left
  // In order: "ClientHello[235]" with the bytes of the message and its header; "CCS", "alert" and "{app data}"; and
  // "encrypted[95]" for so many bytes of messages that no library reports (in TLS 1.2 including the bytes that
  // encryption adds).
  std::string messages;
  bool accepts_early_data = false;  // an EncryptedExtensions in it says so

  std::size_t bytes() const { return handshake_bytes + ticket_bytes + data_bytes; }
};

enum class FlightPart : std::uint8_t { kHandshake, kAfter, kData };

// Notes that bytes of one direction moved at the time `ns`: those from the end of this direction's previous mark up to
// the offset `end`.
struct FlightMark {
  Role from = Role::kClient;
  FlightPart part = FlightPart::kHandshake;
  std::size_t end = 0;
  std::int64_t ns = 0;
};

// Holds a handshake message that the library of one end, `by`, reported. `at` is an offset in its direction: the first
// byte that had not moved before the call in which the library reported it.
struct SeenMessage {
  Role from = Role::kClient;
  Role by = Role::kClient;
  std::size_t at = 0;
  std::uint8_t type = 0;
  std::size_t bytes = 0;
  bool accepts_early_data = false;  // an EncryptedExtensions with early_data
};

struct FlightLog {
  std::vector<FlightMark> marks;  // ordered by time
  std::vector<SeenMessage> messages;
};

std::vector<FlightRecord> RecordFlights(const FlightLog& log, Bytes from_client, Bytes from_server);

// Keeps the log of one handshake: its observers go into both ends' OpenOptions, and the link reports the bytes that
// moved.
class FlightRecorder {
 public:
  FlightRecorder() = default;
  FlightRecorder(const FlightRecorder&) = delete;
  FlightRecorder& operator=(const FlightRecorder&) = delete;

  Observer* observer(Role end) { return end == Role::kClient ? &client_ : &server_; }

  // Called before the call in which `reader` takes the other end's bytes from the offset `at` on.
  void Reads(Role reader, std::size_t at) { reading_at_[Index(reader)] = at; }

  // Notes that all bytes from that end up to the offset `end` have left it (for a remote end: have arrived).
  void Moved(Role from, FlightPart part, std::size_t end);

  std::vector<FlightRecord> Records(Bytes from_client, Bytes from_server) const {
    return RecordFlights(log_, from_client, from_server);
  }

 private:
  class Witness : public Observer {
   public:
    Witness(FlightRecorder& recorder, Role end) : recorder_(recorder), end_(end) {}
    void OnMessage(bool sent, std::uint8_t type, Bytes message) override;
    void OnSecret(std::string_view /*keylog_line*/) override {}

   private:
    FlightRecorder& recorder_;
    Role end_;
  };

  static std::size_t Index(Role role) { return role == Role::kClient ? 0 : 1; }

  Witness client_{*this, Role::kClient};
  Witness server_{*this, Role::kServer};
  FlightLog log_;
  std::array<std::size_t, 2> reading_at_{};  // indexed by the reader
  std::array<std::size_t, 2> moved_{};       // indexed by the sender
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_WIRE_FLIGHT_RECORDER_H_
