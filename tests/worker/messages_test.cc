#include "bench/worker/messages.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

// An event of one kind, to the other process and back.
template <class What>
What Crossed(const What& what) {
  return std::get<What>(DecodeEvent(Encode(what)).value());
}

Round SampleRound() {
  Round round;
  round.cell = 3;
  round.execution = 1;
  round.round = 7;
  round.handshakes = 50;
  round.verified = 49;
  round.failed = 1;
  round.preempted = true;
  round.reason = "it was not: \"quoted\"\nand more";
  round.client_cpu = RoundCpu{1.5, 1.25, {0.1, 0.2, 0.3, 0.4}};
  round.latencies = {{0.1, 0.2, 0.3}, {0.4, 0.5, std::nullopt}};
  round.elapsed_s = 0.03;
  round.wall_ms = 32.5;
  round.stolen_ms = 10;
  round.counts = {4, 2, 3, 300, 1200, 500};
  round.parameters = {"TLS_AES_128_GCM_SHA256", "x25519", "ecdsa-p256", "ecdsa_secp256r1_sha256", 2};
  return round;
}

TEST(MessagesTest, ARoundCrossesThePipeWhole) {
  const std::string line = Encode(SampleRound());
  EXPECT_EQ(line.find('\n'), line.size() - 1) << "one line, whatever the reason holds";
  const Round round = Crossed(SampleRound());
  EXPECT_EQ(round.cell, 3U);
  EXPECT_EQ(round.round, 7);
  EXPECT_EQ(round.reason, SampleRound().reason);
  EXPECT_TRUE(round.preempted);
  ASSERT_TRUE(round.client_cpu);
  EXPECT_EQ(round.client_cpu->min_us, 1.25);
  EXPECT_EQ(round.client_cpu->parts.release_us, 0.4);
  EXPECT_FALSE(round.server_cpu) << "not measured is not 0";
  ASSERT_EQ(round.latencies.size(), 2U);
  EXPECT_EQ(round.wall_ms, 32.5);
  EXPECT_EQ(round.stolen_ms, 10);
  EXPECT_EQ(round.latencies[0].first_byte_ms, 0.3);
  EXPECT_FALSE(round.latencies[1].first_byte_ms);
  EXPECT_EQ(round.counts.ticket_bytes, 500U);
  EXPECT_EQ(round.parameters.group, "x25519");
}

TEST(MessagesTest, WhatWasSeenOfAConnectionCrossesWhole) {
  Round sample = SampleRound();
  Latency& seen = sample.latencies[0];
  seen.moments = {0.11, 0.22, 0.33, 0.44, 0.55};
  seen.client_tcp = TcpFacts{1, 2, 3, 4, 5, 6, true};
  seen.server_tcp = TcpFacts{7, 8, 9, 10, 11, 12, false};
  seen.stalls = 0;
  seen.congestion = "cubic";
  const Round round = Crossed(sample);
  ASSERT_EQ(round.latencies.size(), 2U);
  const Latency& latency = round.latencies[0];
  EXPECT_EQ(latency.moments.client_hello_ms, 0.11);
  EXPECT_EQ(latency.moments.handshake_done_ms, 0.22);
  EXPECT_EQ(latency.moments.request_sent_ms, 0.33);
  EXPECT_EQ(latency.moments.last_byte_ms, 0.44);
  EXPECT_EQ(latency.moments.first_ticket_ms, 0.55);
  ASSERT_TRUE(latency.client_tcp && latency.server_tcp);
  EXPECT_EQ(latency.client_tcp->min_rtt_us, 1U);
  EXPECT_EQ(latency.client_tcp->retransmissions, 2U);
  EXPECT_EQ(latency.client_tcp->segments_sent, 3U);
  EXPECT_EQ(latency.client_tcp->segments_received, 4U);
  EXPECT_EQ(latency.client_tcp->congestion_window, 5U);
  EXPECT_EQ(latency.client_tcp->mss_bytes, 6U);
  EXPECT_TRUE(latency.client_tcp->fast_open);
  EXPECT_EQ(latency.server_tcp->min_rtt_us, 7U);
  EXPECT_FALSE(latency.server_tcp->fast_open);
  EXPECT_EQ(latency.stalls, 0U) << "none is not unknown";
  EXPECT_EQ(latency.congestion, "cubic");
  EXPECT_EQ(latency.Retransmissions(), 10U);
  const Latency& unseen = round.latencies[1];
  EXPECT_FALSE(unseen.moments.client_hello_ms || unseen.moments.last_byte_ms || unseen.moments.first_ticket_ms);
  EXPECT_FALSE(unseen.client_tcp || unseen.server_tcp || unseen.stalls);
}

