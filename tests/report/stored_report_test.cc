// The report of a run, and the same from its files alone: byte for byte.

#include <gtest/gtest.h>

#include "bench/files/csv_writer.h"
#include "bench/files/flights_csv.h"
#include "bench/files/run_reader.h"
#include "bench/report/benchstat.h"
#include "bench/report/report.h"
#include "tests/support/sample_results.h"

namespace tlsbench {
namespace {

// A run as command/run.cc keeps it: cells with a twin at the end, and all numbers as written.
struct LiveRun {
  std::vector<Cell> cells;
  std::vector<Round> rounds;
  std::vector<Summary> rows;
  RunFacts facts;
};

TcpFacts SampleTcp(unsigned retransmissions) {
  TcpFacts facts;
  facts.min_rtt_us = 50123;
  facts.retransmissions = retransmissions;
  facts.segments_sent = 7;
  facts.segments_received = 8;
  facts.congestion_window = 10;
  facts.mss_bytes = 1448;
  return facts;
}

void AddPathCells(SampleRunMaker& maker) {
  for (const std::int64_t rtt_us : {10000, 50000}) {
    Cell cell = SampleCell(kOpen, kOpen, LinkKind::kPath, kTls13, Handshake::kFull);
    cell.path.rtt_us = rtt_us;
    cell.path.loss_percent = 0.5;
    const double ms = static_cast<double>(rtt_us) / 1000;
    std::vector<Round> rounds;
    for (int i = 0; i < 7; ++i) {
      Round round = maker.MakeRound(cell, {418, 231, ms, ms * 1.1, 2, 323, 1785, 3}, 0, i);
      for (Latency& latency : round.latencies) {
        latency.client_tcp = SampleTcp(i == 3 ? 1 : 0);
        latency.stalls = 0;
        latency.congestion = "cubic";
      }
      rounds.push_back(round);
    }
    maker.Add(cell, rounds, Status::kOk, "");
  }
}

// What names no parameter of its own: the library chose.
void AddUnpinnedCells(SampleRunMaker& maker) {
  Cell psk = SampleCell(kBoring, kBoring, LinkKind::kMemory, kTls13, Handshake::kPskKe);
  Round round = maker.MakeRound(psk, {90, 80, 0, 0, 2, 300, 200, 0}, 0, 0);
  round.parameters.group.clear();
  round.parameters.psk_mode = "psk_ke";
  maker.Add(psk, {round}, Status::kOk, "");
}

void AddTwin(const SampleRunMaker& maker, LiveRun& run) {
  run.cells.push_back(run.cells.front());
  run.cells.back().twin = true;
  for (int i = 0; i < 8; ++i) {
    Round round = maker.MakeRound(run.cells.front(), {390, 190, 0, 0, 1, 299, 1854, 0}, i / 4, i % 4);
    round.cell = run.cells.size() - 1;
    run.rounds.push_back(AsWritten(run.cells.back(), round));
  }
}

RunFacts SampleFacts() {
  RunFacts facts;
  facts.arguments = {"--sweep", "handshake"};
  facts.protocols = {kTls12, kTls13};
  facts.sweep = "handshake";
  facts.started = "2026-11-23T08:17:30Z";
  facts.ended = "2026-11-23T08:17:43Z";
  facts.environment.cpu_model = "Processor 9";
  facts.environment.cores = 2;
  facts.environment.kernel = "Linux 6.1 x86_64";
  facts.load_before = Load{1.5, 10, 1000, 3, 0.25};
  facts.load_after = Load{1.25, 31, 1050, 7, 0.75};
  facts.floor = Floor{512.5, 300};
  facts.instructions = InstructionFacts{"valgrind-3.19.0", 10, {"sha_ni"}, {"a row: SIGILL"}};
  facts.counters_not_available = "no hardware counters";
  facts.relays = {{{50000, 0, 0.5, 0, 1500}, {100, 2, 0, 60.5, 210.25}}};
  BackendInfo info;
  info.name = kOpen;
  info.file = "/build/openssl.so";
  info.build_note = "built without assembly";
  info.behaviours = {{"pinned 1.3", "", "1.3", "TLS_X", "x25519", "ed25519", 2, false, true, 187},
                     {"as shipped 1.3", "", "1.3", "TLS_Y", "", "", 3, false, false, 1556}};
  facts.backends = {info};
  return facts;
}

LiveRun MakeLiveRun() {
  SampleRunMaker maker;
  AddMemoryCells(maker);
  AddTroubledCells(maker);
  AddUnpinnedCells(maker);
  AddSocketCells(maker);
  AddPathCells(maker);
  const SampleRun sample = maker.Take();
  LiveRun run;
  run.cells = sample.cells;
  for (const Round& round : sample.rounds) {
    run.rounds.push_back(AsWritten(run.cells[round.cell], round));
  }
  AddTwin(maker, run);
  for (std::size_t i = 0; i < sample.rows.size(); ++i) {
    std::vector<Round> mine;
    std::copy_if(run.rounds.begin(), run.rounds.end(), std::back_inserter(mine),
                 [&](const Round& round) { return round.cell == i; });
    const Summary& row = sample.rows[i];
    run.rows.push_back(
        AsWritten(Summarize(run.cells[i], mine, row.status, row.status == Status::kOk ? "" : row.reason)));
    run.rows.back().heap =
        i % 3 == 0 ? std::optional(HeapCost{{3707, 104984, 55480, 0}, {445, 79632, 46296, 328}}) : std::nullopt;
  }
  run.rows[0].instructions = InstructionCost{7432786, 2058958};
  run.facts = SampleFacts();
  run.facts.spread = MeasureSpread(run.cells, run.rounds);
  return run;
}

StoredRun ReadBack(const LiveRun& run, bool samples) {
  RunTexts texts;
  texts.run_json = RunJson(run.facts);
  texts.summary_csv = SummaryCsvHeader();
  texts.rounds_csv = RoundsCsvHeader();
  texts.samples_csv = SamplesCsvHeader();
  for (const Summary& row : run.rows) {
    texts.summary_csv += SummaryCsvRow(row);
  }
  for (const Round& round : run.rounds) {
    texts.rounds_csv += RoundsCsvRow(run.cells[round.cell], round);
    for (std::size_t i = 0; i < round.latencies.size(); ++i) {
      *texts.samples_csv += SamplesCsvRow(run.cells[round.cell], round, i);
    }
  }
  texts.samples_csv = samples ? texts.samples_csv : std::nullopt;
  return ReadRunTexts("run", texts).value();
}

TEST(StoredReportTest, IsThatOfTheRun) {
  const LiveRun live = MakeLiveRun();
  const StoredRun stored = ReadBack(live, false);
  EXPECT_EQ(stored.cells, live.cells);
  for (const std::size_t width : {60U, 80U, 120U, 300U}) {
    const TableOptions options{width == 80, width, {}};
    EXPECT_EQ(Report({stored.cells, stored.rounds, stored.rows, stored.facts}, options),
              Report({live.cells, live.rounds, live.rows, live.facts}, options));
  }
  EXPECT_EQ(Benchstat(stored.rows, stored.rounds, stored.facts.environment),
            Benchstat(live.rows, live.rounds, live.facts.environment));
}

TEST(StoredReportTest, EveryRowIsComputedAgainFromRoundsAndSamples) {
  const LiveRun live = MakeLiveRun();
  const StoredRun stored = ReadBack(live, true);
  for (std::size_t row = 0; row < live.rows.size(); ++row) {
    EXPECT_EQ(SummaryCsvRow(Recomputed(stored, row)), SummaryCsvRow(live.rows[row]));
  }
}

// Without the samples all is there but what single handshakes tell.
TEST(StoredReportTest, RoundsAloneTellAllOfTheMemoryLink) {
  const LiveRun live = MakeLiveRun();
  const StoredRun stored = ReadBack(live, false);
  int memory = 0;
  for (std::size_t row = 0; row < live.rows.size(); ++row) {
    if (live.cells[row].link == LinkKind::kMemory) {
      EXPECT_EQ(SummaryCsvRow(Recomputed(stored, row)), SummaryCsvRow(live.rows[row]));
      ++memory;
    }
  }
  EXPECT_GT(memory, 10);
}

TEST(StoredReportTest, FlightsAreReadBackToTheirCells) {
  const LiveRun live = MakeLiveRun();
  std::map<std::size_t, CellFlights> flights;
  for (const std::size_t cell : {std::size_t{0}, std::size_t{3}, live.rows.size() - 1}) {
    flights[cell].parameters = live.rows[cell].parameters;
    flights[cell].flights = {{Role::kClient, 300, 0, 0, 1, 0, "ClientHello[295]"},
                             {Role::kServer, 1200, 510, 60, 7, 12.125, "ServerHello[122] CCS"}};
  }
  RunTexts texts{RunJson(live.facts), SummaryCsvHeader(), RoundsCsvHeader(), {}, FlightsCsv(live.cells, flights)};
  for (const Summary& row : live.rows) {
    texts.summary_csv += SummaryCsvRow(row);
  }
  const auto stored = ReadRunTexts("run", texts);
  ASSERT_TRUE(stored) << stored.error();
  EXPECT_EQ(FlightsCsv(stored->cells, stored->flights), FlightsCsv(live.cells, flights));
  texts.flights_csv =
      FlightsCsvHeader() + FlightsCsvRows(live.cells[0], flights[0]) + FlightsCsvRows(live.cells[0], flights[0]);
  EXPECT_EQ(ReadRunTexts("run", texts).error(),
            "run/flights.csv, line 4: flight 1 of this cell does not follow the one "
            "before");
}

}  // namespace
}  // namespace tlsbench
