// Counts flights, round trips and bytes as the client sees them, on every link. A flight is a maximal run of bytes in
// one direction; the link reports bytes as they move and the counter notices each change of direction. Nothing is
// computed from times. One thread at a time.

#ifndef TLSBENCH_BENCH_WIRE_FLIGHT_COUNTER_H_
#define TLSBENCH_BENCH_WIRE_FLIGHT_COUNTER_H_

#include <cstddef>

namespace tlsbench {

struct FlightCounts {
  unsigned flights = 0;                 // until the client may send application data; includes its own last flight
  unsigned round_trips = 0;             // from the ClientHello until the client may send (TLS only)
  unsigned first_byte_round_trips = 0;  // until the first byte of the response; 0 if no request was sent
  std::size_t bytes_sent = 0;           // of the handshake
  std::size_t bytes_received = 0;       // of the handshake
  std::size_t ticket_bytes = 0;         // TLS 1.3: received after the handshake, application data excluded
};

class FlightCounter {
 public:
  // Count bytes of the handshake or of tickets; 0 changes nothing.
  void Sent(std::size_t bytes);
  void Received(std::size_t bytes);

  // Counts bytes of the handshake that the client sent while the server's flight was still arriving, and that the
  // server does not wait for: they end no flight.
  void SentAside(std::size_t bytes) { counts_.bytes_sent += bytes; }

  // Notes that the client may send application data. Its last handshake flight must have been reported before.
  void ClientMaySend();

  // Notes the same before the handshake is finished (False Start): bytes received until ClientIsOpen still belong to
  // the handshake.
  void ClientMaySendEarly();
  void ClientIsOpen() { is_open_ = true; }

  // Notes that early data was accepted: the client could send with the ClientHello. Call it after ClientMaySend.
  void EarlyDataAccepted() { counts_.round_trips = 0; }

  // Notes that the request was sent, in the client's current flight.
  void SentRequest() { Turn(Direction::kSent); }

  // Notes that bytes of application data arrived. `response`: they hold the first byte of the response.
  void ReceivedData(bool response);

  const FlightCounts& counts() const { return counts_; }
  void Reset() { *this = FlightCounter(); }

 private:
  enum class Direction { kNone, kSent, kReceived };
  void Turn(Direction direction);

  Direction direction_ = Direction::kNone;
  bool may_send_ = false;
  bool is_open_ = false;
  unsigned turns_ = 0;     // flights in both directions so far
  unsigned received_ = 0;  // those of the server
  FlightCounts counts_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_WIRE_FLIGHT_COUNTER_H_
