#include "bench/files/csv_writer.h"

#include <gtest/gtest.h>

#include <clocale>
#include <limits>
#include <locale>

#include "tests/support/golden.h"
#include "tests/support/sample_results.h"

namespace tlsbench {
namespace {

// Fields of one line, by RFC 4180.
std::vector<std::string> Fields(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    if (line[i] == '"' && quoted && line[i + 1] == '"') {
      fields.back() += line[++i];
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

std::string FieldOf(const std::string& header, const std::string& row, const std::string& column) {
  const std::vector<std::string> names = Fields(header);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == column) {
      return Fields(row).at(i);
    }
  }
  return "no column " + column;
}

std::string SummaryField(const Summary& summary, const std::string& column) {
  return FieldOf(SummaryCsvHeader(), SummaryCsvRow(summary), column);
}

TEST(CsvFieldTest, QuotesOnlyWhatNeedsIt) {
  EXPECT_EQ(CsvField(""), "");
  EXPECT_EQ(CsvField("plain text"), "plain text");
  EXPECT_EQ(CsvField("a,b"), "\"a,b\"");
  EXPECT_EQ(CsvField("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(CsvField("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(CsvField("a\rb"), "\"a\rb\"");
}

TEST(SummaryCsvTest, StartsWithTheColumnsOfTheContract) {
  const std::string contract =
      "client,client_version,server,server_version,link,target,rtt_ms,protocol,handshake,cipher_suite,group,auth,"
      "signature_scheme,tickets,handshakes,verified,failed,status,reason,round_trips,first_byte_round_trips,flights,"
      "bytes_sent,bytes_received,client_cpu_us,client_cpu_us_low,client_cpu_us_high,server_cpu_us,server_cpu_us_low,"
      "server_cpu_us_high,connect_ms_p50,handshake_ms_p50,handshake_ms_p90,handshake_ms_p99,first_byte_ms_p50,"
      "first_byte_ms_p90,first_byte_ms_p99,handshakes_per_second,rounds,";
  EXPECT_EQ(SummaryCsvHeader().substr(0, contract.size()), contract);
}

TEST(SummaryCsvTest, EveryRowHasEveryField) {
  for (const Summary& row : MakeSampleRun().rows) {
    EXPECT_EQ(Fields(SummaryCsvRow(row)).size(), Fields(SummaryCsvHeader()).size());
  }
}

TEST(SummaryCsvTest, WhatWasNotMeasuredIsEmpty) {
  Summary row;
  row.status = Status::kUnsupported;
  for (const char* column : {"tickets", "round_trips", "first_byte_round_trips", "flights", "bytes_sent",
                             "client_cpu_us", "client_cpu_us_low", "connect_ms_p50", "handshake_ms_p99",
                             "handshakes_per_second", "client_set_up_us", "ticket_bytes", "rtt_ms"}) {
    EXPECT_EQ(SummaryField(row, column), "") << column;
  }
  EXPECT_EQ(SummaryField(row, "verified"), "0");  // counted, not measured: none took place
  row.counts = FlightCounts{};
  EXPECT_EQ(SummaryField(row, "first_byte_round_trips"), "");  // no request was sent
}

TEST(SummaryCsvTest, AHeapIsWholeNumbersOrEmpty) {
  Summary row;
  const std::vector<std::string> columns = {"client_allocations",  "client_heap_bytes",  "client_idle_bytes",
                                            "client_leaked_bytes", "server_allocations", "server_heap_bytes",
                                            "server_idle_bytes",   "server_leaked_bytes"};
  for (const std::string& column : columns) {
    EXPECT_EQ(SummaryField(row, column), "") << column;
  }
  row.heap = HeapCost{{1, 2, 3, 0}, {5, 6, 7, 8'000'000'000}};
  std::string fields;
  for (const std::string& column : columns) {
    fields += SummaryField(row, column) + " ";
  }
  EXPECT_EQ(fields, "1 2 3 0 5 6 7 8000000000 ") << "counted as 0 is 0";
}

TEST(SummaryCsvTest, WhyARowIsNoisyIsInWords) {
  Summary row;
  for (const char* column : {"stolen_percent", "drift_percent", "noisy"}) {
    EXPECT_EQ(SummaryField(row, column), "") << column;
  }
  row.stolen_percent = 0;
  row.drift_percent = -7.25;
  row.noisy = "drifted by -7.2 % between the halves of the run";
  EXPECT_EQ(SummaryField(row, "stolen_percent"), "0.000") << "measured";
  EXPECT_EQ(SummaryField(row, "drift_percent"), "-7.250");
  EXPECT_EQ(SummaryField(row, "noisy"), row.noisy);
}

TEST(SummaryCsvTest, InstructionsAreWholeNumbersOrEmpty) {
  const std::vector<std::string> columns = {"client_instructions",           "client_cycles",
                                            "server_instructions",           "server_cycles",
                                            "client_callgrind_instructions", "server_callgrind_instructions"};
  Summary row;
  for (const std::string& column : columns) {
    EXPECT_EQ(SummaryField(row, column), "") << column;
  }
  row.client_counters = CounterValues{8'000'000'000, 2};
  row.server_counters = CounterValues{3, 4};
  row.instructions = InstructionCost{5, 6};
  std::string fields;
  for (const std::string& column : columns) {
    fields += SummaryField(row, column) + " ";
  }
  EXPECT_EQ(fields, "8000000000 2 3 4 5 6 ");
}

TEST(RoundsCsvTest, CountersAreWholeNumbersOrEmpty) {
  Round round;
  EXPECT_EQ(FieldOf(RoundsCsvHeader(), RoundsCsvRow({}, round), "client_cycles"), "");
  round.client_counters = CounterValues{11, 22};
  round.server_counters = CounterValues{33, 44};
  const std::string row = RoundsCsvRow({}, round);
  EXPECT_EQ(FieldOf(RoundsCsvHeader(), row, "client_instructions"), "11");
  EXPECT_EQ(FieldOf(RoundsCsvHeader(), row, "client_cycles"), "22");
  EXPECT_EQ(FieldOf(RoundsCsvHeader(), row, "server_instructions"), "33");
  EXPECT_EQ(FieldOf(RoundsCsvHeader(), row, "server_cycles"), "44");
}

TEST(SummaryCsvTest, WhatIsNoNumberIsEmptyAndNothingHasAnExponent) {
  Summary row;
  row.client_cpu_us = Estimate{std::numeric_limits<double>::quiet_NaN(), Interval{-1e-9, 1e15}};
  row.client_cpu_us_min = std::numeric_limits<double>::infinity();
  row.rounds = kRoundsForVerdict;
  EXPECT_EQ(SummaryField(row, "client_cpu_us"), "");
  EXPECT_EQ(SummaryField(row, "client_cpu_us_min"), "");
  EXPECT_EQ(SummaryField(row, "client_cpu_us_high"), "1000000000000000.000");
  row.rounds = kRoundsForVerdict - 1;
  EXPECT_EQ(SummaryField(row, "client_cpu_us_high"), "") << "the range of so few rounds is no 95 %";
}

struct CommaDecimals : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  std::string do_grouping() const override { return "\3"; }
};

TEST(SummaryCsvTest, DecimalsHaveAPointWhateverTheLocale) {
  const std::locale before = std::locale::global(std::locale(std::locale::classic(), new CommaDecimals));
  Summary row;
  row.client_cpu_us = Estimate{1234.5, std::nullopt};
  row.handshakes = 123456;
  EXPECT_EQ(SummaryField(row, "client_cpu_us"), "1234.500");
  EXPECT_EQ(SummaryField(row, "handshakes"), "123456");
  std::locale::global(before);
}

TEST(SummaryCsvTest, TicketBytesAreTls13s) {
  Summary row;
  row.counts = FlightCounts{};
  row.counts->ticket_bytes = 510;
  EXPECT_EQ(SummaryField(row, "ticket_bytes"), "510");
  row.cell.scenario.protocol = kTls12;
  EXPECT_EQ(SummaryField(row, "ticket_bytes"), "");
}

TEST(SummaryCsvTest, PercentilesEachHaveAColumn) {
  Summary row;
  row.handshake_ms = {1, 2, 3, 4, 5};
  row.first_byte_ms = {6, 7, 8, 9, 10};
  int value = 0;
  for (const char* column :
       {"handshake_ms_p50", "handshake_ms_p90", "handshake_ms_p95", "handshake_ms_p99", "handshake_ms_p999",
        "first_byte_ms_p50", "first_byte_ms_p90", "first_byte_ms_p95", "first_byte_ms_p99", "first_byte_ms_p999"}) {
    EXPECT_EQ(SummaryField(row, column), std::to_string(++value) + ".0000") << column;
  }
}

TEST(CsvTest, ChainBytesAreEmptyWhereNothingIsPadded) {
  Summary row;
  Round round;
  round.latencies = {{1, 10, std::nullopt}};
  const auto fields = [&] {
    return FieldOf(SummaryCsvHeader(), SummaryCsvRow(row), "chain_bytes") + "," +
           FieldOf(RoundsCsvHeader(), RoundsCsvRow(row.cell, round), "chain_bytes") + "," +
           FieldOf(SamplesCsvHeader(), SamplesCsvRow(row.cell, round, 0), "chain_bytes");
  };
  EXPECT_EQ(fields(), ",,");
  row.cell.scenario.chain_bytes = 20000;
  EXPECT_EQ(fields(), "20000,20000,20000");
}

TEST(RoundsCsvTest, StartsWithTheColumnsOfTheContract) {
  const std::string contract =
      "client,client_version,server,server_version,link,target,rtt_ms,protocol,handshake,cipher_suite,group,auth,"
      "signature_scheme,tickets,execution,round,handshakes,verified,client_cpu_us,client_cpu_us_min,server_cpu_us,"
      "server_cpu_us_min,handshake_ms,first_byte_ms,";
  EXPECT_EQ(RoundsCsvHeader().substr(0, contract.size()), contract);
}

TEST(RoundsCsvTest, LatenciesAreMediansOfTheRound) {
  Cell cell;
  cell.link = LinkKind::kLoopback;
  Round round;
  round.latencies = {{1, 10, std::nullopt}, {2, 30, 40}, {3, 20, 50}};
  const std::string row = RoundsCsvRow(cell, round);
  EXPECT_EQ(FieldOf(RoundsCsvHeader(), row, "handshake_ms"), "20.0000");
  EXPECT_EQ(FieldOf(RoundsCsvHeader(), row, "first_byte_ms"), "45.0000");
  EXPECT_EQ(FieldOf(RoundsCsvHeader(), row, "preempted"), "");  // nobody looks for it on sockets
}

TEST(CsvGolden, Summary) {
  std::string text = SummaryCsvHeader();
  for (const Summary& row : MakeSampleRun().rows) {
    text += SummaryCsvRow(row);
  }
  ExpectGolden("summary.csv", text);
}

// Two rounds of each cell are enough to see every kind.
TEST(CsvGolden, Rounds) {
  const SampleRun run = MakeSampleRun();
  std::string text = RoundsCsvHeader();
  for (const Round& round : run.rounds) {
    text += round.execution == 0 && round.round < 2 ? RoundsCsvRow(run.cells[round.cell], round) : "";
  }
  ExpectGolden("rounds.csv", text);
}

TEST(CsvGolden, Samples) {
  const SampleRun run = MakeSampleRun();
  std::string text = SamplesCsvHeader();
  for (const Round& round : run.rounds) {
    for (std::size_t i = 0; i < round.latencies.size() && i < 3 && round.round < 2; ++i) {
      text += SamplesCsvRow(run.cells[round.cell], round, i);
    }
  }
  ExpectGolden("samples.csv", text);
}

}  // namespace
}  // namespace tlsbench
