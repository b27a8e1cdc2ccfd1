#include "bench/net/tcp_info.h"

// Not <netinet/tcp.h>: glibc's tcp_info lacks the last fields that we read, and the two headers cannot be included
// together.
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <limits>

namespace tlsbench {
namespace {

constexpr std::size_t kLongestName = 16;  // TCP_CA_NAME_MAX (include/net/tcp.h)

}  // namespace

std::optional<TcpFacts> ReadTcpFacts(int fd) {
  tcp_info info{};
  socklen_t length = sizeof(info);
  // tcpi_min_rtt is the last field that we read which older kernels lack.
  if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) != 0 ||
      length < offsetof(tcp_info, tcpi_min_rtt) + sizeof(info.tcpi_min_rtt)) {
    return std::nullopt;
  }
  TcpFacts facts;
  // All ones: no round trip was measured yet (tcp_min_rtt() in include/net/tcp.h).
  facts.min_rtt_us = info.tcpi_min_rtt == std::numeric_limits<std::uint32_t>::max() ? 0 : info.tcpi_min_rtt;
  facts.retransmissions = info.tcpi_total_retrans;
  facts.segments_sent = info.tcpi_segs_out;
  facts.segments_received = info.tcpi_segs_in;
  facts.congestion_window = info.tcpi_snd_cwnd;
  facts.mss_bytes = info.tcpi_snd_mss;
  facts.fast_open = (info.tcpi_options & TCPI_OPT_SYN_DATA) != 0;
  return facts;
}

std::string CongestionControlOf(int fd) {
  std::array<char, kLongestName + 1> name{};
  socklen_t length = kLongestName;
  return getsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, name.data(), &length) == 0 ? name.data() : "";
}

}  // namespace tlsbench
