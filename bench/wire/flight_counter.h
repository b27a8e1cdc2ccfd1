// Counts flights, round trips and bytes as the client sees them, on every link. A flight is a maximal run of bytes in
// one direction; the link reports bytes as they move and the counter notices the turns. Nothing is ever computed from
// a time. One thread at a time.

#ifndef TLSBENCH_BENCH_WIRE_FLIGHT_COUNTER_H_
#define TLSBENCH_BENCH_WIRE_FLIGHT_COUNTER_H_

#include <cstddef>

namespace tlsbench {

struct FlightCounts {
  unsigned flights = 0;                 // until the client may send application data, its own last flight included
  unsigned round_trips = 0;             // from the ClientHello until the client may send (TLS only)
  unsigned first_byte_round_trips = 0;  // until the first byte of the response; 0 if no request was sent
  std::size_t bytes_sent = 0;           // of the handshake
  std::size_t bytes_received = 0;       // of the handshake
  std::size_t ticket_bytes = 0;         // TLS 1.3: received after the handshake and not application data
};

class FlightCounter {
 public:
  // Bytes of the handshake, or of tickets; 0 is nothing.
  void Sent(std::size_t bytes);
  void Received(std::size_t bytes);

  // Bytes of the handshake that the client sent while the server's flight was still coming, and that nobody waits for:
  // they end no flight.
  void SentAside(std::size_t bytes) { counts_.bytes_sent += bytes; }

  // The client may send application data; its last handshake flight has been reported.
  void ClientMaySend();

  // The same before the handshake is finished (False Start): what comes until ClientIsOpen still belongs to it.
  void ClientMaySendEarly();
  void ClientIsOpen() { is_open_ = true; }

  // Early data was accepted: the client could send it with the ClientHello. After ClientMaySend.
  void EarlyDataAccepted() { counts_.round_trips = 0; }

  // The request was sent, in the client's current flight.
  void SentRequest() { Turn(Direction::kSent); }

  // Bytes arrived that brought application data. `response` says whether they hold the first byte of the response.
  void ReceivedData(bool response);

  const FlightCounts& counts() const { return counts_; }
  void Reset() { *this = FlightCounter(); }

 private:
  enum class Direction { kNone, kSent, kReceived };
  void Turn(Direction direction);

  Direction direction_ = Direction::kNone;
  bool may_send_ = false;
  bool is_open_ = false;
  unsigned turns_ = 0;     // runs in either direction so far
  unsigned received_ = 0;  // of these, the server's
  FlightCounts counts_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_WIRE_FLIGHT_COUNTER_H_
