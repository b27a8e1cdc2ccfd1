// The heap of cells between fakes that hold, spike, cache or leak, and that the count reaches real libraries.

#include "bench/measure/heap_runner.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <cstdlib>
#include <vector>

#include "tests/fakes/fake.h"
#include "tests/support/pair.h"
#include "tests/support/plugins.h"

namespace tlsbench {
namespace {

constexpr unsigned kNever = 1'000'000;
constexpr double kLong = 60;  // so that blocks are as long as they may be

TEST(LeakedBytesTest, IsTheMedianOfBlocksThatAllGrew) {
  EXPECT_EQ(LeakedBytes({3200, 3200, 3232, 3200, 3184}, 10), 320);
  EXPECT_EQ(LeakedBytes({3200, 3200, 0, 3200, 3200}, 10), 0) << "a cache that was still filled";
  EXPECT_EQ(LeakedBytes({16, -16, 32, 0, -16}, 10), 0);
  EXPECT_EQ(LeakedBytes({-100, -100}, 10), 0);
  EXPECT_EQ(LeakedBytes({}, 10), 0);
  EXPECT_EQ(LeakedBytes({100}, 0), 0);
}

// The size that the allocator gives for one that is asked for.
std::int64_t Given(std::size_t bytes) {
  void* block = std::malloc(bytes);
  const auto given = static_cast<std::int64_t>(malloc_usable_size(block));
  std::free(block);
  return given;
}

// What a connection does with the heap beyond what the null backend does.
struct Habits {
  std::size_t hold = 0;        // bytes as long as the connection lives
  std::size_t spike = 0;       // bytes during each call
  unsigned cached = 0;         // the context's first connections each leave a block in its cache
  bool freed_by_next = false;  // each connection leaves a block that the next one frees
};

class HabitualConnection : public Connection {
 public:
  HabitualConnection(std::unique_ptr<Connection> real, const Habits& habits)
      : real_(std::move(real)), habits_(habits), held_(std::malloc(habits.hold)) {}
  HabitualConnection(const HabitualConnection&) = delete;
  HabitualConnection& operator=(const HabitualConnection&) = delete;
  ~HabitualConnection() override { std::free(held_); }

  State Feed(Bytes in, Buffer& plaintext, Buffer& out) override {
    void* volatile spike = std::malloc(habits_.spike);
    std::free(spike);
    return real_->Feed(in, plaintext, out);
  }
  State Write(Bytes plaintext, Buffer& out) override { return real_->Write(plaintext, out); }
  State Flush(Buffer& out) override { return real_->Flush(out); }
  State Close(Buffer& out) override { return real_->Close(out); }
  Negotiated negotiated() const override { return real_->negotiated(); }
  std::unique_ptr<Session> TakeSession() override { return real_->TakeSession(); }
  Failure failure() const override { return real_->failure(); }

 private:
  std::unique_ptr<Connection> real_;
  Habits habits_;
  void* held_;
};

class HabitualContext : public Context {
 public:
  HabitualContext(std::unique_ptr<Context> real, const Habits& habits) : real_(std::move(real)), habits_(habits) {}
  std::unique_ptr<Connection> Open(const OpenOptions& options) const override {
    if (cache_.size() < habits_.cached) {
      cache_.emplace_back(1000);
    }
    if (habits_.freed_by_next) {
      left_ = std::make_unique<std::vector<char>>(1000);
    }
    return std::make_unique<HabitualConnection>(real_->Open(options), habits_);
  }

