#include "bench/wire/flight_counter.h"

namespace tlsbench {

void FlightCounter::Sent(std::size_t bytes) {
  if (bytes == 0) {
    return;
  }
  Turn(Direction::kSent);
  if (!is_open_) {
    counts_.bytes_sent += bytes;
  }
}

void FlightCounter::Received(std::size_t bytes) {
  if (bytes == 0) {
    return;
  }
  Turn(Direction::kReceived);
  (is_open_ ? counts_.ticket_bytes : counts_.bytes_received) += bytes;
}

void FlightCounter::ClientMaySend() {
  ClientIsOpen();
  ClientMaySendEarly();
}

void FlightCounter::ClientMaySendEarly() {
  if (may_send_) {
    return;
  }
  may_send_ = true;
  counts_.flights = turns_;
  counts_.round_trips = received_;
}

void FlightCounter::ReceivedData(bool response) {
  Turn(Direction::kReceived);
  if (response && counts_.first_byte_round_trips == 0) {
    counts_.first_byte_round_trips = received_;
  }
}

void FlightCounter::Turn(Direction direction) {
  if (direction == direction_) {
    return;
  }
  direction_ = direction;
  ++turns_;
  received_ += direction == Direction::kReceived ? 1 : 0;
}

}  // namespace tlsbench
