// The supervisor with real workers, this program in its hidden mode, over fakes that break in every way.

#include "bench/worker/supervisor.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <set>

#include "bench/measure/heap_runner.h"
#include "tests/support/children.h"
#include "tests/support/pair.h"
#include "tests/support/plugins.h"

namespace tlsbench {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPatience(1500);
constexpr unsigned kManyHandshakes = 12000;  // at most 5000 a round

class SupervisorTest : public testing::Test {
 protected:
  // The interrupt leaves a signal pending that would end the process once it is let through.
  void TearDown() override {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    const timespec now{};
    sigtimedwait(&signals, nullptr, &now);
    EXPECT_TRUE(Children().empty()) << "no worker outlives its execution";
  }

  // One cell for each fake, which meets itself.
  void Run(const std::vector<std::string>& fakes, double seconds, unsigned handshakes = 0, Mode mode = Mode::kRounds) {
    WorkerTask task;
    task.mode = mode;
    task.inputs.credentials = {{{Auth::kEcdsaP256}, {}}};
    task.seconds = seconds;
    task.handshakes = handshakes;
    task.inputs.timeout_ms = 100;
    task.floor = false;
    for (const std::string& fake : fakes) {
      task.inputs.plugins.push_back(PluginFile(fake));
      task.inputs.cells.push_back({fake, "", fake, "", LinkKind::kMemory, "", LocalScenario(kTls13, Handshake::kFull)});
    }
    rounds_.assign(fakes.size(), {});
    Supervisor supervisor(
        state_, interrupt_,
        [this](const Round& round) {
          rounds_[round.cell].push_back(round);
          on_round_();
        },
        [] {}, kPatience);
    supervisor.RunExecution(task);
  }

  std::string EndOf(std::size_t cell) const {
    const auto end = state_.ends.find(cell);
    return end == state_.ends.end() ? "none" : std::string(StatusName(end->second.status)) + ": " + end->second.reason;
  }

  // Strictly growing: no number is used twice, whichever worker measured it.
  void ExpectNumbersGrow(std::size_t cell) const {
    for (std::size_t i = 1; i < rounds_[cell].size(); ++i) {
      EXPECT_GT(rounds_[cell][i].round, rounds_[cell][i - 1].round);
    }
  }

  unsigned HandshakesOf(std::size_t cell) const {
    unsigned sum = 0;
    for (const Round& round : rounds_[cell]) {
      sum += round.handshakes;
    }
    return sum;
  }

