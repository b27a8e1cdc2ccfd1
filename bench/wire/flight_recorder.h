// What a handshake looks like on the wire, flight by flight: who sent it, its bytes and records, when it left, and its
// messages by name. Messages in clear come from the bytes, encrypted ones from what the two libraries tell through the
// seam's Observer, and what nobody tells is shown as such.
//
// Links keep it in handshakes that are not measured; in those that are, FlightCounter (flight_counter.h) counts.
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
  std::size_t handshake_bytes = 0;  // until the client may send, as FlightCounts has them
  std::size_t ticket_bytes = 0;     // after that, and no application data: TLS 1.3's tickets
  std::size_t data_bytes = 0;       // records of application data
  unsigned records = 0;             // a record belongs to the flight that brought its last byte
  double time_us = 0;               // when it left or came, since the ClientHello left
  // In order: "ClientHello[235]" with the bytes of the message and its header; "CCS", "alert" and "{app data}"; and
  // "encrypted[95]" for so many bytes of messages that nobody names (of TLS 1.2, with what encryption adds).
  std::string messages;
  bool accepts_early_data = false;  // its EncryptedExtensions say so

  std::size_t bytes() const { return handshake_bytes + ticket_bytes + data_bytes; }
};

enum class FlightPart : std::uint8_t { kHandshake, kAfter, kData };

// Bytes of one direction up to the offset `end`, behind those of its mark before, moved at that time.
struct FlightMark {
  Role from = Role::kClient;
  FlightPart part = FlightPart::kHandshake;
  std::size_t end = 0;
  std::int64_t ns = 0;
};

// A handshake message as the library of one end told of it. `at` is the offset of the first byte of its direction that
// had not moved before the call in which that was.
struct SeenMessage {
  Role from = Role::kClient;
  Role by = Role::kClient;
  std::size_t at = 0;
  std::uint8_t type = 0;
  std::size_t bytes = 0;
  bool accepts_early_data = false;  // an EncryptedExtensions with early_data
};

struct FlightLog {
  std::vector<FlightMark> marks;  // in the order of time
  std::vector<SeenMessage> messages;
};

std::vector<FlightRecord> RecordFlights(const FlightLog& log, Bytes from_client, Bytes from_server);

// Keeps the log of one handshake: its observers go into both ends' OpenOptions, and the link tells it what moved.
class FlightRecorder {
 public:
  FlightRecorder() = default;
  FlightRecorder(const FlightRecorder&) = delete;
  FlightRecorder& operator=(const FlightRecorder&) = delete;

  Observer* observer(Role end) { return end == Role::kClient ? &client_ : &server_; }

  // Before the call in which `reader` takes the other end's bytes from the offset `at` on.
  void Reads(Role reader, std::size_t at) { reading_at_[Index(reader)] = at; }

  // All bytes from that end up to the offset `end` have left it (or, of an end far away, have come).
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
  std::array<std::size_t, 2> reading_at_{};  // by who reads
  std::array<std::size_t, 2> moved_{};       // by who sent
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_WIRE_FLIGHT_RECORDER_H_
