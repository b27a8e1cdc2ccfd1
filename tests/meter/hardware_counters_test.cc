// The meter over a scripted source and over the kernel's software clocks, which every machine has; that a machine
// without the processor's counters says so.

#include "bench/meter/hardware_counters.h"

#include <gtest/gtest.h>
#include <linux/perf_event.h>

#include <cerrno>

#include "bench/measure/memory_runner.h"
#include "tests/fakes/fake.h"
#include "tests/support/pair.h"

namespace tlsbench {
namespace {

// Two clocks for counters: they count nanoseconds of this thread.
constexpr CounterEvents kSoftware{PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK, PERF_COUNT_SW_CPU_CLOCK};
constexpr CounterEvents kNoSuchEvent{PERF_TYPE_SOFTWARE, 1'000'000, 1'000'000};

// Each reading costs 7 instructions and 3 cycles; work is what a test adds.
class ScriptedSource : public CounterSource {
 public:
  CounterValues Read() override {
    values_.instructions += 7;
    values_.cycles += 3;
    return values_;
  }
  void Work(std::int64_t instructions, std::int64_t cycles) {
    values_.instructions += instructions;
    values_.cycles += cycles;
  }

 private:
  CounterValues values_;
};

TEST(CounterMeterTest, AddsUpTheWorkOfItsSideWithoutItsOwn) {
  ScriptedSource source;
  const CounterCounting counting(source);
  std::int64_t sink = 1;
  for (int i = 0; i < 2; ++i) {
    const CounterMeter meter(sink, Role::kServer);
    source.Work(100, 40);
  }
  source.Work(1'000'000, 1'000'000);
  EXPECT_EQ(sink, 201);
  EXPECT_EQ(CounterCounting::Of(Role::kServer).instructions, 200);
  EXPECT_EQ(CounterCounting::Of(Role::kServer).cycles, 80);
  EXPECT_EQ(CounterCounting::Of(Role::kClient).instructions, 0);
  CounterCounting::Restart();
  EXPECT_EQ(CounterCounting::Of(Role::kServer).instructions, 0);
}

TEST(CounterMeterTest, AnotherCountBeginsAtZero) {
  ScriptedSource source;
  {
    const CounterCounting counting(source);
    std::int64_t sink = 0;
    const CounterMeter meter(sink, Role::kClient);
    source.Work(5, 5);
  }
  const CounterCounting counting(source);
  EXPECT_EQ(CounterCounting::Of(Role::kClient).instructions, 0);
}

TEST(OpenCountersTest, TheKernelsOwnCountersGrowWithWork) {
  auto source = OpenCounters(kSoftware);
  if (!source) {
    GTEST_SKIP() << source.error();
  }
  const CounterValues before = (*source)->Read();
  const std::int64_t end = ThreadCpuNs() + 1'000'000;
  while (ThreadCpuNs() < end) {
  }
  EXPECT_GE((*source)->Read().instructions - before.instructions, 900'000);
  EXPECT_GE((*source)->Read().cycles - before.cycles, 900'000);
}

TEST(OpenCountersTest, WhatTheKernelDoesNotCountIsOneLine) {
  const auto source = OpenCounters(kNoSuchEvent);
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().rfind("no hardware counters: perf_event_open says ", 0), 0U) << source.error();
}

TEST(OpenCountersTest, TheProcessorsCountOrSayWhyNot) {
  const auto source = OpenCounters();
  if (source) {
    EXPECT_GT((*source)->Read().instructions, 0);
  } else {
    EXPECT_EQ(source.error().substr(0, 21), "no hardware counters:");
    EXPECT_EQ(source.error().find('\n'), std::string::npos);
  }
}

TEST(WhyNoCountersTest, TheLineSaysWhatWouldHelp) {
  EXPECT_EQ(WhyNoCounters(ENOENT),
            "no hardware counters: perf_event_open says No such file or directory; a virtual machine often has none");
  for (const int error : {EACCES, EPERM}) {
    EXPECT_NE(WhyNoCounters(error).find("perf_event_paranoid"), std::string::npos);
  }
  EXPECT_EQ(WhyNoCounters(EMFILE), "no hardware counters: perf_event_open says Too many open files");
}

// A whole round: counted after its timed part, both sides apart.
class CountedRoundTest : public testing::Test {
 protected:
  Round RunRound(CounterSource* source, Fault fault = Fault::kNone, unsigned after = 1'000'000) {
    const Scenario scenario = LocalScenario(kTls13, Handshake::kTicket);
    const FakeBackend backend(fault, "fake", after);
    Pair ends = MakePair(backend, scenario);
    MemoryTrial trial(scenario, std::move(ends.client), std::move(ends.server));
    EXPECT_FALSE(trial.Begin());
    if (source != nullptr) {
      trial.UseCounters(*source);
    }
    Round round = trial.RunRound(4);
    ended_ = trial.end().has_value();
    return round;
  }
  bool ended_ = false;
};

TEST_F(CountedRoundTest, HasBothSidesMedians) {
  auto source = OpenCounters(kSoftware);
  if (!source) {
    GTEST_SKIP() << source.error();
  }
  const Round round = RunRound(source->get());
  ASSERT_TRUE(round.client_counters && round.server_counters);
  EXPECT_GT(round.client_counters->instructions, 0);
  EXPECT_GT(round.server_counters->cycles, 0);
  EXPECT_EQ(round.handshakes, 4U) << "those that are counted stand in no other number";
  EXPECT_EQ(round.verified, 4U);
}

TEST_F(CountedRoundTest, WithoutCountersHasNone) {
  const Round round = RunRound(nullptr);
  EXPECT_FALSE(round.client_counters);
  EXPECT_FALSE(round.server_counters);
}

// Nothing is counted between two readings that cost the same.
TEST_F(CountedRoundTest, CountersThatTellNothingAreEmptyAndNotZero) {
  ScriptedSource source;
  EXPECT_FALSE(RunRound(&source).client_counters);
}

// 1 + 5 connections of Begin, then 2 and 4 of the round: the 13th is the first that is counted.
TEST_F(CountedRoundTest, AHandshakeThatFailsWhileCountedFailsTheRow) {
  ScriptedSource source;
  const Round round = RunRound(&source, Fault::kFail, 14);
  EXPECT_EQ(round.verified, 4U);
  EXPECT_EQ(round.handshakes, 5U);
  EXPECT_EQ(round.failed, 1U);
  EXPECT_EQ(round.reason, "client failed: scripted failure");
  EXPECT_TRUE(ended_);
  EXPECT_FALSE(round.client_counters);
}

}  // namespace
}  // namespace tlsbench
