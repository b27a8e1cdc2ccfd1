// What may be claimed of a difference, and that a report's sentences and compare's verdicts claim the same.

#include "bench/result/claim.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "bench/compare/pairing.h"
#include "bench/report/findings.h"
#include "bench/result/aa_spread.h"

namespace tlsbench {
namespace {

Claim ClaimOf(double low, double value, double high, double noise) {
  return tlsbench::ClaimOf(Estimate{value, Interval{low, high}}, kRoundsForVerdict, noise);
}

TEST(ClaimTest, WhatBoundsIt) {
  EXPECT_EQ(ClaimOf(1.011, 1.018, 1.025, 0), Claim::kMore);
  EXPECT_EQ(ClaimOf(1.011, 1.018, 1.025, 0.005), Claim::kMore);
  EXPECT_EQ(ClaimOf(1.011, 1.018, 1.025, 0.017), Claim::kWithinNoise) << "a true change of 1.1 % would be noise";
  EXPECT_EQ(ClaimOf(1.011, 1.014, 1.025, 0.017), Claim::kWithinNoise);
  EXPECT_EQ(ClaimOf(0.999, 1.018, 1.025, 0), Claim::kNoDifference);
  EXPECT_EQ(ClaimOf(0.999, 1.018, 1.025, 0.1), Claim::kNoDifference);
  EXPECT_EQ(ClaimOf(1, 1, 1, 0), Claim::kNoDifference);
}

TEST(ClaimTest, LessIsBoundedAsMoreIs) {
  for (const double noise : {0.0, 0.005, 0.010, 0.012, 0.02}) {
    const Claim more = ClaimOf(1.011, 1.018, 1.025, noise);
    const Claim less = ClaimOf(1 / 1.025, 1 / 1.018, 1 / 1.011, noise);
    EXPECT_EQ(more == Claim::kMore, less == Claim::kLess) << noise;
    EXPECT_EQ(more == Claim::kWithinNoise, less == Claim::kWithinNoise) << noise;
  }
}

TEST(ClaimTest, FewRoundsAndNoIntervalTellNothing) {
  const Estimate half{0.5, Interval{0.49, 0.51}};
  EXPECT_EQ(tlsbench::ClaimOf(half, kRoundsForVerdict - 1, 0), Claim::kTooFewRounds);
  EXPECT_EQ(tlsbench::ClaimOf(half, kRoundsForVerdict, 0), Claim::kLess);
  EXPECT_EQ(tlsbench::ClaimOf({0.5, std::nullopt}, 100, 0), Claim::kTooFewRounds);
}

TEST(ReachTest, IsTheFurthestEnd) {
  EXPECT_DOUBLE_EQ(ReachOf({1.01, Interval{0.8, 1.1}}), 0.25);
  EXPECT_DOUBLE_EQ(ReachOf({2, std::nullopt}), 1);
  EXPECT_DOUBLE_EQ(ReachOf({0.5, std::nullopt}), 1);
}

// Four cells in the same twelve rounds: `a` and `b` of TLS 1.3, `a` of TLS 1.2, and the first once more. Each costs its
// factor, with a noise of its own.
struct Sweep {
  double difference;  // of b against a, and of TLS 1.3 against 1.2
  double own;
  double twin;
};

std::vector<Cell> CellsOf() {
  Cell first{"a", "", "a", "", LinkKind::kMemory, "", {}};
  first.scenario.protocol = kTls13;
  first.scenario.cipher_suite = DefaultCipherSuite(kTls13, first.scenario.auth);
  Cell other = first;
  other.client = other.server = "b";
  Cell older = first;
  older.scenario.protocol = kTls12;
  older.scenario.cipher_suite = DefaultCipherSuite(kTls12, first.scenario.auth);
  Cell twin = first;
  twin.twin = true;
  return {first, other, older, twin};
}

std::vector<Round> RoundsOf(const Sweep& sweep) {
  const double factors[] = {1, 1 + sweep.difference, 1 / (1 + sweep.difference), sweep.twin};
  std::vector<Round> rounds;
  for (int number = 0; number < 12; ++number) {
    for (std::size_t cell = 0; cell < 4; ++cell) {
      Round round;
      round.cell = cell;
      round.execution = number / 4;
      round.round = number % 4;
      round.handshakes = round.verified = 10;
      const auto place = static_cast<double>((static_cast<std::size_t>(number) * 5 + cell * 3) % 11);
      const double value = (100 + number) * factors[cell] * (1 + sweep.own * (place / 10 - 0.5));
      round.client_cpu = RoundCpu{value, value, {}};
      rounds.push_back(round);
    }
  }
  return rounds;
}

// The report's sentences, one a line.
std::string ReportOf(const std::vector<Round>& rounds) {
  std::vector<Cell> cells = CellsOf();
  const double noise = MeasureSpread(cells, rounds)->Noise().value();
  cells.pop_back();
  std::vector<Summary> rows;
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    std::vector<Round> mine;
    std::copy_if(rounds.begin(), rounds.end(), std::back_inserter(mine),
                 [&](const Round& round) { return round.cell == cell; });
    rows.push_back(Summarize(cells[cell], mine, Status::kOk, ""));
  }
  return Findings(rows, rounds, 10000, noise);
}

// The run as compare reads it.
ComparedRun Compared(const std::vector<Round>& rounds) {
  StoredRun run;
  run.cells = CellsOf();
  run.rounds = rounds;
  return ComparedRunOf(run);
}

std::string VerdictOf(const std::vector<RowPair>& pairs, const ComparedRun& run, Axis axis) {
  Terms terms;
  terms.axis = axis;
  terms.noise = NoiseOf(run);
  const Comparison comparison = JudgeAll(pairs, terms).comparisons.at(0);
  const bool noise = comparison.text.find("not counted: this run's own noise is ") != std::string::npos;
  return noise ? "noise" : std::string(VerdictName(comparison.verdict));
}

std::string LineWith(const std::string& text, const std::string& part) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.find(part) != std::string::npos) {
      return line;
    }
  }
  return "";
}

