#include "bench/measure/socket_runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "bench/os/clock.h"
#include "bench/verify/encrypted_messages.h"
#include "bench/verify/verify.h"

namespace tlsbench {
namespace {

// A round on a socket ends after this many failures: to wait longer for a lost server shows nothing new.
constexpr unsigned kMaxFailures = 3;
constexpr std::uint32_t kMinRttForStallsUs = 1000;  // below it a server's own pauses look like stalls
constexpr int kAlertProtocolVersion = 70;           // RFC 9846, section 6.2

}  // namespace

SocketTrial::SocketTrial(const Scenario& scenario, std::unique_ptr<Context> client, SocketPlan plan,
                         ServerProcess* server)
    : scenario_(scenario),
      context_(std::move(client)),
      plan_(std::move(plan)),
      client_(*context_, plan_),
      server_(server),
      sessions_(scenario),
      renews_tickets_(scenario.tls13()) {}

std::optional<Outcome> SocketTrial::WarmUp() {
  Round round;
  double fastest_ms = 0;
  for (int i = 0; i < plan_.warm_ups; ++i) {
    if (auto end = sessions_.NeedsPriming() ? Prime() : std::nullopt) {
      return end;
    }
    const std::int64_t start = MonotonicNs();
    const SocketHandshake handshake = Handshake(true);
    const double ms = static_cast<double>(MonotonicNs() - start) / 1e6;
    fastest_ms = i == 0 ? ms : std::min(fastest_ms, ms);
    const bool one_is_enough = ms > kRoundMs;  // on a long path cold caches do not show
    // A remote server that does not resume is reported by the measured handshakes, with their count.
    if (Check(handshake, round)) {
      flights_ = {round.parameters, handshake.flights};
      if (const auto wrong = remote() ? std::nullopt : WrongMessages(scenario_, handshake.flights)) {
        return Outcome{Status::kFailed, *wrong};
      }
    } else if (!remote() || not_resumed_ == 0) {
      return failure_;
    }
    if (one_is_enough) {
      break;
    }
  }
  not_resumed_ = 0;
  per_round_ = HandshakesPerRound(fastest_ms);
  return std::nullopt;
}

// Runs a full handshake whose ticket the resumptions use.
std::optional<Outcome> SocketTrial::Prime() {
  plan_.on_handshake();
  SocketHandshake priming = client_.Run(nullptr, true);
  if (priming.kind != SocketFailure::kNone) {
    return Explain(priming);
  }
  auth_ = AuthOfKey(priming.client.peer_key, priming.client.peer_key_bits);
  const bool none = !priming.session;
  if (const auto why = sessions_.Prime(std::move(priming.session))) {
    return Outcome{remote() ? Status::kRefused : Status::kFailed, *why, none ? Cause::kNoSession : Cause::kOther};
  }
  return std::nullopt;
}

// Runs the full handshake whose ticket the next one needs, if it needs one, and adds its CPU time on the server to
// `server_cpu_us`. Returns false if there is still no session; failure_ says why.
bool SocketTrial::PrimeIfNeeded(double& server_cpu_us) {
  if (!sessions_.NeedsPriming()) {
    return true;
  }
  const double before = ServerCpuUs().value_or(0);
  failure_ = Prime();
  server_cpu_us += failure_ ? 0 : ServerCpuUs().value_or(0) - before;
  return !sessions_.NeedsPriming();
}

// Adds up the cost of the handshakes alone, without priming and verification.
SocketHandshake SocketTrial::TimedHandshake(double& client_cpu_us, double& elapsed_s) {
  const std::int64_t start = MonotonicNs();
  const std::int64_t cpu_start = ProcessCpuNs();
  SocketHandshake handshake = Handshake();
  client_cpu_us += static_cast<double>(ProcessCpuNs() - cpu_start) / 1000;
  elapsed_s += static_cast<double>(MonotonicNs() - start) / 1e9;
  return handshake;
}

Round SocketTrial::RunRound(unsigned limit) {
  Round round;
  const unsigned count = limit == 0 ? per_round_ : std::min(limit, per_round_);
  CountSamples counts;
  double elapsed_s = 0;
  double client_cpu_us = 0;   // of the handshakes alone, without priming and verification
  double priming_cpu_us = 0;  // on the server
  const std::optional<double> server_cpu_start = ServerCpuUs();
  const Deadline deadline = After(plan_.timeout);
  SocketHandshake last;
  while (round.handshakes < count && round.failed < kMaxFailures && std::chrono::steady_clock::now() < deadline) {
    if (!PrimeIfNeeded(priming_cpu_us)) {
      ++round.handshakes;
      ++round.failed;
      round.reason = failure_->reason;
      break;
    }
    last = TimedHandshake(client_cpu_us, elapsed_s);
    if (Check(last, round)) {
      round.latencies.push_back(LatencyOf(last));
      counts.Add(last.counts);
    }
  }
  const std::optional<double> server_cpu_end = ServerCpuUs();
  round.elapsed_s = elapsed_s;
  round.counts = counts.Summarize();
  round.client_process_cpu_us = client_cpu_us / round.handshakes;
  if (server_cpu_start && server_cpu_end) {
    round.server_process_cpu_us = (*server_cpu_end - *server_cpu_start - priming_cpu_us) / round.handshakes;
  }
  if (round.failed > 0) {
    end_ = failure_;
  } else if (not_resumed_ > 0) {
    end_ = Outcome{Status::kRefused, Declined(round)};
  }
  return round;
}

std::string SocketTrial::Declined(const Round& round) const {
  if (scenario_.handshake == Handshake::kFalseStart) {
    return round.reason;
  }
  return scenario_.early_data()
             ? fmt::format("the server took the early data of {} of {} tries", round.verified, round.handshakes)
             : fmt::format("the server resumed {} of {} tries; the others were full handshakes", round.verified,
                           round.handshakes);
}

Latency SocketTrial::LatencyOf(const SocketHandshake& handshake) {
  Latency latency{handshake.connect_ms, handshake.handshake_ms, handshake.first_byte_ms, handshake.moments};
  latency.client_tcp = handshake.tcp;
  latency.congestion = handshake.congestion;
  if (plan_.asks_server_tcp) {
    if (const auto server = server_->Tcp(handshake.wire.client_random, plan_.timeout)) {
      latency.server_tcp = server->facts;
      latency.stalls = handshake.stalls + server->stalls;
    }
  } else if (remote() && handshake.tcp && handshake.tcp->min_rtt_us >= kMinRttForStallsUs) {
    latency.stalls = handshake.stalls;
  }
  return latency;
}

SocketHandshake SocketTrial::Handshake(bool record) {
  // Without a request nothing else would wait for the tickets, which are counted.
  const bool want_session = renews_tickets_ && (scenario_.offers_session() || plan_.request.empty());
  plan_.on_handshake();
  SocketHandshake handshake = client_.Run(sessions_.get(), want_session, record);
  if (handshake.kind != SocketFailure::kNone) {
    return handshake;
  }
  *plan_.answered = true;
  renews_tickets_ = renews_tickets_ && handshake.session;  // do not wait again for tickets that never come
  sessions_.Keep(std::move(handshake.session));
  return handshake;
}

// Counts the handshake into the round. On loopback and paths the server process is asked for its own report, by the
// client's random value.
bool SocketTrial::Check(const SocketHandshake& handshake, Round& round) {
  ++round.handshakes;
  const auto fail = [&](Outcome failure) {
    ++round.failed;
    round.reason = failure.reason;
    failure_ = std::move(failure);
    return false;
  };
  if (handshake.kind != SocketFailure::kNone) {
    return fail(Explain(handshake));
  }
  std::optional<Negotiated> server;
  if (!remote()) {
    auto word = server_->Await(handshake.wire.client_random, plan_.timeout);
    if (!word || !word->failure.empty()) {
      return fail({Status::kFailed, word ? "server failed: " + word->failure : word.error()});
    }
    server = std::move(word->negotiated);
  }
  const Verification verification = Verify(scenario_, handshake.client, server ? &*server : nullptr, handshake.wire);
  if (verification.outcome == VerificationOutcome::kDeclined && remote()) {
    ++not_resumed_;
    round.reason = verification.reason;
    return false;
  }
  if (remote() && verification.outcome == VerificationOutcome::kHelloRetry) {
    return fail({Status::kRefused, fmt::format("the server asked for another group with a HelloRetryRequest, a round "
                                               "trip that this row does not have; --group {} avoids it",
                                               GroupName(handshake.wire.group))});
  }
  if (auto outcome = OutcomeOf(scenario_, verification)) {
    return fail(std::move(*outcome));
  }
  if (auto difference = Describe(handshake, round)) {
    return fail({Status::kFailed, *difference});
  }
  ++round.verified;
  return true;
}

// Returns how a failed handshake ends the row, and whether it concerns the whole target.
Outcome SocketTrial::Explain(const SocketHandshake& handshake) const {
  const bool other_protocol = handshake.wire.server_hello && handshake.wire.protocol != scenario_.protocol;
  if (remote() && (handshake.alert_received == kAlertProtocolVersion || other_protocol)) {
    return {Status::kRefused, fmt::format("the server does not offer TLS {}", ProtocolName(scenario_.protocol))};
  }
  if (remote() && handshake.certificate_refused) {
    return {Status::kFailed,
            handshake.failure + "; --ca names other roots, --sni another name, --insecure accepts any"};
  }
  const bool declined = handshake.wire.server_hello && scenario_.offers_session() && !handshake.wire.resumed();
  if (const auto end = GivenUpAfterRefusal(scenario_, handshake.wire, handshake.failure);
      end && handshake.kind == SocketFailure::kLibrary) {
    return *end;
  }
  if (remote() && declined && handshake.kind == SocketFailure::kLibrary) {
    // wolfSSL 5.5 fails here (PR 8097); other libraries go on with a full handshake, which Check() then sees.
    return {Status::kRefused,
            "the server did not resume, and the client's library cannot go on from there: " + handshake.failure};
  }
  // If the target has answered before, its other rows may still succeed.
  const bool hopeless = handshake.kind == SocketFailure::kNotTls || handshake.kind == SocketFailure::kSilent;
  const bool whole_target = remote() && hopeless && !*plan_.answered;
  return {Status::kFailed, handshake.failure, whole_target ? Cause::kWholeTarget : Cause::kOther};
}

// Fills in what was negotiated. All handshakes of a row must be alike: if a target varies its choice, the user must pin
// it. Returns how this handshake differs from the first.
std::optional<std::string> SocketTrial::Describe(const SocketHandshake& handshake, Round& round) {
  const Negotiated& client = handshake.client;
  const bool pinned = !remote() && !scenario_.as_shipped;
  Parameters parameters = ParametersOf(scenario_, client, handshake.wire, pinned);
  parameters.early_data_bytes = static_cast<unsigned>(handshake.early_data_bytes);
  if (remote()) {
    parameters.auth = client.resumed ? auth_ : AuthOfKey(client.peer_key, client.peer_key_bits);
  }
  if (!first_) {
    first_ = parameters;
  }
  round.parameters = parameters;
  for (const auto field : {&Parameters::cipher_suite, &Parameters::group, &Parameters::auth}) {
    if (parameters.*field != (*first_).*field) {
      return fmt::format("the server negotiated {} in one handshake and {} in another; pin it with --cipher or --group",
                         (*first_).*field, parameters.*field);
    }
  }
  return std::nullopt;
}

std::optional<double> SocketTrial::ServerCpuUs() {
  if (remote()) {
    return std::nullopt;
  }
  const auto cpu = server_->CpuUs(plan_.timeout);
  return cpu ? std::optional<double>(*cpu) : std::nullopt;
}

}  // namespace tlsbench
