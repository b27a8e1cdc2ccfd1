#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "bench/result/latency_model.h"
#include "bench/result/result.h"
#include "bench/result/row_noise.h"
#include "bench/stats/resampling.h"

namespace tlsbench {
namespace {

constexpr LinkKind kLinks[] = {LinkKind::kMemory, LinkKind::kLoopback, LinkKind::kPath, LinkKind::kTarget};

constexpr Status kStatuses[] = {Status::kOk, Status::kFailed, Status::kRefused, Status::kUnsupported,
                                Status::kIncomplete};

// Returns the values of `get` over the rounds that have one.
template <class Get>
std::vector<double> Collect(const std::vector<Round>& rounds, Get get) {
  std::vector<double> values;
  for (const Round& round : rounds) {
    if (const std::optional<double> value = get(round)) {
      values.push_back(*value);
    }
  }
  return values;
}

template <class Get>
std::vector<double> CollectLatencies(const Round& round, Get get) {
  std::vector<double> values;
  for (const Latency& latency : round.latencies) {
    if (const std::optional<double> value = get(latency)) {
      values.push_back(*value);
    }
  }
  return values;
}

std::optional<double> ConnectMs(const Latency& latency) { return latency.connect_ms; }
std::optional<double> HandshakeMs(const Latency& latency) { return latency.handshake_ms; }
std::optional<double> FirstByteMs(const Latency& latency) { return latency.first_byte_ms; }

// Merges all samples of all rounds, because percentiles of rounds cannot be averaged.
template <class Get>
Percentiles PooledPercentiles(const std::vector<Round>& rounds, Get get) {
  std::vector<double> all;
  for (const Round& round : rounds) {
    const std::vector<double> values = CollectLatencies(round, get);
    all.insert(all.end(), values.begin(), values.end());
  }
  return PercentilesOf(all);
}

using Side = std::optional<RoundCpu> Round::*;

template <class Get>
Sample CpuSample(const std::vector<Round>& rounds, Side side, Get get) {
  Sample sample;
  for (const Round& round : rounds) {
    if (const std::optional<RoundCpu>& cpu = round.*side; HasCpuToCount(round) && cpu) {
      sample.push_back({round.execution, round.round, get(*cpu)});
    }
  }
  return sample;
}

std::optional<CpuParts> MedianParts(const std::vector<Round>& rounds, Side side) {
  const auto median = [&](double CpuParts::*part) {
    return Median(ValuesOf(CpuSample(rounds, side, [&](const RoundCpu& cpu) { return cpu.parts.*part; })));
  };
  const std::optional<double> set_up = median(&CpuParts::set_up_us);
  const std::optional<double> handshake = median(&CpuParts::handshake_us);
  const std::optional<double> tickets = median(&CpuParts::tickets_us);
  const std::optional<double> release = median(&CpuParts::release_us);
  if (!set_up || !handshake || !tickets || !release) {
    return std::nullopt;
  }
  return CpuParts{*set_up, *handshake, *tickets, *release};
}

void SummarizeCpu(const std::vector<Round>& rounds, Summary& summary) {
  const auto total = [](const RoundCpu& cpu) { return cpu.total_us; };
  const auto min = [](const RoundCpu& cpu) { return cpu.min_us; };
  summary.client_cpu_us = MedianEstimate(CpuSample(rounds, &Round::client_cpu, total), kBootstrapSeed);
  summary.server_cpu_us = MedianEstimate(CpuSample(rounds, &Round::server_cpu, total), kBootstrapSeed);
  summary.client_cpu_us_min = Median(ValuesOf(CpuSample(rounds, &Round::client_cpu, min)));
  summary.server_cpu_us_min = Median(ValuesOf(CpuSample(rounds, &Round::server_cpu, min)));
  summary.client_parts = MedianParts(rounds, &Round::client_cpu);
  summary.server_parts = MedianParts(rounds, &Round::server_cpu);
}

// Process CPU time is measured for a whole round, so a round with an unverified handshake is left out.
void SummarizeProcessCpu(const std::vector<Round>& rounds, Summary& summary) {
  const auto median = [&](std::optional<double> Round::*side) {
    return Median(Collect(
        rounds, [&](const Round& round) { return HasCpuToCount(round) ? round.*side : std::optional<double>(); }));
  };
  summary.client_process_cpu_us = median(&Round::client_process_cpu_us);
  summary.server_process_cpu_us = median(&Round::server_process_cpu_us);
}

// Includes preempted rounds: preemption does not change what is counted in user mode.
std::optional<CounterValues> MedianCounters(const std::vector<Round>& rounds,
                                            std::optional<CounterValues> Round::*side) {
  const auto median = [&](std::int64_t CounterValues::*value) {
    return Median(Collect(rounds, [&](const Round& round) {
      return round.*side ? std::optional<double>(static_cast<double>((*(round.*side)).*value)) : std::nullopt;
    }));
  };
  const auto instructions = median(&CounterValues::instructions);
  const auto cycles = median(&CounterValues::cycles);
  return instructions && cycles ? std::optional(CounterValues{std::llround(*instructions), std::llround(*cycles)})
                                : std::nullopt;
}

// Counts verified handshakes only: a failed one is quick, and would make the rate of a failing row look good.
std::optional<double> HandshakesPerSecond(const std::vector<Round>& rounds) {
  double handshakes = 0;
  double elapsed_s = 0;
  for (const Round& round : rounds) {
    if (round.elapsed_s) {
      handshakes += round.verified;
      elapsed_s += *round.elapsed_s;
    }
  }
  return handshakes > 0 && elapsed_s > 0 ? std::optional<double>(handshakes / elapsed_s) : std::nullopt;
}

void SummarizeLatencies(const std::vector<Round>& rounds, Summary& summary) {
  summary.connect_ms_p50 = PooledPercentiles(rounds, ConnectMs).p50;
  summary.handshake_ms = PooledPercentiles(rounds, HandshakeMs);
  summary.first_byte_ms = PooledPercentiles(rounds, FirstByteMs);
  summary.handshakes_per_second = HandshakesPerSecond(rounds);
  for (const auto moment : {&Moments::client_hello_ms, &Moments::handshake_done_ms, &Moments::request_sent_ms,
                            &Moments::last_byte_ms, &Moments::first_ticket_ms}) {
    summary.moments_p50.*moment =
        PooledPercentiles(rounds, [&](const Latency& latency) { return latency.moments.*moment; }).p50;
  }
}

void AddCounts(const std::vector<Round>& rounds, Summary& summary) {
  for (const Round& round : rounds) {
    summary.handshakes += round.handshakes;
    summary.verified += round.verified;
    summary.failed += round.failed;
    ++(round.preempted ? summary.preempted_rounds : summary.rounds);
    if (round.verified > 0) {
      summary.parameters = round.parameters;
    }
  }
}

std::optional<std::size_t> MedianBytes(const std::vector<Round>& rounds, std::size_t FlightCounts::*bytes) {
  const auto median = Median(Collect(rounds, [&](const Round& round) {
    return HasFlights(round) ? std::optional<double>(static_cast<double>(round.counts.*bytes)) : std::nullopt;
  }));
  return median ? std::optional<std::size_t>(static_cast<std::size_t>(std::llround(*median))) : std::nullopt;
}

std::string Disagreement(std::string_view what, unsigned one, unsigned other) {
  return fmt::format("the rounds disagree on {}: {} and {}", what, one, other);
}

// Adds the counts of `round` to `counts`; returns an error text if the two contradict each other.
std::string Merge(const FlightCounts& round, FlightCounts& counts) {
  if (round.flights != counts.flights) {
    return Disagreement("flights", counts.flights, round.flights);
  }
  if (round.round_trips != counts.round_trips) {
    return Disagreement("round trips", counts.round_trips, round.round_trips);
  }
  if (counts.first_byte_round_trips == 0) {
    counts.first_byte_round_trips = round.first_byte_round_trips;  // rounds without a request have none
  } else if (round.round_trips == 0) {
    // A server under varying load answers early data either with its first flight or after the client's Finished
    // (nginx, measured here).
    counts.first_byte_round_trips = std::max(counts.first_byte_round_trips, round.first_byte_round_trips);
  } else if (round.first_byte_round_trips != 0 && round.first_byte_round_trips != counts.first_byte_round_trips) {
    return Disagreement("first-byte round trips", counts.first_byte_round_trips, round.first_byte_round_trips);
  }
  return "";
}

// Fills in the counts, or returns the reason why there are none.
std::string SummarizeFlights(const std::vector<Round>& rounds, Summary& summary) {
  std::optional<FlightCounts> counts;
  for (const Round& round : rounds) {
    if (!HasFlights(round)) {
      continue;
    }
    if (!counts) {
      counts = round.counts;
    }
    if (std::string dispute = Merge(round.counts, *counts); !dispute.empty()) {
      return dispute;
    }
  }
  if (counts) {
    counts->bytes_sent = MedianBytes(rounds, &FlightCounts::bytes_sent).value_or(0);
    counts->bytes_received = MedianBytes(rounds, &FlightCounts::bytes_received).value_or(0);
    counts->ticket_bytes = MedianBytes(rounds, &FlightCounts::ticket_bytes).value_or(0);
  }
  summary.counts = counts;
  return "";
}

std::string FirstReason(const std::vector<Round>& rounds) {
  const auto found = std::find_if(rounds.begin(), rounds.end(), [](auto& round) { return !round.reason.empty(); });
  return found == rounds.end() ? "" : found->reason;
}

// Returns why a row is not ok although the run ended it as ok; empty if it is ok.
std::string Fault(const std::vector<Round>& rounds, const Summary& summary, const std::string& dispute) {
  const unsigned unverified =
      std::max(summary.failed, summary.handshakes - std::min(summary.verified, summary.handshakes));
  if (unverified > 0) {
    const std::string reason = FirstReason(rounds);
    return fmt::format("{} of {} handshakes not verified: {}", unverified, summary.handshakes,
                       reason.empty() ? "no reason was recorded" : reason);
  }
  return summary.verified == 0 ? "no handshake was verified" : dispute;
}

void Judge(const std::vector<Round>& rounds, const std::string& dispute, Summary& summary) {
  if (summary.status != Status::kOk) {
    summary.reason = summary.reason.empty() ? FirstReason(rounds) : summary.reason;
    return;
  }
  if (const std::string fault = Fault(rounds, summary, dispute); !fault.empty()) {
    summary.status = Status::kFailed;
    summary.reason = fault;
  } else if (summary.cell.link == LinkKind::kMemory && summary.rounds == 0 && summary.reason.empty()) {
    summary.reason = fmt::format("no CPU time: all rounds ({}) were preempted", summary.preempted_rounds);
  }
}

void AddHealth(const std::vector<Round>& rounds, Summary& summary) {
  const auto drift = MeasureDrift(summary.cell, rounds);
  summary.drift_percent = drift ? std::optional<double>(drift->percent) : std::nullopt;
  const auto steal = MeasureSteal(rounds);
  summary.stolen_percent = steal ? std::optional<double>(steal->percent) : std::nullopt;
  summary.noisy = NoiseText(drift, steal);
}

}  // namespace

std::string_view LinkName(LinkKind link) {
  switch (link) {
    case LinkKind::kMemory:
      return "memory";
    case LinkKind::kLoopback:
      return "loopback";
    case LinkKind::kPath:
      return "path";
    case LinkKind::kTarget:
      return "target";
  }
  return "";
}

std::optional<LinkKind> ParseLink(std::string_view name) {
  const auto* const found =
      std::find_if(std::begin(kLinks), std::end(kLinks), [&](LinkKind link) { return LinkName(link) == name; });
  return found == std::end(kLinks) ? std::nullopt : std::optional<LinkKind>(*found);
}

std::string_view StatusName(Status status) {
  switch (status) {
    case Status::kOk:
      return "ok";
    case Status::kFailed:
      return "failed";
    case Status::kRefused:
      return "refused";
    case Status::kUnsupported:
      return "unsupported";
    case Status::kIncomplete:
      return "incomplete";
  }
  return "";
}

std::optional<Status> ParseStatus(std::string_view name) {
  const auto* const found = std::find_if(std::begin(kStatuses), std::end(kStatuses),
                                         [&](Status status) { return StatusName(status) == name; });
  return found == std::end(kStatuses) ? std::nullopt : std::optional<Status>(*found);
}

unsigned Latency::Retransmissions() const {
  return (client_tcp ? client_tcp->retransmissions : 0) + (server_tcp ? server_tcp->retransmissions : 0);
}

std::string NameInFiles(const Cell& cell, const std::string& backend) {
  return cell.twin && !backend.empty() ? backend + std::string(kTwinSuffix) : backend;
}

Parameters AskedParameters(const Cell& cell) {
  Parameters asked;
  asked.cipher_suite = CipherSuiteName(cell.scenario.cipher_suite);
  asked.group = cell.scenario.handshake == Handshake::kPskKe ? "" : GroupName(cell.scenario.group);
  asked.auth = cell.link == LinkKind::kTarget ? "" : AuthName(cell.scenario.auth);
  return asked;
}

bool HasCpuToCount(const Round& round) {
  return !round.preempted && round.verified > 0 && round.verified == round.handshakes && round.failed == 0;
}

bool HasFlights(const Round& round) { return round.verified > 0 && round.counts.flights > 0; }

std::optional<double> MedianConnectMs(const Round& round) {
  return round.latency.connect_ms ? round.latency.connect_ms : Median(CollectLatencies(round, ConnectMs));
}

std::optional<double> MedianHandshakeMs(const Round& round) {
  return round.latency.handshake_ms ? round.latency.handshake_ms : Median(CollectLatencies(round, HandshakeMs));
}

std::optional<double> MedianFirstByteMs(const Round& round) {
  return round.latency.first_byte_ms ? round.latency.first_byte_ms : Median(CollectLatencies(round, FirstByteMs));
}

std::optional<double> MinHandshakeMs(const Round& round) {
  return round.latency.handshake_ms_min ? round.latency.handshake_ms_min
                                        : Percentile(CollectLatencies(round, HandshakeMs), 0);
}

std::optional<double> MinFirstByteMs(const Round& round) {
  return round.latency.first_byte_ms_min ? round.latency.first_byte_ms_min
                                         : Percentile(CollectLatencies(round, FirstByteMs), 0);
}

Summary Summarize(const Cell& cell, const std::vector<Round>& rounds, Status status, const std::string& reason) {
  Summary summary;
  summary.cell = cell;
  summary.status = status;
  summary.reason = reason;
  summary.parameters = AskedParameters(cell);
  AddCounts(rounds, summary);
  const std::string dispute = SummarizeFlights(rounds, summary);
  SummarizeCpu(rounds, summary);
  SummarizeProcessCpu(rounds, summary);
  SummarizeLatencies(rounds, summary);
  summary.tcp = SummarizeTcp(rounds);
  summary.prediction = Predict(summary, rounds);
  summary.client_counters = MedianCounters(rounds, &Round::client_counters);
  summary.server_counters = MedianCounters(rounds, &Round::server_counters);
  Judge(rounds, dispute, summary);
  AddHealth(rounds, summary);
  return summary;
}

}  // namespace tlsbench