  RunState state_;
  const Interrupt interrupt_;
  std::vector<std::vector<Round>> rounds_;
  std::function<void()> on_round_ = [] {};
};

TEST_F(SupervisorTest, AnHonestExecutionHasRoundsAndNoEnds) {
  Run({"fake-honest", "fake-honest"}, 0.3);
  EXPECT_TRUE(state_.ends.empty());
  EXPECT_FALSE(state_.interrupted);
  for (const std::size_t cell : {0U, 1U}) {
    EXPECT_GT(rounds_[cell].size(), 0U);
    ExpectNumbersGrow(cell);
    EXPECT_EQ(rounds_[cell][0].round, 0);
  }
}

TEST_F(SupervisorTest, ACrashWhileHeapsAreCountedCostsOneCellItsHeap) {
  if (HeapWorkerFile().empty()) {
    GTEST_SKIP() << "this build counts no heaps";
  }
  Run({"fake-honest", "fake-crash", "fake-leak"}, 0, 0, Mode::kHeap);
  EXPECT_EQ(EndOf(0), "ok: ") << "not counted again by the worker that follows";
  EXPECT_EQ(EndOf(1), "failed: the library crashed: SIGSEGV");
  EXPECT_EQ(EndOf(2), "ok: ");
  ASSERT_EQ(state_.heaps.size(), 2U);
  EXPECT_GT(state_.heaps.at(0).client.allocations, 0);
  EXPECT_GT(state_.heaps.at(2).client.leaked_bytes, 300);
}

struct Crash {
  std::string fake;
  std::string reason;
};

class SupervisorCrashTest : public SupervisorTest, public testing::WithParamInterface<Crash> {};

// The fake breaks at its 20th handshake, in its first round.
TEST_P(SupervisorCrashTest, TheCellThatBrokeIsBlamedAndTheOthersGoOn) {
  Run({"fake-honest", GetParam().fake, "fake-honest"}, 0, 5000);
  EXPECT_EQ(EndOf(0), "none");
  EXPECT_EQ(EndOf(1), GetParam().reason);
  EXPECT_EQ(EndOf(2), "none");
  for (const std::size_t cell : {0U, 2U}) {
    EXPECT_GT(rounds_[cell].size(), 0U);
    ExpectNumbersGrow(cell);
  }
  EXPECT_TRUE(rounds_[1].empty());
}

INSTANTIATE_TEST_SUITE_P(All, SupervisorCrashTest,
                         testing::Values(Crash{"fake-crash", "failed: the library crashed: SIGSEGV"},
                                         Crash{"fake-abort", "failed: the library crashed: SIGABRT"},
                                         Crash{"fake-quit", "failed: the worker ended with exit code 3"}),
                         [](const auto& row) { return row.param.fake.substr(5); });

TEST_F(SupervisorTest, ACrashWhileWarmingUpIsBlamedToo) {
  setenv("TLSBENCH_FAKE_AFTER", "2", 1);
  Run({"fake-honest", "fake-crash", "fake-abort"}, 0);
  EXPECT_EQ(EndOf(0), "none");
  EXPECT_EQ(EndOf(1), "failed: the library crashed: SIGSEGV");
  EXPECT_EQ(EndOf(2), "failed: the library crashed: SIGABRT");
  EXPECT_EQ(rounds_[0].size(), 1U) << "the first sweep is always finished";
}

TEST_F(SupervisorTest, WhenNothingIsLeftTheExecutionEnds) {
  setenv("TLSBENCH_FAKE_AFTER", "2", 1);
  Run({"fake-crash", "fake-quit"}, 3600);
  EXPECT_EQ(state_.ends.size(), 2U);
}

TEST_F(SupervisorTest, ALibraryThatHangsIsEndedAndTheOthersGoOn) {
  const auto start = std::chrono::steady_clock::now();
  Run({"fake-hang", "fake-honest"}, 0);
  EXPECT_GE(std::chrono::steady_clock::now() - start, kPatience);
  EXPECT_EQ(EndOf(0), "failed: the library hung: no sign of life for 1.8 s");
  EXPECT_EQ(EndOf(1), "none");
  EXPECT_GT(rounds_[1].size(), 0U);
}

TEST_F(SupervisorTest, AWorkerKilledFromOutsideCostsItsRoundAndNothingElse) {
  int seen = 0;
  on_round_ = [&] {
    if (++seen == 3) {
      KillChildren();
    }
  };
  Run({"fake-honest", "fake-honest"}, 3600, kManyHandshakes);
  EXPECT_TRUE(state_.ends.empty()) << EndOf(0) << EndOf(1);
  for (const std::size_t cell : {0U, 1U}) {
    ExpectNumbersGrow(cell);
    EXPECT_EQ(HandshakesOf(cell), kManyHandshakes) << "another worker went on";
  }
}

// Ctrl-C at a terminal reaches parent and worker: what it means is the parent's to say.
TEST_F(SupervisorTest, AWorkerDoesNotHeedAnInterrupt) {
  on_round_ = [] {
    for (const pid_t child : Children()) {
      kill(child, SIGINT);
    }
  };
  Run({"fake-honest"}, 0.3);
  EXPECT_TRUE(state_.ends.empty()) << EndOf(0);
  for (std::size_t i = 0; i < rounds_[0].size(); ++i) {
    EXPECT_EQ(rounds_[0][i].round, static_cast<int>(i)) << "none was lost";
  }
}

TEST_F(SupervisorTest, HandshakesAreCountedAcrossWorkers) {
  int seen = 0;
  on_round_ = [&] {
    if (++seen == 2) {
      KillChildren();
    }
  };
  Run({"fake-honest"}, 3600, kManyHandshakes);
  EXPECT_EQ(HandshakesOf(0), kManyHandshakes);
  ExpectNumbersGrow(0);
}

// Whatever ends each worker of a cell, such as a lack of memory, will end the next.
TEST_F(SupervisorTest, TheThirdWorkerLostInACellIsTheLast) {
  on_round_ = [] { KillChildren(); };
  Run({"fake-honest"}, 3600);
  EXPECT_EQ(EndOf(0), "failed: workers were ended from outside 3 times, the last by SIGKILL");
  EXPECT_GE(rounds_[0].size(), 3U);
  ExpectNumbersGrow(0);
}

TEST_F(SupervisorTest, NonsenseOnThePipeIsIgnored) {
  Run({"fake-scribble", "fake-honest"}, 3600, 50);
  EXPECT_TRUE(state_.ends.empty()) << EndOf(0) << EndOf(1);
  EXPECT_EQ(HandshakesOf(0), 50U);
  EXPECT_EQ(HandshakesOf(1), 50U);
}

TEST_F(SupervisorTest, AnInterruptEndsTheExecutionAndKeepsItsRounds) {
  on_round_ = [] { std::raise(SIGINT); };
  Run({"fake-honest"}, 3600);
  EXPECT_TRUE(state_.interrupted);
  EXPECT_TRUE(state_.ends.empty()) << "nobody failed";
  EXPECT_GT(rounds_[0].size(), 0U);
}

TEST_F(SupervisorTest, AnEndOfTheExecutionBeforeIsAnEnd) {
  state_.ends[0] = {Status::kUnsupported, "before"};
  Run({"fake-honest", "fake-honest"}, 0);
  EXPECT_EQ(EndOf(0), "unsupported: before");
  EXPECT_TRUE(rounds_[0].empty());
  EXPECT_EQ(rounds_[1].size(), 1U);
}

TEST_F(SupervisorTest, TheFloorIsTakenOnceForEachExecution) {
  WorkerTask task;
  task.inputs.plugins = {PluginFile("fake-null"), PluginFile("fake-crash"), PluginFile("fake-honest")};
  task.inputs.credentials = {{{Auth::kEcdsaP256}, {}}};
  task.seconds = 0;
  for (const char* fake : {"fake-crash", "fake-honest"}) {
    task.inputs.cells.push_back({fake, "", fake, "", LinkKind::kMemory, "", LocalScenario(kTls13, Handshake::kFull)});
  }
  Supervisor(
      state_, interrupt_, [](const Round&) {}, [] {})
      .RunExecution(task);
  EXPECT_EQ(state_.ends.size(), 1U) << "a worker was lost";
  ASSERT_EQ(state_.floors.size(), 1U);
  EXPECT_GT(state_.floors[0].with_clock_ns, 0);
}

}  // namespace
}  // namespace tlsbench
