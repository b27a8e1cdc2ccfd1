// Whole workers, this program in its hidden mode: a task in, events out.

#include "bench/worker/worker.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <map>

#include "bench/link/server_process.h"
#include "bench/measure/cell_runner.h"
#include "bench/meter/allocation.h"
#include "bench/worker/messages.h"
#include "tests/support/pair.h"
#include "tests/support/peer.h"
#include "tests/support/plugins.h"
#include "tests/support/read_all.h"

namespace tlsbench {
namespace {

constexpr std::chrono::seconds kLimit(60);

Cell MakeCell(const std::string& client, const std::string& server, LinkKind link = LinkKind::kMemory,
              const Scenario& scenario = LocalScenario(kTls13, Handshake::kFull)) {
  return {client, "", server, "", link, link == LinkKind::kTarget ? "target" : "", scenario};
}

// The first sweep only, a few handshakes for each cell.
WorkerTask MakeTask(const std::vector<Cell>& cells) {
  WorkerTask task;
  task.inputs.plugins = {PluginFile("fake-honest"), PluginFile("fake-null"), PluginFile("fake-no-context")};
  task.inputs.cells = cells;
  task.inputs.credentials = {{{Auth::kEcdsaP256}, {}}};
  task.seconds = 0;
  task.handshakes = kMinHandshakes;  // as many as any round has, however slow the machine
  task.floor = false;
  return task;
}

struct Ended {
  std::vector<Event> events;
  int status = 0;
};
std::vector<Event> Decode(const std::string& text) {
  std::vector<Event> events;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = text.find('\n', start);
    auto event = DecodeEvent(text.substr(start, end - start));
    EXPECT_TRUE(event) << text.substr(start, end - start);
    events.push_back(event.value_or(Event()));
    start = end == std::string::npos ? text.size() : end + 1;
  }
  return events;
}

// A pipe holds any task of these tests.
Ended RunWith(const std::string& input) {
  auto task = Pipe::Make().value();
  auto events = Pipe::Make().value();
  EXPECT_EQ(write(task.write.get(), input.data(), input.size()), static_cast<ssize_t>(input.size()));
  task.write.Close();
  SpawnOptions options;
  options.arguments = {"/proc/self/exe", "--internal-worker"};
  options.descriptors = {{task.read.get(), 3}, {events.write.get(), 4}};
  auto worker = Process::Spawn(options).value();
  events.write.Close();
  Ended ended;
  ended.events = Decode(ReadAll(events.read.get()));
  ended.status = worker.Wait(kLimit);
  return ended;
}

std::vector<Event> EventsOf(const WorkerTask& task) {
  Ended ended = RunWith(Encode(task));
  EXPECT_EQ(ended.status, 0);
  EXPECT_TRUE(!ended.events.empty() && std::holds_alternative<WorkerDone>(ended.events.back()));
  return std::move(ended.events);
}

// Those of one kind.
template <class What>
std::vector<What> In(const std::vector<Event>& events) {
  std::vector<What> those;
  for (const Event& event : events) {
    if (const auto* what = std::get_if<What>(&event)) {
      those.push_back(*what);
    }
  }
  return those;
}

std::vector<Round> RoundsIn(const std::vector<Event>& events) { return In<Round>(events); }

unsigned HandshakesOf(std::size_t cell, const std::vector<Event>& events) {
  unsigned sum = 0;
  for (const Round& round : RoundsIn(events)) {
    sum += round.cell == cell ? round.handshakes : 0;
  }
  return sum;
}

// How a cell ended early, and that it did so once.
std::string EndOf(std::size_t cell, const std::vector<Event>& events) {
  std::string words;
  for (const CellEnded& end : In<CellEnded>(events)) {
    if (end.cell == cell) {
      words += std::string(StatusName(end.outcome.status)) + ": " + end.outcome.reason;
    }
  }
  return words;
}

std::vector<std::size_t> Order(const WorkerTask& task) {
  std::vector<std::size_t> order;
  for (const Round& round : RoundsIn(EventsOf(task))) {
    order.push_back(round.cell);
  }
  return order;
}

const Cell kHonest = MakeCell("fake-honest", "fake-honest");

TEST(WorkerTest, TheFloorComesFirst) {
  WorkerTask task = MakeTask({kHonest});
  task.floor = true;
  const std::vector<Event> events = EventsOf(task);
  const auto* floor = std::get_if<Floor>(&events[0]);
  ASSERT_NE(floor, nullptr);
  EXPECT_GT(floor->with_clock_ns, 0);
  EXPECT_GT(floor->without_clock_ns, 0);
  task.floor = false;
  EXPECT_TRUE(In<Floor>(EventsOf(task)).empty());
}

TEST(WorkerTest, EachCellThatIsWarmTellsItsFlightsBeforeTheRounds) {
  const std::vector<Event> events = EventsOf(MakeTask({kHonest, MakeCell("fake-no-context", "fake-no-context")}));
  bool rounds = false;
  for (const Event& event : events) {
    rounds |= std::holds_alternative<Round>(event);
    EXPECT_FALSE(rounds && std::holds_alternative<FlightsRecorded>(event));
  }
  const std::vector<FlightsRecorded> flights = In<FlightsRecorded>(events);
  ASSERT_EQ(flights.size(), 1U) << "one that has no context has no flights";
  EXPECT_EQ(flights[0].cell, 0U);
  EXPECT_EQ(flights[0].flights.flights.size(), 4U);
  EXPECT_EQ(flights[0].flights.parameters.group, "x25519");
}

TEST(WorkerTest, EachCellIsAnnouncedBeforeItsWork) {
  const std::vector<Event> events = EventsOf(MakeTask({kHonest, kHonest}));
  const CellStarted* before = nullptr;
  for (const Event& event : events) {
    if (const auto* round = std::get_if<Round>(&event)) {
      ASSERT_NE(before, nullptr);
      EXPECT_EQ(before->cell, round->cell);
    }
    before = std::get_if<CellStarted>(&event);
  }
  EXPECT_TRUE(std::holds_alternative<CellStarted>(events[0])) << "before its contexts are made";
}

TEST(WorkerTest, HandshakesAreExactlyAsMany) {
  WorkerTask task = MakeTask({kHonest, kHonest, kHonest});
  task.seconds = 3600;
  task.handshakes = 6001;  // more than fit into a round
  task.handshakes_done = {0, 5990, 6001};
  const std::vector<Event> events = EventsOf(task);
  EXPECT_EQ(HandshakesOf(0, events), 6001U);
  EXPECT_EQ(HandshakesOf(1, events), 11U) << "a worker that was lost has done the others";
  EXPECT_EQ(HandshakesOf(2, events), 0U);
}

TEST(WorkerTest, WithoutACountTimeIsTheLimit) {
  WorkerTask task = MakeTask({kHonest, kHonest});
  task.handshakes = 0;
  EXPECT_EQ(RoundsIn(EventsOf(task)).size(), 2U) << "the first sweep is always finished";
  task.seconds = 0.5;
  EXPECT_GT(RoundsIn(EventsOf(task)).size(), 2U);
}

TEST(WorkerTest, HeapsAreCountedInAnExecutionOfTheirOwn) {
  if (!HeapCounting::Works()) {
    GTEST_SKIP() << "the interposer is not in this build";
  }
  WorkerTask task = MakeTask({kHonest, MakeCell("fake-honest", "fake-honest", LinkKind::kLoopback), kHonest,
                              MakeCell("fake-no-context", "fake-no-context"), MakeCell("fake-leak", "fake-leak")});
  task.inputs.plugins.push_back(PluginFile("fake-leak"));
  task.mode = Mode::kHeap;
  task.skip = {2};
  const std::vector<Event> events = EventsOf(task);
  EXPECT_TRUE(RoundsIn(events).empty()) << "no counted handshake is timed";
  std::map<std::size_t, HeapCost> heaps;
  for (const HeapCounted& counted : In<HeapCounted>(events)) {
    heaps[counted.cell] = counted.heap;
  }
  ASSERT_EQ(heaps.size(), 2U) << "the cells of the memory link that are not skipped";
  for (const auto& [cell, heap] : heaps) {
    EXPECT_GT(heap.client.allocations, 0) << cell;
    EXPECT_GT(heap.server.peak_bytes, 0) << cell;
  }
  EXPECT_EQ(heaps.at(0).client.leaked_bytes, 0);
  EXPECT_GT(heaps.at(4).client.leaked_bytes, 300);
  EXPECT_NE(EndOf(3, events).find("made no context"), std::string::npos);
}

TEST(WorkerTest, EachCellWhoseInstructionsAreNotCountedSaysWhy) {
  WorkerTask task = MakeTask({kHonest, MakeCell("fake-honest", "fake-honest", LinkKind::kLoopback), kHonest,
                              MakeCell("nobody", "fake-honest")});
  task.mode = Mode::kInstructions;
  task.callgrind_folder = testing::TempDir();
  task.skip = {2};
  const std::vector<Event> events = EventsOf(task);
  ASSERT_EQ(events.size(), 5U) << "the start and the end of two cells, and of the worker";
  EXPECT_EQ(EndOf(0, events), "failed: callgrind does not run this process");
  EXPECT_EQ(EndOf(3, events), "failed: the plug-in of nobody did not load");
}

TEST(WorkerTest, RoundsSayWhereTheyBelong) {
  WorkerTask task = MakeTask({kHonest, kHonest});
  task.execution = 2;
  task.first_round = 5;
  const std::vector<Round> rounds = RoundsIn(EventsOf(task));
  ASSERT_EQ(rounds.size(), 2U);
  EXPECT_NE(rounds[0].cell, rounds[1].cell);
  for (const Round& round : rounds) {
    EXPECT_EQ(round.execution, 2);
    EXPECT_EQ(round.round, 5);
    EXPECT_EQ(round.verified, kMinHandshakes);
  }
}

TEST(WorkerTest, WhatIsSkippedIsNotTouched) {
  WorkerTask task = MakeTask({kHonest, MakeCell("nobody", "nobody"), kHonest});
  task.skip = {1, 2};
  const std::vector<Event> events = EventsOf(task);
  for (const CellStarted& started : In<CellStarted>(events)) {
    EXPECT_EQ(started.cell, 0U);
  }
  for (const Round& round : RoundsIn(events)) {
    EXPECT_EQ(round.cell, 0U);
  }
  EXPECT_TRUE(In<CellEnded>(events).empty());
}

TEST(WorkerTest, TheSeedGivesTheOrder) {
  WorkerTask task = MakeTask(std::vector<Cell>(10, kHonest));
  task.inputs.seed = 7;
  const std::vector<std::size_t> order = Order(task);
  ASSERT_EQ(order.size(), 10U);
  EXPECT_FALSE(std::is_sorted(order.begin(), order.end()));
  EXPECT_EQ(Order(task), order);
  WorkerTask other = task;
  other.inputs.seed = 8;
  EXPECT_NE(Order(other), order);
  other = task;
  other.execution = 1;
  EXPECT_NE(Order(other), order) << "each execution has its own order";
  other = task;
  other.first_round = 1;
  EXPECT_NE(Order(other), order) << "and each sweep";
}

TEST(WorkerTest, WhatCannotBeMeasuredSaysWhy) {
  Scenario other_group = LocalScenario(kTls13, Handshake::kFull);
  other_group.group = kGroupSecp256r1;
  const std::vector<Event> events =
      EventsOf(MakeTask({MakeCell("null", "fake-honest"), MakeCell("fake-honest", "null"), MakeCell("null", "null"),
                         MakeCell("fake-honest", "fake-honest", LinkKind::kMemory, other_group),
                         MakeCell("fake-no-context", "fake-no-context"), kHonest}));
  EXPECT_EQ(EndOf(0, events), "unsupported: a backend without cryptography meets only itself");
  EXPECT_EQ(EndOf(1, events), "unsupported: a backend without cryptography meets only itself");
  EXPECT_EQ(EndOf(2, events), "");
  EXPECT_EQ(EndOf(3, events), "unsupported: fake-honest: the null backend's messages show only x25519");
  EXPECT_EQ(EndOf(4, events), "failed: fake-no-context made no context: scripted refusal of the configuration");
  EXPECT_EQ(HandshakesOf(5, events), kMinHandshakes) << "and costs the others nothing";
}

TEST(WorkerTest, APluginThatDidNotLoadIsNamed) {
  WorkerTask task = MakeTask({MakeCell("nobody", "nobody"), MakeCell("nobody", "fake-honest"),
                              MakeCell("fake-honest", "nobody"), MakeCell("nobody", "", LinkKind::kTarget)});
  task.inputs.plugins.emplace_back("/nonexistent/nobody.so");
  const std::vector<Event> events = EventsOf(task);
  for (const std::size_t cell : {0U, 1U, 2U, 3U}) {
    EXPECT_EQ(EndOf(cell, events), "failed: the plug-in of nobody did not load") << cell;
  }
}

TEST(WorkerTest, LoopbackCellsShareAServerAndHaveAPortEach) {
  WorkerTask task = MakeTask(
      {MakeCell("fake-honest", "fake-honest", LinkKind::kLoopback),
       MakeCell("fake-honest", "fake-no-context", LinkKind::kLoopback),
       MakeCell("fake-honest", "fake-honest", LinkKind::kLoopback, LocalScenario(kTls12, Handshake::kTicket))});
  const std::vector<Event> events = EventsOf(task);
  EXPECT_EQ(EndOf(0, events), "");
  EXPECT_EQ(EndOf(1, events), "failed: scripted refusal of the configuration");
  EXPECT_EQ(EndOf(2, events), "");
  EXPECT_EQ(HandshakesOf(0, events), kMinHandshakes);
  EXPECT_EQ(HandshakesOf(2, events), kMinHandshakes);
  for (const Round& round : RoundsIn(events)) {
    EXPECT_TRUE(round.server_process_cpu_us);
  }
  // Which cell a listener is for does not depend on the cells before it.
  task.skip = {0};
  EXPECT_EQ(HandshakesOf(2, EventsOf(task)), kMinHandshakes);
}

WorkerTask TargetTask(std::uint16_t port, std::size_t rows) {
  WorkerTask task = MakeTask(std::vector<Cell>(rows, MakeCell("fake-honest", "", LinkKind::kTarget)));
  task.inputs.target.address = "127.0.0.1";
  task.inputs.target.port = port;
  task.inputs.timeout_ms = 10000;
  task.inputs.request = "GET / HTTP/1.1\r\n\r\n";
  return task;
}

TEST(WorkerTest, ATargetIsMeasured) {
  const auto server = ServerProcess::Start({PluginFile("fake-honest")}, {}, {{"fake-honest", kHonest.scenario}}, -1,
                                           std::chrono::seconds(10));
  ASSERT_TRUE(server) << server.error();
  const std::vector<Event> events = EventsOf(TargetTask(server->ports()[0].value(), 2));
  EXPECT_EQ(HandshakesOf(0, events) + HandshakesOf(1, events), 2 * kMinHandshakes);
  EXPECT_FALSE(RoundsIn(events)[0].server_process_cpu_us);
}

// BoringSSL gives no ticket to a client that names no PSK mode, as wolfSSL 4's does not.
TEST(WorkerTest, BetweenTwoLibrariesAMissingTicketIsARefusal) {
  const Scenario ticket = LocalScenario(kTls13, Handshake::kTicket);
  std::vector<Cell> cells;
  for (const LinkKind link : {LinkKind::kMemory, LinkKind::kLoopback}) {
    cells.push_back(MakeCell("fake-no-tickets", "fake-honest", link, ticket));
    cells.push_back(MakeCell("fake-no-tickets", "fake-no-tickets", link, ticket));
  }
  WorkerTask task = MakeTask(cells);
  task.inputs.plugins.push_back(PluginFile("fake-no-tickets"));
  const std::vector<Event> events = EventsOf(task);
  for (const std::size_t crossed : {0U, 2U}) {
    EXPECT_EQ(EndOf(crossed, events), "refused: fake-honest sent fake-no-tickets no session ticket");
    EXPECT_EQ(EndOf(crossed + 1, events).substr(0, 7), "failed:") << "its own ticket must come";
  }
}

// One timeout, not one for each row.
TEST(WorkerTest, ASilentTargetFailsAllItsRowsAtOnce) {
  const Listener listener = ListenOnLoopback().value();
  WorkerTask task = TargetTask(listener.port, 5);
  task.inputs.timeout_ms = 200;
  const std::vector<Event> events = EventsOf(task);
  EXPECT_TRUE(In<CellEnded>(events).empty());
  EXPECT_TRUE(RoundsIn(events).empty());
  const std::vector<TargetLost> lost = In<TargetLost>(events);
  ASSERT_EQ(lost.size(), 1U);
  EXPECT_EQ(lost[0].reason, "the server accepted the connection and stayed silent for 0.2 s");
}

TEST(WorkerTest, ATaskThatIsNoneEndsTheWorker) {
  for (const char* input : {"", "nonsense", "{}"}) {
    const Ended ended = RunWith(input);
    EXPECT_TRUE(ended.events.empty());
    EXPECT_TRUE(WIFEXITED(ended.status) && WEXITSTATUS(ended.status) == 1) << ended.status;
  }
}

}  // namespace
}  // namespace tlsbench