TEST(MessagesTest, ARelaysFactsCrossWithTheirPath) {
  const RelayReport report{{50000, 5000, 0.5, 10, 576}, {8'000'000'000, 2, 3, 4.5, 5.5}};
  const RelayReport decoded = Crossed(report);
  EXPECT_EQ(decoded.path, report.path);
  EXPECT_EQ(decoded.relay.packets, 8'000'000'000U);
  EXPECT_EQ(decoded.relay.lost, 2U);
  EXPECT_EQ(decoded.relay.overflowed, 3U);
  EXPECT_EQ(decoded.relay.late_us_p50, 4.5);
  EXPECT_EQ(decoded.relay.late_us_p99, 5.5);
}

TEST(MessagesTest, AHeapCrossesWhole) {
  const HeapCounted decoded = Crossed(HeapCounted{4, {{1, 2, 3, 4}, {5, 6, 7, 8'000'000'000}}});
  EXPECT_EQ(decoded.cell, 4U);
  EXPECT_EQ(decoded.heap.client.allocations, 1);
  EXPECT_EQ(decoded.heap.client.peak_bytes, 2);
  EXPECT_EQ(decoded.heap.client.idle_bytes, 3);
  EXPECT_EQ(decoded.heap.client.leaked_bytes, 4);
  EXPECT_EQ(decoded.heap.server.allocations, 5);
  EXPECT_EQ(decoded.heap.server.leaked_bytes, 8'000'000'000);
}

TEST(MessagesTest, FlightsCrossWhole) {
  FlightsRecorded recorded{5, {SampleRound().parameters, {}}};
  recorded.flights.flights = {{Role::kClient, 1, 2, 3, 4, 5.125, "ClientHello[235]"},
                              {Role::kServer, 0, 0, 0, 0, 0, ""}};
  const FlightsRecorded decoded = Crossed(recorded);
  EXPECT_EQ(decoded.cell, 5U);
  EXPECT_EQ(decoded.flights.parameters.tickets, 2U);
  ASSERT_EQ(decoded.flights.flights.size(), 2U);
  const FlightRecord& first = decoded.flights.flights[0];
  EXPECT_EQ(first.from, Role::kClient);
  EXPECT_EQ(first.handshake_bytes, 1U);
  EXPECT_EQ(first.ticket_bytes, 2U);
  EXPECT_EQ(first.data_bytes, 3U);
  EXPECT_EQ(first.records, 4U);
  EXPECT_EQ(first.time_us, 5.125);
  EXPECT_EQ(first.messages, "ClientHello[235]");
  EXPECT_EQ(decoded.flights.flights[1].from, Role::kServer);
}

TEST(MessagesTest, CountersCrossOrStayEmpty) {
  Round sample = SampleRound();
  sample.server_counters = CounterValues{8'000'000'000, 3};
  const Round round = Crossed(sample);
  EXPECT_FALSE(round.client_counters);
  ASSERT_TRUE(round.server_counters);
  EXPECT_EQ(round.server_counters->instructions, 8'000'000'000);
  EXPECT_EQ(round.server_counters->cycles, 3);
}

TEST(MessagesTest, InstructionsFloorsAndTheLastEventCross) {
  const InstructionsCounted counted = Crossed(InstructionsCounted{4, {7, 8'000'000'000}});
  EXPECT_EQ(counted.cell, 4U);
  EXPECT_EQ(counted.instructions.client, 7);
  EXPECT_EQ(counted.instructions.server, 8'000'000'000);
  EXPECT_EQ(Crossed(Floor{1.5, 0.25}).without_clock_ns, 0.25);
  const WorkerDone done = Crossed(WorkerDone{"no hardware counters", true, -5});
  EXPECT_EQ(done.note, "no hardware counters");
  EXPECT_TRUE(done.pinned);
  EXPECT_EQ(done.niceness, -5);
}

TEST(MessagesTest, EachEventIsOfItsKind) {
  EXPECT_EQ(Crossed(CellStarted{7}).cell, 7U);
  EXPECT_EQ(Crossed(TargetLost{"silent"}).reason, "silent");
  const CellEnded ended = Crossed(CellEnded{3, {Status::kRefused, "no", Cause::kNoSession}});
  EXPECT_EQ(ended.cell, 3U);
  EXPECT_EQ(ended.outcome.cause, Cause::kNoSession);
}

TEST(MessagesTest, WordsThatAreNoUtf8AreCarriedNotFatal) {
  const CellEnded decoded = Crossed(CellEnded{2, {Status::kRefused, "bytes \xff\xfe"}});
  EXPECT_EQ(decoded.outcome.status, Status::kRefused);
  EXPECT_EQ(decoded.outcome.reason.substr(0, 6), "bytes ");
}

TEST(MessagesTest, ATaskCrossesWhole) {
  WorkerTask task;
  task.inputs.plugins = {"/a b/openssl.so"};
  task.inputs.cells.push_back({"openssl-3",
                               "OpenSSL 3",
                               "null",
                               "n",
                               LinkKind::kLoopback,
                               "",
                               {kTls12, Handshake::kTicket, Auth::kRsa2048, 0xc02f, kGroupX25519, 3}});
  task.inputs.cells[0].scenario.chain_bytes = 20000;
  task.inputs.credentials[{Auth::kRsa2048, 20000}] = {"chain", "key", "root"};
  task.inputs.cells[0].path = {50000, 5000, 0.5, 10, 576};
  task.inputs.cells[0].transport = {true, true, true, "bbr"};
  task.inputs.transport = {false, true, false, "reno"};
  task.inputs.seed = ~std::uint64_t{0};
  task.seconds = 0.25;
  task.mode = Mode::kHeap;
  task.launcher = {"valgrind", "--quiet"};
  task.callgrind_folder = "/a folder";
  task.inputs.target = {"192.0.2.1", 443, "roots", false, "name", {"h2"}};
  task.handshakes_done = {5};
  const WorkerTask decoded = DecodeTask(Encode(task)).value();
  EXPECT_EQ(decoded.inputs.plugins, task.inputs.plugins);
  ASSERT_EQ(decoded.inputs.cells.size(), 1U);
  EXPECT_EQ(decoded.inputs.cells[0].scenario.auth, Auth::kRsa2048);
  EXPECT_EQ(decoded.inputs.cells[0].scenario.tickets, 3U);
  EXPECT_EQ(decoded.inputs.cells[0].scenario.chain_bytes, 20000U);
  EXPECT_EQ(decoded.inputs.cells[0].link, LinkKind::kLoopback);
  EXPECT_EQ(decoded.inputs.cells[0].path, task.inputs.cells[0].path);
  EXPECT_EQ(decoded.inputs.cells[0].transport, task.inputs.cells[0].transport);
  EXPECT_EQ(decoded.inputs.transport, task.inputs.transport);
  EXPECT_EQ(decoded.inputs.credentials.at(CertificatesOf(decoded.inputs.cells[0].scenario)).key_pem, "key");
  EXPECT_EQ(decoded.mode, Mode::kHeap);
  EXPECT_EQ(decoded.launcher, task.launcher);
  EXPECT_EQ(decoded.callgrind_folder, "/a folder");
  EXPECT_EQ(decoded.inputs.target.port, 443);
  EXPECT_EQ(decoded.inputs.target.alpn, std::vector<std::string>{"h2"});
  EXPECT_FALSE(decoded.inputs.target.verify_peer);
  EXPECT_EQ(decoded.inputs.seed, ~std::uint64_t{0});
  EXPECT_EQ(decoded.handshakes_done, task.handshakes_done);
}

TEST(MessagesTest, NonsenseIsAnErrorInWords) {
  for (const char* line : {"", "{", "null", "[]", "[0]", "{\"kind\":\"x\"}", "printf from a library", "[1,{}]",
                           "[\"x\",{}]", "[99,{\"cell\":0}]", "[-1,{\"cell\":0}]"}) {
    EXPECT_FALSE(DecodeEvent(line)) << line;
  }
}

}  // namespace
}  // namespace tlsbench