bool Has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// What a sentence of the report says, in compare's words; `dearer` is what it holds if the second is dearer.
std::string SaidBy(const std::string& sentence, std::string_view dearer) {
  if (Has(sentence, "not counted: this run's own noise is ")) {
    return "noise";
  }
  if (Has(sentence, "no detectable difference")) {
    return "no-difference";
  }
  return Has(sentence, dearer) ? "dearer" : "cheaper";
}

TEST(ClaimTest, ReportAndCompareGiveOneVerdictOnOneDifference) {
  std::set<std::string> verdicts;
  for (const double difference : {-0.05, -0.02, -0.01, 0.0, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05}) {
    for (const double own : {0.0, 0.01, 0.04}) {
      for (const double twin : {1.0, 0.99, 1.017}) {
        SCOPED_TRACE(fmt::format("difference {}, own noise {}, twin {}", difference, own, twin));
        const std::vector<Round> rounds = RoundsOf({difference, own, twin});
        const std::string report = ReportOf(rounds);
        const ComparedRun run = Compared(rounds);
        const std::string backends = VerdictOf(PairBackends(run, "a", "b"), run, Axis::kBackend);
        EXPECT_EQ(SaidBy(LineWith(report, "- TLS 1.3 full: "), "client CPU a, then b"), backends) << report;
        const std::string protocols = VerdictOf(PairProtocols(run), run, Axis::kProtocol);
        EXPECT_EQ(SaidBy(LineWith(report, "- a, full: "), "client CPU +"), protocols) << report;
        verdicts.insert({backends, protocols});
      }
    }
  }
  EXPECT_EQ(verdicts, (std::set<std::string>{"cheaper", "dearer", "no-difference", "noise"}));
}

}  // namespace
}  // namespace tlsbench
