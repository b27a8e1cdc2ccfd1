// A process that callgrind does not run says so. The numbers are worker/counting_execution_test.cc's.

#include "bench/measure/callgrind_runner.h"

#include <gtest/gtest.h>

#include "tests/fakes/fake.h"
#include "tests/support/pair.h"

namespace tlsbench {
namespace {

TEST(InstructionsTest, WithoutCallgrindThereAreNone) {
  const Scenario scenario = LocalScenario(kTls13, Handshake::kFull);
  Pair ends = MakePair(FakeBackend(Fault::kNone, "fake", 1'000'000), scenario);
  MemoryTrial trial(scenario, std::move(ends.client), std::move(ends.server));
  const auto cost = InstructionCounter(testing::TempDir()).CountCell(trial, 0);
  ASSERT_FALSE(cost);
  EXPECT_EQ(cost.error(), "callgrind does not run this process");
}

}  // namespace
}  // namespace tlsbench
