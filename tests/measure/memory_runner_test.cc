// Cells on the memory link between fakes: what is counted, and that nothing unverified passes.

#include "bench/measure/memory_runner.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "tests/fakes/fake.h"
#include "tests/support/pair.h"

namespace tlsbench {
namespace {

constexpr unsigned kNever = 1'000'000;

struct Row {
  std::uint16_t protocol;
  Handshake handshake;
};

std::unique_ptr<MemoryTrial> MakeTrial(Fault fault, const Scenario& scenario, unsigned after = kNever) {
  const FakeBackend backend(fault, "fake", after);
  Pair ends = MakePair(backend, scenario);
  return std::make_unique<MemoryTrial>(scenario, std::move(ends.client), std::move(ends.server));
}

std::string WarmUpReason(Fault fault, const Scenario& scenario, unsigned after = kNever) {
  const auto end = MakeTrial(fault, scenario, after)->WarmUp();
  return end ? std::string(StatusName(end->status)) + ": " + end->reason : "no end";
}

class MemoryTrialTest : public testing::TestWithParam<Row> {
 protected:
  Scenario scenario() const { return LocalScenario(GetParam().protocol, GetParam().handshake); }
  std::unique_ptr<MemoryTrial> WarmTrial(Fault fault, unsigned after = kNever) const {
    auto trial = MakeTrial(fault, scenario(), after);
    const auto end = trial->WarmUp();
    EXPECT_FALSE(end) << end->reason;
    return trial;
  }
};

TEST_P(MemoryTrialTest, EveryHandshakeOfAnHonestRoundIsVerified) {
  const auto trial = WarmTrial(Fault::kNone);
  for (int i = 0; i < 3; ++i) {
    const Round round = trial->RunRound(0);
    EXPECT_GE(round.handshakes, kMinHandshakes);
    EXPECT_EQ(round.verified, round.handshakes);
    EXPECT_EQ(round.failed, 0U);
    EXPECT_EQ(round.reason, "");
    EXPECT_FALSE(trial->end());
  }
}

TEST_P(MemoryTrialTest, FlightsRoundTripsAndBytesAreThoseOfTheProtocol) {
  const FlightCounts counts = WarmTrial(Fault::kNone)->RunRound(7).counts;
  const bool two = GetParam().protocol == kTls12 && GetParam().handshake == Handshake::kFull;
  EXPECT_EQ(counts.flights, two ? 4U : 3U);
  EXPECT_EQ(counts.round_trips, two ? 2U : 1U);
  EXPECT_EQ(counts.first_byte_round_trips, two ? 3U : 2U);
  EXPECT_GT(counts.bytes_sent, 0U);
  EXPECT_GT(counts.bytes_received, 0U);
  EXPECT_EQ(counts.ticket_bytes > 0, GetParam().protocol == kTls13);
}

TEST_P(MemoryTrialTest, TheWarmUpLeavesTheFlightsOfOneHandshakeOfTheRow) {
  EXPECT_TRUE(MakeTrial(Fault::kNone, scenario(), kNever)->flights().flights.empty()) << "before it";
  const auto trial = WarmTrial(Fault::kNone);
  const CellFlights flights = trial->flights();
  const bool two = GetParam().protocol == kTls12 && GetParam().handshake == Handshake::kFull;
  ASSERT_EQ(flights.flights.size(), two ? 6U : 4U);
  EXPECT_EQ(flights.flights[1].messages.find("Certificate") != std::string::npos, two) << "no priming";
  EXPECT_EQ(flights.parameters.cipher_suite, CipherSuiteName(scenario().cipher_suite));
  const FlightCounts counts = trial->RunRound(7).counts;
  EXPECT_EQ(trial->flights().flights[0].handshake_bytes, flights.flights[0].handshake_bytes) << "rounds record nothing";
  EXPECT_EQ(flights.flights[0].handshake_bytes + flights.flights[2].handshake_bytes, counts.bytes_sent);
}

TEST_P(MemoryTrialTest, BothSidesCpuIsMeasuredInParts) {
  const Round round = WarmTrial(Fault::kNone)->RunRound(50);
  ASSERT_TRUE(round.client_cpu && round.server_cpu);
  for (const RoundCpu& cpu : {*round.client_cpu, *round.server_cpu}) {
    EXPECT_GT(cpu.min_us, 0);
    EXPECT_LE(cpu.min_us, cpu.total_us);
    EXPECT_GT(cpu.parts.handshake_us, 0);
    EXPECT_GT(cpu.parts.set_up_us, 0);
    EXPECT_GT(cpu.parts.release_us, 0);
  }
  EXPECT_FALSE(round.elapsed_s) << "of socket links";
  EXPECT_TRUE(round.latencies.empty());
}

TEST_P(MemoryTrialTest, TheParametersAreNamed) {
  const Parameters parameters = WarmTrial(Fault::kNone)->RunRound(5).parameters;
  const bool full = GetParam().handshake == Handshake::kFull;
  EXPECT_EQ(parameters.cipher_suite, CipherSuiteName(scenario().cipher_suite));
  EXPECT_EQ(parameters.group, "x25519");
  EXPECT_EQ(parameters.auth, "ecdsa-p256");
  EXPECT_EQ(parameters.signature_scheme, full ? "ecdsa_secp256r1_sha256" : "");
  EXPECT_EQ(parameters.tickets, GetParam().protocol == kTls13 ? 2U : full ? 1U : 0U);
}

TEST_P(MemoryTrialTest, TheLimitIsNotExceeded) {
  const auto trial = WarmTrial(Fault::kNone);
  for (const unsigned limit : {1U, 2U, kMinHandshakes}) {
    EXPECT_EQ(trial->RunRound(limit).handshakes, limit);
  }
  EXPECT_LE(trial->RunRound(kNever).handshakes, kMaxHandshakes) << "nor the size of a round";
}

TEST_P(MemoryTrialTest, ALibraryThatFailsEndsTheTrial) {
  EXPECT_EQ(WarmUpReason(Fault::kServerFail, scenario(), 2), "failed: server failed: scripted failure");
  EXPECT_EQ(WarmUpReason(Fault::kStall, scenario(), 3), "failed: the handshake stalled: the client waits for more");
}

// Opens no connection once: the one that brings the countdown to 0. At 0 all are opened.
class FailsOnce : public Context {
 public:
  FailsOnce(std::unique_ptr<Context> real, unsigned& countdown) : real_(std::move(real)), countdown_(countdown) {}
  std::unique_ptr<Connection> Open(const OpenOptions& options) const override {
    return countdown_ > 0 && --countdown_ == 0 ? nullptr : real_->Open(options);
  }

