// Holds the moments of one connection on a socket, as the client sees them, and counts the waits inside a flight. Used
// by socket_client.cc and server_main.cc; results keep them. Plain data and arithmetic; any thread.

#ifndef TLSBENCH_BENCH_NET_PHASES_H_
#define TLSBENCH_BENCH_NET_PHASES_H_

#include <cstdint>
#include <optional>
#include <vector>

namespace tlsbench {

// Holds moments in milliseconds since the connect began: those beside connect, handshake and first byte, which have
// fields of their own wherever this is kept. A moment that did not come, or not while the client waited, is empty.
struct Moments {
  std::optional<double> client_hello_ms;    // the first bytes of TLS are made, but not sent yet
  std::optional<double> handshake_done_ms;  // the handshake is finished on this side
  std::optional<double> request_sent_ms;    // the kernel has taken the request
  std::optional<double> last_byte_ms;       // of the response
  std::optional<double> first_ticket_ms;    // in TLS 1.3 after the handshake, in TLS 1.2 within it
};

// Counts the waits between the arrivals of one flight. A flight that is larger than the congestion window comes in
// bursts a round trip apart.
class StallCounter {
 public:
  void Clear() { *this = StallCounter(); }

  // Note that bytes came from the other side, or were sent to it.
  void Arrived(std::int64_t now_ns);
  void Sent() { last_ns_ = 0; }

  // Returns how many waits took more than half a round trip. A wait below a millisecond is not counted: it may be the
  // peer's own work.
  unsigned Count(double rtt_us) const;

 private:
  std::int64_t last_ns_ = 0;        // of the last arrival in this flight; 0: none yet
  std::vector<std::int64_t> gaps_;  // nanoseconds; only those long enough to be stalls
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_NET_PHASES_H_
