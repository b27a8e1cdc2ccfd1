#include "bench/result/latency_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "bench/stats/statistics.h"
#include "bench/text/quantities.h"

namespace tlsbench {
namespace {

constexpr double kDelayedAckMs = 40;  // Linux's TCP_DELACK_MIN (include/net/tcp.h)
// Round trips shorter than this are not much longer than the machine's own work and wake-ups.
constexpr double kShortRttMs = 30;

using Latencies = std::vector<const Latency*>;

Latencies AllOf(const std::vector<Round>& rounds) {
  Latencies all;
  for (const Round& round : rounds) {
    for (const Latency& latency : round.latencies) {
      all.push_back(&latency);
    }
  }
  return all;
}

Latencies CleanOf(const Latencies& all) {
  Latencies clean;
  std::copy_if(all.begin(), all.end(), std::back_inserter(clean),
               [](const Latency* latency) { return latency->Retransmissions() == 0; });
  return clean;
}

template <class Get>
std::optional<double> MedianOf(const Latencies& latencies, Get get) {
  std::vector<double> values;
  for (const Latency* latency : latencies) {
    if (const std::optional<double> value = get(*latency)) {
      values.push_back(*value);
    }
  }
  return Median(std::move(values));
}

std::optional<double> MedianFact(const Latencies& latencies, std::uint32_t TcpFacts::*fact) {
  return MedianOf(latencies, [&](const Latency& latency) {
    return latency.client_tcp && (*latency.client_tcp).*fact > 0 ? std::optional<double>((*latency.client_tcp).*fact)
                                                                 : std::nullopt;
  });
}

// Returns a count that really occurred: the lower of the two in the middle.
std::optional<unsigned> TypicalStalls(const Latencies& clean) {
  std::vector<unsigned> stalls;
  for (const Latency* latency : clean) {
    if (latency->stalls) {
      stalls.push_back(*latency->stalls);
    }
  }
  if (stalls.empty()) {
    return std::nullopt;
  }
  const auto middle = stalls.begin() + static_cast<std::ptrdiff_t>((stalls.size() - 1) / 2);
  std::nth_element(stalls.begin(), middle, stalls.end());
  return *middle;
}

std::optional<double> RttMs(const Summary& summary) {
  if (summary.cell.link == LinkKind::kPath) {
    return static_cast<double>(summary.cell.path.rtt_us) / 1000;
  }
  return summary.cell.link == LinkKind::kTarget && summary.tcp ? summary.tcp->min_rtt_ms : std::nullopt;
}

// Returns the likely cause of a large residual; the most certain cause is tried first.
std::string Cause(const Summary& summary, double rest_ms, double rtt_ms) {
  const Cell& cell = summary.cell;
  if (cell.link == LinkKind::kTarget) {
    return "the server's own time, and what the network added";
  }
  if (cell.transport.nagle && rest_ms > kDelayedAckMs / 2) {
    return fmt::format("Nagle's algorithm: a small segment waited for an ACK, which Linux delays by {:.0f} ms",
                       kDelayedAckMs);
  }
  if (cell.path.rate_mbit_per_s > 0) {
    return fmt::format("the rate: bytes take their time at {} Mbit/s", Plain(cell.path.rate_mbit_per_s));
  }
  if (cell.path.jitter_us > 0) {
    return "jitter";
  }
  return rtt_ms < kShortRttMs ? "on so short a path the machine's own work and wake-ups weigh more" : "not explained";
}

std::string CauseOf(const Summary& summary, const Prediction& prediction, double rtt_ms) {
  std::vector<std::string> words;
  if (summary.tcp && summary.tcp->retransmitted_connections > 0) {
    words.push_back(fmt::format("{} of {} connections had to send segments again and are not in the residual",
                                summary.tcp->retransmitted_connections, summary.tcp->connections));
  }
  if (std::fabs(prediction.residual_percent) > kSmallResidualPercent) {
    words.push_back(Cause(summary, prediction.measured_ms - prediction.first_byte_ms, rtt_ms));
  }
  return fmt::format("{}", fmt::join(words, "; "));
}

}  // namespace

std::optional<TcpSummary> SummarizeTcp(const std::vector<Round>& rounds) {
  const Latencies all = AllOf(rounds);
  TcpSummary tcp;
  for (const Latency* latency : all) {
    if (!latency->client_tcp) {
      continue;
    }
    ++tcp.connections;
    tcp.retransmissions += latency->Retransmissions();
    tcp.retransmitted_connections += latency->Retransmissions() > 0 ? 1 : 0;
    tcp.fast_open_connections += latency->client_tcp->fast_open ? 1 : 0;
    tcp.congestion = latency->congestion;
  }
  if (tcp.connections == 0) {
    return std::nullopt;
  }
  const auto min_rtt_us = MedianFact(all, &TcpFacts::min_rtt_us);
  tcp.min_rtt_ms = min_rtt_us ? std::optional<double>(*min_rtt_us / 1000) : std::nullopt;
  tcp.mss_bytes = MedianFact(all, &TcpFacts::mss_bytes);
  tcp.congestion_window = MedianFact(all, &TcpFacts::congestion_window);
  tcp.segments_sent = MedianFact(all, &TcpFacts::segments_sent);
  tcp.segments_received = MedianFact(all, &TcpFacts::segments_received);
  tcp.stalls = TypicalStalls(CleanOf(all));
  return tcp;
}

unsigned RoundTripsToFirstByte(const Summary& summary) {
  // With TCP Fast Open the SYN carries the ClientHello, so TCP takes no round trip of its own.
  const bool fast_open = summary.tcp && summary.tcp->fast_open_connections * 2 > summary.tcp->connections;
  const unsigned stalls = summary.tcp ? summary.tcp->stalls.value_or(0) : 0;
  return (fast_open ? 0 : 1) + (summary.counts ? summary.counts->first_byte_round_trips : 0) + stalls;
}

double CpuToFirstByteMs(const Summary& summary) {
  return (summary.client_process_cpu_us.value_or(0) + summary.server_process_cpu_us.value_or(0)) / 1000;
}

std::optional<Prediction> Predict(const Summary& summary, const std::vector<Round>& rounds) {
  const auto rtt_ms = RttMs(summary);
  const auto measured = MedianOf(CleanOf(AllOf(rounds)), [](const Latency& latency) { return latency.first_byte_ms; });
  if (!rtt_ms || !measured || !summary.tcp || !summary.counts || summary.counts->first_byte_round_trips == 0) {
    return std::nullopt;
  }
  Prediction prediction;
  prediction.round_trips = RoundTripsToFirstByte(summary);
  prediction.cpu_ms = CpuToFirstByteMs(summary);
  prediction.first_byte_ms = prediction.round_trips * *rtt_ms + prediction.cpu_ms;
  prediction.measured_ms = *measured;
  prediction.residual_percent = (prediction.measured_ms / prediction.first_byte_ms - 1) * 100;
  prediction.cause = CauseOf(summary, prediction, *rtt_ms);
  return prediction;
}

}  // namespace tlsbench