 private:
  std::unique_ptr<Context> real_;
  unsigned& countdown_;
};

TEST_P(MemoryTrialTest, AFailureWhileItSettlesEndsTheTrial) {
  unsigned countdown = 100;  // beyond the first handshakes, within the first windows
  Pair ends = MakePair(FakeBackend(Fault::kNone, "fake", kNever), scenario());
  MemoryTrial trial(scenario(), std::make_unique<FailsOnce>(std::move(ends.client), countdown), std::move(ends.server));
  const auto end = trial.WarmUp();
  ASSERT_TRUE(end);
  EXPECT_EQ(end->reason, "the client would not open a connection");
}

// At least 2 connections are discarded in each round.
TEST_P(MemoryTrialTest, AFailureAmongTheDiscardedHandshakesCountsToo) {
  for (const unsigned when : {1U, 2U}) {
    unsigned countdown = 0;
    Pair ends = MakePair(FakeBackend(Fault::kNone, "fake", kNever), scenario());
    MemoryTrial trial(scenario(), std::make_unique<FailsOnce>(std::move(ends.client), countdown),
                      std::move(ends.server));
    ASSERT_FALSE(trial.WarmUp());
    countdown = when;
    const Round round = trial.RunRound(10);
    EXPECT_EQ(round.handshakes, 1U);
    EXPECT_EQ(round.failed, 1U);
    EXPECT_EQ(round.verified, 0U);
    EXPECT_EQ(round.reason, "the client would not open a connection");
    ASSERT_TRUE(trial.end());
    EXPECT_EQ(trial.end()->status, Status::kFailed);
    EXPECT_EQ(trial.end()->reason, round.reason);
    EXPECT_EQ(trial.end()->cause, Cause::kOther);
  }
}

TEST_P(MemoryTrialTest, AFailureEndsItsRoundAndWhatWasVerifiedStands) {
  unsigned countdown = 0;
  Pair ends = MakePair(FakeBackend(Fault::kNone, "fake", kNever), scenario());
  MemoryTrial trial(scenario(), std::make_unique<FailsOnce>(std::move(ends.client), countdown), std::move(ends.server));
  ASSERT_FALSE(trial.WarmUp());
  countdown = 6;  // 2 that are discarded, 3 that are measured
  const Round round = trial.RunRound(10);
  EXPECT_EQ(round.verified, 3U);
  EXPECT_EQ(round.failed, 1U);
  EXPECT_EQ(round.handshakes, round.verified + 1);
  EXPECT_TRUE(round.client_cpu);
  EXPECT_EQ(round.reason, "the client would not open a connection");
  ASSERT_TRUE(trial.end());
  EXPECT_EQ(trial.end()->reason, round.reason);
}

INSTANTIATE_TEST_SUITE_P(All, MemoryTrialTest,
                         testing::Values(Row{kTls12, Handshake::kFull}, Row{kTls12, Handshake::kTicket},
                                         Row{kTls13, Handshake::kFull}, Row{kTls13, Handshake::kTicket}),
                         [](const auto& row) {
                           return std::string(row.param.protocol == kTls13 ? "tls13" : "tls12") +
                                  (row.param.handshake == Handshake::kFull ? "full" : "ticket");
                         });

class MemoryTrialLiesTest : public testing::TestWithParam<std::uint16_t> {
 protected:
  std::string ReasonOf(Fault fault) { return WarmUpReason(fault, LocalScenario(GetParam(), Handshake::kTicket)); }
};

TEST_P(MemoryTrialLiesTest, AClaimThatTheWireDeniesFails) {
  EXPECT_EQ(ReasonOf(Fault::kLyingClient), "failed: the client calls it a resumption, the wire shows a full handshake");
  EXPECT_EQ(ReasonOf(Fault::kLyingServer), "failed: the server calls it a resumption, the wire shows a full handshake");
}

TEST_P(MemoryTrialLiesTest, AFullHandshakeIsNoResumption) {
  EXPECT_EQ(ReasonOf(Fault::kForgetful), "failed: the client offered no session: it was a full handshake");
}

TEST_P(MemoryTrialLiesTest, WithoutATicketThereIsNothingToResume) {
  EXPECT_EQ(ReasonOf(Fault::kNoTickets),
            "failed: the full handshake before the resumption: the server sent no session ticket");
  EXPECT_EQ(WarmUpReason(Fault::kFail, LocalScenario(GetParam(), Handshake::kTicket), 1),
            "failed: the full handshake before the resumption: client failed: scripted failure");
}

INSTANTIATE_TEST_SUITE_P(All, MemoryTrialLiesTest, testing::Values(kTls12, kTls13),
                         [](const auto& row) { return row.param == kTls13 ? "tls13" : "tls12"; });

// Whose session each handshake resumed.
class SessionLog : public Context {
 public:
  SessionLog(std::unique_ptr<Context> real, std::vector<const Session*>& log) : real_(std::move(real)), log_(log) {}
  std::unique_ptr<Connection> Open(const OpenOptions& options) const override {
    log_.push_back(options.resume);
    return real_->Open(options);
  }

