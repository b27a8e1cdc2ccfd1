// Emulates one direction of the path: packets go in and come out later, in order, and some are lost. It reads no clock
// and uses no device (relay.cc does both), so that a test can simulate hours at once. One thread.

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

// Decides which TCP packets are lost. Whether the k-th packet of the n-th connection to a listener is lost depends only
// on the seed, so that losses repeat even if the timing of other packets, or the number of other connections, does not.
// Listeners are numbered in the order of their first connections, since the kernel chooses their ports.
class LossPattern {
 public:
  LossPattern(double loss_percent, std::uint64_t seed) : part_(loss_percent / 100), seed_(seed) {}

  // Returns whether the packet is lost. Call it once for each packet, in order. `packet` is an IPv4 packet; other
  // packets are never lost.
  bool Loses(Bytes packet);

 private:
  struct Connection {
    std::uint32_t first_sequence = 0;
    std::uint64_t ordinal = 0;  // 0: not seen yet
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

  // Takes a packet that arrived at `now_ns`; times never go back.
  void Offer(std::int64_t now_ns, Bytes packet);

  // Returns when the next packet is due; nullopt if none waits.
  std::optional<std::int64_t> next_due_ns() const;

  // Returns the next packet if it is due by `now_ns`, else nullopt.
  std::optional<DelayedPacket> Take(std::int64_t now_ns);

  std::uint64_t lost() const { return lost_; }             // because of loss_percent
  std::uint64_t overflowed() const { return overflown_; }  // lost because the queue of the rate limit was full

 private:
  std::int64_t DelayNs();

  PathConditions conditions_;
  LossPattern losses_;
  std::mt19937_64 random_;
  std::int64_t free_ns_ = 0;      // when the line will have sent, at its rate, all packets so far
  std::int64_t last_due_ns_ = 0;  // no packet overtakes another
  std::deque<DelayedPacket> waiting_;
  std::uint64_t lost_ = 0;
  std::uint64_t overflown_ = 0;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_NET_DELAY_LINE_H_
