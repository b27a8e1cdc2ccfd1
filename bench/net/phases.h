// The moments of one connection on a socket, as the client sees them, and the waits inside a flight. Used by
// socket_client.cc and server_main.cc; results keep them. Plain data and arithmetic; any thread.

#ifndef TLSBENCH_BENCH_NET_PHASES_H_
#define TLSBENCH_BENCH_NET_PHASES_H_

#include <cstdint>
#include <optional>
#include <vector>

namespace tlsbench {

// Milliseconds since the connect began: what lies between connect, handshake and first byte, which have fields of their
// own wherever this is kept. What did not come, or not while the client looked, is empty.
struct Moments {
  std::optional<double> client_hello_ms;    // the first bytes of TLS are made, and not sent yet
  std::optional<double> handshake_done_ms;  // the handshake is finished on this side
  std::optional<double> request_sent_ms;    // the kernel has taken the request
  std::optional<double> last_byte_ms;       // of the response
  std::optional<double> first_ticket_ms;    // of TLS 1.3 after the handshake, of TLS 1.2 with it
};

// Counts the waits between two arrivals of one flight. A flight that is larger than the congestion window comes in
// bursts a round trip apart.
class StallCounter {
 public:
  void Clear() { *this = StallCounter(); }

  // Bytes came from the other side, or left for it.
  void Arrived(std::int64_t now_ns);
  void Sent() { last_ns_ = 0; }

  // Waits of more than half a round trip. Below a millisecond it is not told from the peer's own work.
  unsigned Count(double rtt_us) const;

 private:
  std::int64_t last_ns_ = 0;        // of the last arrival in this flight; 0: none yet
  std::vector<std::int64_t> gaps_;  // nanoseconds; those that can be stalls
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_NET_PHASES_H_
