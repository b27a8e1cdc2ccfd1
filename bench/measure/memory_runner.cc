#include "bench/measure/memory_runner.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <utility>

#include "bench/os/clock.h"
#include "bench/stats/statistics.h"
#include "bench/verify/encrypted_messages.h"
#include "bench/verify/verify.h"

namespace tlsbench {
namespace {

constexpr int kWarmUpHandshakes = 5;
constexpr unsigned kMinInWindow = 3;
constexpr int kMaxWindows = 10;
constexpr int kCountedHandshakes = 5;  // in a round, after the timed ones
constexpr double kAgreement = 0.05;    // of two windows in a row

// The number of batches in which handshakes without clock readings are timed, so that one interruption does not show in
// the result.
constexpr unsigned kBatches = 100;

// Wall and CPU time of an uninterrupted round differ by no more than this.
constexpr double kPreemptedAbove = 0.02;

}  // namespace

MemoryTrial::MemoryTrial(const Scenario& scenario, std::unique_ptr<Context> client, std::unique_ptr<Context> server,
                         std::unique_ptr<Context> issuer)
    : scenario_(scenario),
      client_(std::move(client)),
      server_(std::move(server)),
      issuer_(std::move(issuer)),
      sessions_(scenario),
      link_(*client_, *server_, {scenario.early_data(), false, issuer_.get()}) {}

std::optional<Outcome> MemoryTrial::WarmUp() {
  const auto end = Begin();
  return end ? end : Settle();
}

std::optional<Outcome> MemoryTrial::Begin() {
  if (auto end = Prime()) {
    return end;
  }
  Round round;
  std::int64_t fastest_ns = std::numeric_limits<std::int64_t>::max();  // the first ones fill caches and tables
  for (int i = 0; i < kWarmUpHandshakes; ++i) {
    const Session* const session = NextSession();
    const std::int64_t start = MonotonicNs();
    const bool last = i + 1 == kWarmUpHandshakes;
    MemoryHandshake handshake = last ? link_.RunRecorded(session, flights_.flights) : link_.RunWithRequest(session);
    fastest_ns = std::min(fastest_ns, MonotonicNs() - start);
    if (!Check(handshake, round)) {
      return failure_;
    }
  }
  if (const auto wrong = WrongMessages(scenario_, flights_.flights)) {
    return Outcome{Status::kFailed, *wrong};
  }
  flights_.parameters = round.parameters;
  per_round_ = HandshakesPerRound(static_cast<double>(fastest_ns) / 1e6);
  return std::nullopt;
}

// Runs a full handshake that brings a session, unless there is one to offer; it is counted and measured nowhere.
std::optional<Outcome> MemoryTrial::Prime() {
  if (!sessions_.NeedsPriming()) {
    return std::nullopt;
  }
  MemoryHandshake priming = link_.RunWithRequest(nullptr);
  const bool none = priming.failure.empty() && !priming.session;
  auto why = priming.failure.empty() ? sessions_.Prime(std::move(priming.session)) : std::optional(priming.failure);
  return why ? std::optional(Outcome{Status::kFailed, "the full handshake before the resumption: " + *why,
                                     none ? Cause::kNoSession : Cause::kOther})
             : std::nullopt;
}

// Returns the session to offer. Null in a row of full handshakes, and if no session came: the handshake then fails its
// verification.
const Session* MemoryTrial::NextSession() {
  (void)Prime();
  return sessions_.get();
}

// Runs windows of a tenth of a round until two in a row agree: then caches and clock frequency are steady.
std::optional<Outcome> MemoryTrial::Settle() {
  std::optional<double> before;
  for (int window = 0; window < kMaxWindows; ++window) {
    const auto now = WindowNs(std::max(kMinInWindow, per_round_ / 10));
    if (!now) {
      return now.error();
    }
    if (before && std::abs(*now - *before) <= kAgreement * *before) {
      break;
    }
    before = *now;
  }
  return std::nullopt;
}

// Returns the median of both sides' time for one handshake.
tl::expected<double, Outcome> MemoryTrial::WindowNs(unsigned handshakes) {
  std::vector<double> samples;
  Round discarded;
  for (unsigned i = 0; i < handshakes; ++i) {
    MemoryHandshake handshake = link_.Run(NextSession());
    if (!Check(handshake, discarded)) {
      return tl::unexpected(failure_);
    }
    samples.push_back(static_cast<double>(handshake.client_cost.total() + handshake.server_cost.total()));
  }
  return Median(std::move(samples)).value_or(0);
}

Round MemoryTrial::RunRound(unsigned limit) {
  Round round;
  const unsigned count = limit == 0 ? per_round_ : std::min(limit, per_round_);
  // The first handshakes find cold caches; they are verified like the others but enter no number.
  MemoryHandshake first = link_.RunWithRequest(NextSession());
  Round discarded;
  bool good = Check(first, discarded);
  for (unsigned i = 0; good && i < 1 + count / 20; ++i) {
    MemoryHandshake handshake = link_.Run(NextSession());
    good = Check(handshake, discarded);
  }
  if (good) {
    Measure(count, round);
    round.counts.first_byte_round_trips = first.counts.first_byte_round_trips;
    CountInstructions(round);
  } else {
    round = discarded;
    round.handshakes = round.failed = 1;
    round.verified = 0;
  }
  if (round.verified < round.handshakes) {
    end_ = failure_;
  }
  return round;
}

void MemoryTrial::Measure(unsigned count, Round& round) {
  CpuSamples client;
  CpuSamples server;
  CountSamples counts;
  client.Reserve(count);
  server.Reserve(count);
  const std::int64_t wall_start = MonotonicNs();
  const std::int64_t cpu_start = ThreadCpuNs();
  for (unsigned i = 0; i < count && round.failed == 0; ++i) {
    MemoryHandshake handshake = link_.Run(NextSession());
    if (Check(handshake, round)) {
      client.Add(handshake.client_cost);
      server.Add(handshake.server_cost);
      counts.Add(handshake.counts);
    }
  }
  const std::int64_t cpu_ns = ThreadCpuNs() - cpu_start;
  round.preempted = Preempted(MonotonicNs() - wall_start, cpu_ns);
  round.counts = counts.Summarize();
  if (round.verified > 0) {
    round.client_cpu = client.Summarize();
    round.server_cpu = server.Summarize();
  }
}

// Runs a few more handshakes with the processor's counters. One that is not verified ends the cell, as any other does.
void MemoryTrial::CountInstructions(Round& round) {
  if (counters_ == nullptr || round.verified < round.handshakes) {
    return;
  }
  const CounterCounting counting(*counters_);
  CounterSamples client;
  CounterSamples server;
  for (int i = 0; i < kCountedHandshakes; ++i) {
    CounterCounting::Restart();
    if (const auto handshake = RunOneBy(&MemoryLink::RunWithCounters); !handshake) {
      ++round.handshakes;
      ++round.failed;
      round.reason = handshake.error();
      return;
    }
    client.Add(CounterCounting::Of(Role::kClient));
    server.Add(CounterCounting::Of(Role::kServer));
  }
  round.client_counters = client.Summarize();
  round.server_counters = server.Summarize();
}

// Counts the handshake into the round and keeps its session for the next one.
bool MemoryTrial::Check(MemoryHandshake& handshake, Round& round) {
  ++round.handshakes;
  const auto fail = [&](Outcome failure) {
    failure_ = std::move(failure);
    ++round.failed;
    round.reason = failure_.reason;
    return false;
  };
  const WireFacts wire = handshake.Wire();
  if (!handshake.failure.empty()) {
    const auto given_up = handshake.failure.starts_with("client failed")
                              ? GivenUpAfterRefusal(scenario_, wire, handshake.failure)
                              : std::nullopt;
    return fail(given_up.value_or(Outcome{Status::kFailed, handshake.failure}));
  }
  if (auto outcome = OutcomeOf(scenario_, Verify(scenario_, handshake.client, &handshake.server, wire))) {
    return fail(std::move(*outcome));
  }
  if (++round.verified == 1) {
    round.parameters = ParametersOf(scenario_, handshake.client, wire, !scenario_.as_shipped);
    round.parameters.early_data_bytes = static_cast<unsigned>(handshake.early_data_bytes);
  }
  sessions_.Keep(std::move(handshake.session));
  return true;
}

std::string MemoryTrial::RunAsInRound() {
  MemoryHandshake handshake = link_.Run(NextSession());
  return Check(handshake, in_no_round_) ? "" : in_no_round_.reason;
}

tl::expected<MemoryTrial::Measured, std::string> MemoryTrial::RunOneBy(
    MemoryHandshake (MemoryLink::*run)(const Session* resume)) {
  MemoryHandshake handshake = (link_.*run)(NextSession());
  if (!Check(handshake, in_no_round_)) {
    return tl::unexpected(in_no_round_.reason);
  }
  return Measured{handshake.client_cost, handshake.server_cost, handshake.counts};
}

bool MemoryTrial::Preempted(std::int64_t wall_ns, std::int64_t cpu_ns) {
  return static_cast<double>(std::abs(wall_ns - cpu_ns)) > kPreemptedAbove * static_cast<double>(wall_ns);
}

MemoryTrial::Cost MemoryTrial::MeasureCost(unsigned handshakes) {
  std::vector<double> accounted;
  accounted.reserve(handshakes);
  for (unsigned i = 0; i < handshakes; ++i) {
    const MemoryHandshake handshake = link_.Run(NextSession());
    accounted.push_back(static_cast<double>(handshake.client_cost.total() + handshake.server_cost.total()));
  }
  std::vector<double> bare;
  const unsigned batch = std::max(1U, handshakes / kBatches);
  for (unsigned done = 0; done < handshakes; done += batch) {
    bare.push_back(BareNs(batch));
  }
  return {Median(std::move(accounted)).value_or(0), Median(std::move(bare)).value_or(0)};
}

double MemoryTrial::BareNs(unsigned handshakes) {
  const std::int64_t start = MonotonicNs();
  for (unsigned i = 0; i < handshakes; ++i) {
    link_.RunBare(NextSession());
  }
  return static_cast<double>(MonotonicNs() - start) / handshakes;
}

tl::expected<MemoryTrial::CountedHandshake, std::string> MemoryTrial::CountHandshake(bool request) {
  const Session* const session = NextSession();
  HeapCounting::RestartPeaks();
  const HeapUse client_before = HeapCounting::Of(Role::kClient);
  const HeapUse server_before = HeapCounting::Of(Role::kServer);
  CountedHandshake counted;
  MemoryHandshake handshake = link_.RunCounted(session, request, [&] {
    counted.client.live_bytes = HeapCounting::Of(Role::kClient).live_bytes - client_before.live_bytes;
    counted.server.live_bytes = HeapCounting::Of(Role::kServer).live_bytes - server_before.live_bytes;
  });
  counted.client.peak_bytes = HeapCounting::Of(Role::kClient).peak_bytes - client_before.live_bytes;
  counted.server.peak_bytes = HeapCounting::Of(Role::kServer).peak_bytes - server_before.live_bytes;
  counted.client.allocations = handshake.client_cost.total();
  counted.server.allocations = handshake.server_cost.total();
  Round round;
  if (!Check(handshake, round)) {
    return tl::unexpected(round.reason);
  }
  return counted;
}

}  // namespace tlsbench