 private:
  std::unique_ptr<Context> real_;
  Habits habits_;
  mutable std::vector<std::vector<char>> cache_;
  mutable std::unique_ptr<std::vector<char>> left_;
};

tl::expected<HeapCost, std::string> CostOf(Fault fault, const Scenario& scenario, const Habits& client = {},
                                           const Habits& server = {}, unsigned after = kNever) {
  const FakeBackend backend(fault, "fake", after);
  Pair ends = MakePair(backend, scenario);
  MemoryTrial trial(scenario, std::make_unique<HabitualContext>(std::move(ends.client), client),
                    std::make_unique<HabitualContext>(std::move(ends.server), server));
  EXPECT_FALSE(trial.Begin());
  return MeasureHeap(trial, kLong);
}

struct Row {
  std::uint16_t protocol;
  Handshake handshake;
};

class HeapTest : public testing::TestWithParam<Row> {
 protected:
  void SetUp() override {
    if (!HeapCounting::Works()) {
      GTEST_SKIP() << "the interposer is not in this build";
    }
  }
  HeapCost Cost(Fault fault, const Habits& client = {}, const Habits& server = {}) const {
    const auto cost = CostOf(fault, LocalScenario(GetParam().protocol, GetParam().handshake), client, server);
    EXPECT_TRUE(cost) << cost.error();
    return cost.value_or(HeapCost());
  }
};

TEST_P(HeapTest, AnHonestFakeAllocatesAndLeavesNothingBehind) {
  const HeapCost cost = Cost(Fault::kNone);
  for (const SideHeap& side : {cost.client, cost.server}) {
    EXPECT_GT(side.allocations, 0);
    EXPECT_GT(side.idle_bytes, 0);
    EXPECT_GE(side.peak_bytes, side.idle_bytes / 2);
    EXPECT_EQ(side.leaked_bytes, 0);
  }
}

TEST_P(HeapTest, AKnownLeakIsGrowthOfItsSideAlone) {
  const HeapCost cost = Cost(Fault::kLeak);
  EXPECT_EQ(cost.client.leaked_bytes, Given(kFakeLeakBytes));
  EXPECT_EQ(cost.server.leaked_bytes, 0);
}

TEST_P(HeapTest, WhatAnOpenConnectionHoldsIsItsSides) {
  const HeapCost plain = Cost(Fault::kNone);
  const HeapCost holding = Cost(Fault::kNone, {}, {.hold = 10'000});
  EXPECT_EQ(holding.server.idle_bytes - plain.server.idle_bytes, Given(10'000) - Given(0));
  EXPECT_EQ(holding.client.idle_bytes, plain.client.idle_bytes);
  EXPECT_EQ(holding.server.allocations, plain.server.allocations);
  EXPECT_EQ(holding.server.leaked_bytes, 0);
}

TEST_P(HeapTest, AShortSpikeIsInThePeakOnly) {
  const HeapCost plain = Cost(Fault::kNone);
  const HeapCost spiking = Cost(Fault::kNone, {.spike = 1'000'000}, {});
  EXPECT_GE(spiking.client.peak_bytes, 1'000'000);
  EXPECT_LT(plain.client.peak_bytes, 1'000'000);
  EXPECT_EQ(spiking.client.idle_bytes, plain.client.idle_bytes);
  EXPECT_EQ(spiking.server.peak_bytes, plain.server.peak_bytes);
}

TEST_P(HeapTest, ACacheThatIsFullAtSomeTimeIsNoLeak) {
  for (const unsigned cached : {3U, 20U, 60U}) {
    EXPECT_EQ(Cost(Fault::kNone, {}, {.cached = cached}).server.leaked_bytes, 0) << cached;
  }
  EXPECT_GT(Cost(Fault::kNone, {}, {.cached = kNever}).server.leaked_bytes, 1000) << "one that never is";
}

TEST_P(HeapTest, WhatTheNextConnectionFreesIsNoLeak) {
  EXPECT_EQ(Cost(Fault::kNone, {.freed_by_next = true}, {.freed_by_next = true}).client.leaked_bytes, 0);
}

TEST_P(HeapTest, WithoutTimeItIsStillMeasured) {
  const Scenario scenario = LocalScenario(GetParam().protocol, GetParam().handshake);
  const FakeBackend backend(Fault::kLeak, "fake", kNever);
  Pair ends = MakePair(backend, scenario);
  MemoryTrial trial(scenario, std::move(ends.client), std::move(ends.server));
  ASSERT_FALSE(trial.Begin());
  const auto cost = MeasureHeap(trial, -1);
  ASSERT_TRUE(cost) << cost.error();
  EXPECT_EQ(cost->client.leaked_bytes, Given(kFakeLeakBytes));
}

TEST_P(HeapTest, AHandshakeThatFailsIsSaid) {
  const auto cost = CostOf(Fault::kFail, LocalScenario(GetParam().protocol, GetParam().handshake), {}, {}, 25);
  ASSERT_FALSE(cost);
  EXPECT_EQ(cost.error(), "client failed: scripted failure");
}

INSTANTIATE_TEST_SUITE_P(All, HeapTest,
                         testing::Values(Row{kTls12, Handshake::kFull}, Row{kTls12, Handshake::kTicket},
                                         Row{kTls13, Handshake::kFull}, Row{kTls13, Handshake::kTicket}),
                         [](const auto& row) {
                           return std::string(row.param.protocol == kTls13 ? "tls13" : "tls12") +
                                  (row.param.handshake == Handshake::kFull ? "full" : "ticket");
                         });

TEST(HeapWithoutInterposerTest, NothingIsCountedAndItIsSaid) {
  if (HeapCounting::Works()) {
    GTEST_SKIP() << "the interposer is in this build";
  }
  const auto cost = CostOf(Fault::kNone, LocalScenario(kTls13, Handshake::kFull));
  ASSERT_FALSE(cost);
  EXPECT_EQ(cost.error(), kNoHeapCounting);
}

// Static plug-ins and shared libraries, each with an allocator of its own making in front.
class HeapOfLibraryTest : public testing::TestWithParam<const char*> {};

TEST_P(HeapOfLibraryTest, IsSeenOnBothSides) {
  if (!HeapCounting::Works() || !HasPlugin(GetParam())) {
    GTEST_SKIP();
  }
  const Scenario scenario = LocalScenario(kTls13, Handshake::kFull);
  const Backend& backend = BackendOf(GetParam());
  MemoryTrial trial(scenario, MakeTestContext(backend, TestClient(scenario)),
                    MakeTestContext(backend, TestServer(scenario)));
  ASSERT_FALSE(trial.Begin());
  const auto cost = MeasureHeap(trial, 0);
  ASSERT_TRUE(cost) << cost.error();
  for (const SideHeap& side : {cost->client, cost->server}) {
    EXPECT_GT(side.allocations, 10);
    EXPECT_GT(side.idle_bytes, 1000);
    EXPECT_GE(side.peak_bytes, side.idle_bytes);
    EXPECT_EQ(side.leaked_bytes, 0);
  }
}

INSTANTIATE_TEST_SUITE_P(All, HeapOfLibraryTest, testing::Values("openssl", "boringssl", "wolfssl", "gnutls"),
                         [](const auto& name) { return std::string(name.param); });

}  // namespace
}  // namespace tlsbench