 private:
  std::unique_ptr<Context> real_;
  std::vector<const Session*>& log_;
};

// The address of a session that was freed may come again, but not twice in a row, as it lives while the next is made.
TEST(MemoryTrialSessionTest, EachResumptionUsesTheNewestTicket) {
  const Scenario scenario = LocalScenario(kTls13, Handshake::kTicket);
  Pair ends = MakePair(FakeBackend(Fault::kNone, "fake", kNever), scenario);
  std::vector<const Session*> log;
  MemoryTrial trial(scenario, std::make_unique<SessionLog>(std::move(ends.client), log), std::move(ends.server));
  ASSERT_FALSE(trial.WarmUp());
  EXPECT_EQ(trial.RunRound(4).verified, 4U);
  ASSERT_GE(log.size(), 11U);
  EXPECT_EQ(log[0], nullptr) << "a full handshake comes first";
  std::size_t full = 0;  // where the last chain began
  for (std::size_t i = 1; i < log.size(); ++i) {
    EXPECT_NE(log[i], log[i - 1]) << i;
    if (log[i] == nullptr) {
      EXPECT_EQ(i - full, kLongestChain + 1) << "a chain is as long as it may be";
      full = i;
    }
  }
}

TEST_P(MemoryTrialTest, OneHandshakeIsMeasuredAndVerifiedByItself) {
  const auto trial = WarmTrial(Fault::kNone);
  for (unsigned i = 0; i < 2 * kLongestChain; ++i) {
    const auto handshake = trial->RunOne();
    ASSERT_TRUE(handshake) << handshake.error();
    EXPECT_GT(handshake->client_cost.total(), 0);
    EXPECT_GT(handshake->server_cost.total(), 0);
    const bool two = GetParam().protocol == kTls12 && GetParam().handshake == Handshake::kFull;
    EXPECT_EQ(handshake->counts.round_trips, two ? 2U : 1U);
    EXPECT_GT(handshake->counts.bytes_sent, 0U);
  }
}

TEST(MemoryTrialFaultTest, OneHandshakeThatIsNotWhatItsRowSaysHasAReason) {
  const auto trial =
      MakeTrial(Fault::kFail, LocalScenario(kTls13, Handshake::kFull), 20000);  // no warm-up takes as many
  ASSERT_FALSE(trial->WarmUp());
  std::string reason;
  for (int i = 0; i < 20000 && reason.empty(); ++i) {
    const auto handshake = trial->RunOne();
    reason = handshake ? "" : handshake.error();
  }
  EXPECT_NE(reason.find("client failed"), std::string::npos) << reason;
}

// CPU time that a sleeping library does not use is not what the round took.
TEST(MemoryTrialPreemptionTest, ARoundThatWaitedIsMarked) {
  const auto trial = MakeTrial(Fault::kSleepy, LocalScenario(kTls13, Handshake::kFull));
  ASSERT_FALSE(trial->WarmUp());
  const Round round = trial->RunRound(1);
  EXPECT_TRUE(round.preempted);
  EXPECT_EQ(round.verified, 1U) << "it counts all the same";
}

TEST(MemoryTrialPreemptionTest, TwoPercentMayPass) {
  EXPECT_FALSE(MemoryTrial::Preempted(1'000'000, 980'001));
  EXPECT_TRUE(MemoryTrial::Preempted(1'000'000, 979'999));
  EXPECT_TRUE(MemoryTrial::Preempted(1'000'000, 1'020'001)) << "two clocks that disagree are no better";
}

long Interruptions() {  // NOLINT(google-runtime-int): rusage's own type
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_nivcsw;
}

// On a busy machine each of these rounds may really be interrupted, by the kernel or, unseen, by the hypervisor.
TEST(MemoryTrialPreemptionTest, ARoundThatWorkedIsNotMarkedUnlessItWasInterrupted) {
  const auto trial = MakeTrial(Fault::kSlow, LocalScenario(kTls13, Handshake::kFull));
  ASSERT_FALSE(trial->WarmUp());
  const auto before = Interruptions();
  bool marked = true;
  for (int i = 0; i < 200 && marked && Interruptions() == before; ++i) {
    marked = trial->RunRound(1).preempted;
  }
  EXPECT_TRUE(!marked || Interruptions() > before);
}

// Short enough to pass undisturbed now and then on any machine. A trial that was interrupted while it warmed up has
// rounds in which the clock readings alone are 2 %, so there are several.
TEST(MemoryTrialPreemptionTest, NotEveryRoundIsMarked) {
  bool marked = true;
  for (int i = 0; i < 1000 && marked; ++i) {
    const auto trial = MakeTrial(Fault::kNone, LocalScenario(kTls13, Handshake::kFull));
    ASSERT_FALSE(trial->WarmUp());
    for (int k = 0; k < 10 && marked; ++k) {
      marked = trial->RunRound(300).preempted;
    }
  }
  EXPECT_FALSE(marked);
}

TEST(MemoryTrialCostTest, TheCostOfTheHarnessIsMeasuredBothWays) {
  const auto trial = MakeTrial(Fault::kNone, LocalScenario(kTls13, Handshake::kFull));
  ASSERT_FALSE(trial->WarmUp());
  const MemoryTrial::Cost cost = trial->MeasureCost(200);
  EXPECT_GT(cost.with_clock_ns, 0);
  EXPECT_GT(cost.without_clock_ns, 0);
}

}  // namespace
}  // namespace tlsbench
