// One direction of the emulated path: packets go in, and come out later, in order, some of them never. Decides; reads
// no clock and moves no byte over a device (relay.cc does), so that a test can run it through hours in no time. One
// thread.

#ifndef TLSBENCH_BENCH_NET_DELAY_LINE_H_
#define TLSBENCH_BENCH_NET_DELAY_LINE_H_

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <random>

#include "bench/backend.h"
#include "bench/net/conditions.h"

namespace tlsbench {

// Which packets of TCP are lost. What happens to the k-th packet of the n-th connection to a listener hangs on the seed
// alone, so that losses repeat even where the timing of other packets, or the number of other connections, does not.
// Listeners count in the order in which they are first called; their ports are the kernel's choice.
class LossPattern {
 public:
  LossPattern(double loss_percent, std::uint64_t seed) : part_(loss_percent / 100), seed_(seed) {}

  // To be asked once for each packet, in order. `packet` is an IPv4 packet; others are never lost.
  bool Loses(Bytes packet);

 private:
  struct Connection {
    std::uint32_t first_sequence = 0;
    std::uint64_t ordinal = 0;  // 0: not begun
    std::uint64_t packets = 0;
  };
  struct Listener {
    std::uint64_t ordinal = 0;
    std::uint64_t connections = 0;
  };
  std::uint64_t NextOrdinal(std::uint16_t port);

  double part_;
  std::uint64_t seed_;
  std::map<std::uint16_t, Listener> listeners_;
  std::map<std::uint32_t, Connection> by_ports_;  // source and destination port in one number
};

struct DelayedPacket {
  std::int64_t due_ns = 0;
  Buffer bytes;
};

class DelayLine {
 public:
  // `seed` decides losses and jitter of this direction.
  DelayLine(const PathConditions& conditions, std::uint64_t seed);

  // A packet that arrived at `now_ns`; times never go back.
  void Offer(std::int64_t now_ns, Bytes packet);

  // When the next packet is due; nothing if none waits.
  std::optional<std::int64_t> next_due_ns() const;

  // The next packet if it is due by `now_ns`.
  std::optional<DelayedPacket> Take(std::int64_t now_ns);

  std::uint64_t lost() const { return lost_; }             // as asked by loss_percent
  std::uint64_t overflowed() const { return overflown_; }  // for which the queue before a rate had no room

 private:
  std::int64_t DelayNs();

  PathConditions conditions_;
  LossPattern losses_;
  std::mt19937_64 random_;
  std::int64_t free_ns_ = 0;      // when the line has sent what it was given, at its rate
  std::int64_t last_due_ns_ = 0;  // no packet overtakes another
  std::deque<DelayedPacket> waiting_;
  std::uint64_t lost_ = 0;
  std::uint64_t overflown_ = 0;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_NET_DELAY_LINE_H_
