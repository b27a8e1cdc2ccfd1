#include "bench/measure/cell_runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "bench/stats/statistics.h"

namespace tlsbench {
namespace {

double Us(std::int64_t ns) { return static_cast<double>(ns) / 1000; }

// Returns the median of a sample that is not empty.
double Middle(const std::vector<double>& values) { return Median(values).value_or(0); }

// Returns the middle one of the sorted values: a count that really occurred.
std::size_t MiddleOf(const std::vector<FlightCounts>& samples, std::size_t FlightCounts::*field) {
  std::vector<std::size_t> values;
  values.reserve(samples.size());
  for (const FlightCounts& counts : samples) {
    values.push_back(counts.*field);
  }
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

unsigned HandshakesPerRound(double ms) {
  const double count = ms > 0 ? kRoundMs / ms : kMaxHandshakes;
  return static_cast<unsigned>(std::clamp<double>(std::round(count), kMinHandshakes, kMaxHandshakes));
}

Outcome OutcomeInRow(const Cell& cell, const Outcome& outcome) {
  if (cell.link == LinkKind::kTarget || cell.client == cell.server) {
    return outcome;
  }
  switch (outcome.cause) {
    case Cause::kNoEarlyData:  // GnuTLS's servers compare the ticket's age that the client sends with their own
                               // clock
      return {Status::kRefused, fmt::format("{} did not take the early data of {}", cell.server, cell.client)};
    case Cause::kNoSession:  // BoringSSL sends none to a client that offers no PSK mode
      return {Status::kRefused, fmt::format("{} sent {} no session ticket", cell.server, cell.client)};
    default:
      return outcome;
  }
}

std::optional<Outcome> OutcomeOf(const Scenario& scenario, const Verification& verification) {
  if (verification.outcome == VerificationOutcome::kVerified) {
    return std::nullopt;
  }
  // As shipped, these two libraries simply negotiate like this; it is no failure.
  const bool refused = scenario.as_shipped && verification.outcome == VerificationOutcome::kHelloRetry;
  const bool no_early_data = scenario.early_data() && verification.outcome == VerificationOutcome::kDeclined;
  return Outcome{refused ? Status::kRefused : Status::kFailed, verification.reason,
                 no_early_data ? Cause::kNoEarlyData : Cause::kOther};
}

std::optional<Outcome> GivenUpAfterRefusal(const Scenario& scenario, const WireFacts& wire,
                                           const std::string& failure) {
  if (scenario.handshake != Handshake::kRefusedTicket || !wire.server_hello || wire.resumed()) {
    return std::nullopt;
  }
  return Outcome{Status::kUnsupported, "the client's library cannot go on from a declined ticket: " + failure};
}

// A resumption of TLS 1.2 exchanges no keys: its row shows the group of its session.
Parameters ParametersOf(const Scenario& scenario, const Negotiated& client, const WireFacts& wire, bool pinned) {
  Parameters parameters;
  parameters.cipher_suite = CipherSuiteName(wire.cipher_suite);
  parameters.group = GroupName(wire.group != 0 || scenario.tls13() ? wire.group : scenario.group);
  parameters.auth = AuthName(scenario.auth);
  parameters.signature_scheme = SignatureSchemeName(SignatureOf(scenario, client, wire, pinned));
  parameters.tickets = client.tickets;
  parameters.key_exchange = KeyExchangeName(wire);
  parameters.psk_mode = PskModeName(wire);
  return parameters;
}

void CpuSamples::Reserve(std::size_t count) {
  for (std::vector<double>* samples : {&total_, &set_up_, &handshake_, &tickets_, &release_}) {
    samples->reserve(count);
  }
}

void CpuSamples::Add(const SideCost& cost) {
  total_.push_back(Us(cost.total()));
  set_up_.push_back(Us(cost.set_up));
  handshake_.push_back(Us(cost.handshake));
  tickets_.push_back(Us(cost.tickets));
  release_.push_back(Us(cost.release));
}

RoundCpu CpuSamples::Summarize() const {
  RoundCpu cpu;
  cpu.total_us = Middle(total_);
  cpu.min_us = *std::min_element(total_.begin(), total_.end());
  cpu.parts = {Middle(set_up_), Middle(handshake_), Middle(tickets_), Middle(release_)};
  return cpu;
}

void CounterSamples::Add(const CounterValues& values) {
  instructions_.push_back(static_cast<double>(values.instructions));
  cycles_.push_back(static_cast<double>(values.cycles));
}

std::optional<CounterValues> CounterSamples::Summarize() const {
  const CounterValues median{std::llround(Median(instructions_).value_or(0)),
                             std::llround(Median(cycles_).value_or(0))};
  return median.instructions > 0 && median.cycles > 0 ? std::optional(median) : std::nullopt;
}

void CountSamples::Add(const FlightCounts& counts) { samples_.push_back(counts); }

FlightCounts CountSamples::Summarize() const {
  if (samples_.empty()) {
    return {};
  }
  FlightCounts counts = samples_.back();
  counts.bytes_sent = MiddleOf(samples_, &FlightCounts::bytes_sent);
  counts.bytes_received = MiddleOf(samples_, &FlightCounts::bytes_received);
  counts.ticket_bytes = MiddleOf(samples_, &FlightCounts::ticket_bytes);
  return counts;
}

}  // namespace tlsbench
