#include "bench/net/delay_line.h"

#include <algorithm>
#include <cmath>

namespace tlsbench {
namespace {

// The queue before the line holds a thousand full packets, as in routers and netem by default.
constexpr double kQueueBytes = 1000 * 1500;

constexpr std::uint8_t kTcp = 6;            // IANA, Protocol Numbers
constexpr std::size_t kProtocolOffset = 9;  // RFC 791, section 3.1
constexpr std::size_t kMinTcpHeader = 20;   // RFC 9293, section 3.1
constexpr std::size_t kSequenceOffset = 4;  // likewise
constexpr std::size_t kFlagsOffset = 13;    // likewise
constexpr std::uint8_t kSyn = 0x02;         // likewise
constexpr std::uint8_t kAck = 0x10;         // likewise
constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;

std::uint32_t Number32(Bytes bytes, std::size_t at) {
  return std::uint32_t{bytes[at]} << 24 | std::uint32_t{bytes[at + 1]} << 16 | std::uint32_t{bytes[at + 2]} << 8 |
         bytes[at + 3];
}

// Returns the TCP segment in an IPv4 packet; empty if the packet holds none.
Bytes TcpSegment(Bytes packet) {
  if (packet.size() < kMinTcpHeader || packet[0] >> 4 != 4 || packet[kProtocolOffset] != kTcp) {
    return {};
  }
  const std::size_t header = std::size_t{packet[0] & 0x0fU} * 4;
  return packet.size() < header + kMinTcpHeader ? Bytes() : packet.subspan(header);
}

// SplitMix64's output function (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014): neighbouring
// inputs give unrelated outputs.
std::uint64_t Mixed(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

double UnitInterval(std::uint64_t value) { return static_cast<double>(value >> 11) * 0x1.0p-53; }

}  // namespace

// Returns the number of the listener in the upper bits and that of its connection in the lower 24.
std::uint64_t LossPattern::NextOrdinal(std::uint16_t port) {
  Listener& listener = listeners_[port];
  if (listener.ordinal == 0) {
    listener.ordinal = listeners_.size();
  }
  return listener.ordinal << 24 | ++listener.connections;
}

bool LossPattern::Loses(Bytes packet) {
  const Bytes segment = TcpSegment(packet);
  if (part_ <= 0 || segment.empty()) {
    return false;
  }
  Connection& connection = by_ports_[Number32(segment, 0)];
  const std::uint32_t sequence = Number32(segment, kSequenceOffset);
  const bool syn = (segment[kFlagsOffset] & kSyn) != 0;
  // A SYN that is sent again is the next packet of the same connection.
  if (connection.ordinal == 0 || (syn && sequence != connection.first_sequence)) {
    const bool from_server = (segment[kFlagsOffset] & kAck) != 0;  // it acknowledges the client's SYN
    const std::uint32_t ports = Number32(segment, 0);
    connection = {sequence, NextOrdinal(static_cast<std::uint16_t>(from_server ? ports >> 16 : ports)), 0};
  }
  const std::uint64_t number = connection.ordinal << 20 | connection.packets++;
  return UnitInterval(Mixed(Mixed(seed_ + kGolden) ^ (number * kGolden))) < part_;
}

DelayLine::DelayLine(const PathConditions& conditions, std::uint64_t seed)
    : conditions_(conditions), losses_(conditions.loss_percent, seed), random_(seed) {}

// Returns the delay of one direction: half of a round trip's delay and jitter, so that both directions add up to rtt +-
// jitter.
std::int64_t DelayLine::DelayNs() {
  const double error = conditions_.jitter_us == 0 ? 0 : UnitInterval(random_()) - 0.5;
  const double us = static_cast<double>(conditions_.rtt_us) / 2 + static_cast<double>(conditions_.jitter_us) * error;
  return std::max<std::int64_t>(0, std::llround(us * 1000));
}

void DelayLine::Offer(std::int64_t now_ns, Bytes packet) {
  if (losses_.Loses(packet)) {
    ++lost_;
    return;
  }
  std::int64_t sent_ns = now_ns;
  if (conditions_.rate_mbit_per_s > 0) {
    const double ns_per_byte = 8000 / conditions_.rate_mbit_per_s;
    if (static_cast<double>(free_ns_ - now_ns) > kQueueBytes * ns_per_byte) {
      ++overflown_;
      return;
    }
    free_ns_ = std::max(free_ns_, now_ns) + std::llround(static_cast<double>(packet.size()) * ns_per_byte);
    sent_ns = free_ns_;
  }
  last_due_ns_ = std::max(last_due_ns_, sent_ns + DelayNs());
  waiting_.push_back({last_due_ns_, Buffer(packet.begin(), packet.end())});
}

std::optional<std::int64_t> DelayLine::next_due_ns() const {
  return waiting_.empty() ? std::nullopt : std::optional(waiting_.front().due_ns);
}

std::optional<DelayedPacket> DelayLine::Take(std::int64_t now_ns) {
  if (waiting_.empty() || waiting_.front().due_ns > now_ns) {
    return std::nullopt;
  }
  DelayedPacket packet = std::move(waiting_.front());
  waiting_.pop_front();
  return packet;
}

}  // namespace tlsbench
