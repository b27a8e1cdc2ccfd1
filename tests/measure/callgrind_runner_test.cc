// What a worker does that callgrind does not run: it says so, cell by cell. The numbers are callgrind_run_test's.

#include "bench/measure/callgrind_runner.h"

#include <gtest/gtest.h>

#include "tests/support/pair.h"
#include "tests/support/plugins.h"

namespace tlsbench {
namespace {

std::vector<Event> EventsOf(const WorkerTask& task) {
  TrialFactory factory(task);
  std::vector<Event> events;
  CountInstructions(task, factory, [&](const Event& event) { events.push_back(event); });
  return events;
}

TEST(InstructionsTest, EachCellOfTheMemoryLinkHasOneWordOfItsOwn) {
  WorkerTask task;
  task.plugins = {PluginFile("fake-honest")};
  task.credentials = {{{Auth::kEcdsaP256}, {}}};
  task.callgrind = testing::TempDir();
  const Scenario scenario = LocalScenario(kTls13, Handshake::kFull);
  for (const LinkKind link : {LinkKind::kMemory, LinkKind::kLoopback, LinkKind::kMemory, LinkKind::kMemory}) {
    task.cells.push_back({"fake-honest", "", "fake-honest", "", link, "", scenario});
  }
  task.cells[3].client = "nobody";
  task.skip = {2};
  const std::vector<Event> events = EventsOf(task);
  ASSERT_EQ(events.size(), 4U);
  for (const std::size_t i : {0U, 2U}) {
    EXPECT_EQ(events[i].kind, Event::Kind::kStart);
    EXPECT_EQ(events[i].cell, i == 0 ? 0U : 3U);
    EXPECT_EQ(events[i + 1].kind, Event::Kind::kCell);
    EXPECT_EQ(events[i + 1].cell, events[i].cell);
    EXPECT_EQ(events[i + 1].status, Status::kFailed);
  }
  EXPECT_EQ(events[1].reason, "callgrind does not run this process");
  EXPECT_EQ(events[3].reason, "the plug-in of nobody did not load");
}

}  // namespace
}  // namespace tlsbench
