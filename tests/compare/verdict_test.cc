#include "bench/compare/verdict.h"

#include <gtest/gtest.h>

#include "tests/support/stored_runs.h"

namespace tlsbench {
namespace {

bool Has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

Comparison Judged(const ComparedRow& base, const ComparedRow& now, const Terms& terms = {}, std::size_t quantity = 0) {
  return Judge({&base, &now, "base", "now", false}, quantity, terms);
}

Terms Apart() {
  Terms terms;
  terms.axis = Axis::kRun;
  terms.apart = true;
  return terms;
}

const ComparedRow kBase = MeasuredRow(MemoryRow("a-1"), 100);

TEST(JudgeTest, SharedRoundsTellThreePercent) {
  const Comparison cheaper = Judged(kBase, MeasuredRow(MemoryRow("b-1"), 97, 30, 3));
  EXPECT_EQ(cheaper.verdict, Verdict::kCheaper);
  EXPECT_TRUE(cheaper.paired);
  EXPECT_EQ(cheaper.rounds, 30U);
  EXPECT_NEAR(cheaper.ratio->value, 0.97, 0.01);
  EXPECT_LT(*cheaper.p_value, 0.01);
  EXPECT_LT(*cheaper.detectable_percent, 2);
  EXPECT_TRUE(cheaper.text.starts_with("now is ")) << cheaper.text;
  EXPECT_TRUE(Has(cheaper.text, " % cheaper, ")) << cheaper.text;
  const Comparison dearer = Judged(kBase, MeasuredRow(MemoryRow("b-1"), 300));
  EXPECT_EQ(dearer.verdict, Verdict::kDearer);
  EXPECT_EQ(dearer.text, "now is 3.00 times as dear, 3.00 to 3.00");
}

TEST(JudgeTest, TheSameIsNoDifference) {
  const Comparison same = Judged(kBase, kBase);
  EXPECT_EQ(same.verdict, Verdict::kNoDifference);
  EXPECT_EQ(same.text, "no detectable difference (0 to 0 %)");
  EXPECT_EQ(same.p_value, 1);
}

TEST(JudgeTest, FewRoundsTellNothing) {
  const Comparison few = Judged(kBase, MeasuredRow(MemoryRow("b-1"), 50, 5));
  EXPECT_EQ(few.verdict, Verdict::kTooFewRounds);
  EXPECT_FALSE(few.ratio->interval);
  EXPECT_EQ(few.text, "too few rounds to tell: 5, and a verdict needs 6");
}

TEST(JudgeTest, RunsApartMustAgreeInMediansAndMinima) {
  const Comparison both = Judged(kBase, MeasuredRow(MemoryRow("a-1"), 60), Apart());
  EXPECT_EQ(both.verdict, Verdict::kCheaper);
  EXPECT_FALSE(both.paired);
  EXPECT_TRUE(Has(both.text, "the runs were apart: measure both in one run")) << both.text;
  ComparedRow slower = MeasuredRow(MemoryRow("a-1"), 150);
  slower.samples[0].minima = kBase.samples[0].minima;
  const Comparison disagree = Judged(kBase, slower, Apart());
  EXPECT_EQ(disagree.verdict, Verdict::kNoDifference);
  EXPECT_TRUE(Has(disagree.text, "the medians changed by 50.0 % and the minima by 0.0 %")) << disagree.text;
  slower.samples[0].minima.clear();
  EXPECT_EQ(Judged(kBase, slower, Apart()).verdict, Verdict::kNoDifference);
  EXPECT_TRUE(Has(Judged(kBase, slower, Apart()).text, "keep no minima"));
}

// Medians 30 % up, minima 10 % up: the interval spans both.
TEST(JudgeTest, RunsApartHaveTheHullAsInterval) {
  ComparedRow now = MeasuredRow(MemoryRow("a-1"), 130);
  now.samples[0].minima = MeasuredRow(MemoryRow("a-1"), 115).samples[0].minima;
  const Comparison hull = Judged(kBase, now, Apart());
  EXPECT_EQ(hull.verdict, Verdict::kDearer);
  EXPECT_LT(hull.ratio->interval->low, 1.15);
  EXPECT_GE(hull.ratio->interval->high, 1.30);
}

TEST(JudgeTest, ADifferenceWithinTheSpreadOfAnAaPairIsNone) {
  ComparedCell twin = MemoryRow("a-1#2");
  const ComparedRun run = RunOf("run", {kBase, MeasuredRow(twin, 104)});
  Terms terms;
  terms.noise = NoiseOf(run);
  EXPECT_NEAR(terms.noise, 0.04, 1e-6);
  const Comparison within = Judged(kBase, MeasuredRow(MemoryRow("b-1"), 103), terms);
  EXPECT_EQ(within.verdict, Verdict::kNoDifference);
  EXPECT_TRUE(Has(within.text, ", not counted: this run's own noise is 4.0 %")) << within.text;
  EXPECT_EQ(Judged(kBase, MeasuredRow(MemoryRow("b-1"), 110), terms).verdict, Verdict::kDearer);
  EXPECT_EQ(Judged(kBase, MeasuredRow(MemoryRow("b-1"), 90), terms).verdict, Verdict::kCheaper);
}

TEST(JudgeTest, WhatOneBuildShowsBetweenTwoRunsIsDrift) {
  const ComparedRow slower = MeasuredRow(MemoryRow("a-1"), 130);
  const std::vector<RowPair> pairs = {{&kBase, &slower, "base", "now", true}};
  Terms terms = Apart();
  terms.drift = DriftOf(pairs, terms);
  const Comparison comparison = Judge(pairs[0], 0, terms);
  EXPECT_EQ(comparison.verdict, Verdict::kNoDifference);
  EXPECT_TRUE(Has(comparison.text, ", not counted: between these runs one build changed by up to ")) << comparison.text;
  EXPECT_TRUE(DriftOf({{&kBase, &slower, "base", "now", false}}, terms).empty());
}

TEST(JudgeTest, RowsThatAreNotAlikeAreComparedOnlyIfTold) {
  ComparedCell other = MemoryRow("b-1");
  other.parameters.group = "secp256r1";
  other.parameters.tickets = 1;
  const ComparedRow now = MeasuredRow(other, 90);
  const Comparison refused = Judged(kBase, now);
  EXPECT_EQ(refused.verdict, Verdict::kNotAlike);
  EXPECT_FALSE(refused.ratio);
  EXPECT_EQ(refused.text,
            "not alike: group secp256r1 against x25519 and tickets 1 against 2; --unlike compares all the same");
  Terms told;
  told.unlike = true;
  EXPECT_EQ(Judged(kBase, now, told).verdict, Verdict::kCheaper);
  EXPECT_TRUE(Has(Judged(kBase, now, told).text, "; not alike: group secp256r1 against x25519"));
  Terms machines = Apart();
  machines.base_machine = "AMD EPYC, 2 cores";
  machines.now_machine = "Xeon, 4 cores";
  EXPECT_EQ(Judged(kBase, kBase, machines).text,
            "not alike: machine Xeon, 4 cores against AMD EPYC, 2 cores; --unlike compares all the same");
}

TEST(JudgeTest, AProtocolBringsItsOwnSuiteAndTickets) {
  ComparedCell before = MemoryRow("a-1", "1.2");
  before.parameters.tickets = 1;
  const ComparedRow base = MeasuredRow(before, 100);
  Terms terms;
  EXPECT_EQ(Judged(base, kBase, terms).verdict, Verdict::kNotAlike);
  terms.axis = Axis::kProtocol;
  EXPECT_EQ(Judged(base, kBase, terms).verdict, Verdict::kNoDifference);
}

TEST(JudgeTest, RoundsThatTookNoTimeAreNothingToCompare) {
  ComparedRow zero = kBase;
  for (RoundValue& round : zero.samples[0].medians) {
    round.value = 0;
  }
  EXPECT_EQ(Judged(zero, kBase).verdict, Verdict::kTooFewRounds);
  EXPECT_EQ(Judged(kBase, zero).p_value, std::nullopt);
}

TEST(VerdictNameTest, AreTheContracts) {
  EXPECT_EQ(VerdictName(Verdict::kCheaper), "cheaper");
  EXPECT_EQ(VerdictName(Verdict::kDearer), "dearer");
  EXPECT_EQ(VerdictName(Verdict::kNoDifference), "no-difference");
  EXPECT_EQ(VerdictName(Verdict::kTooFewRounds), "too-few-rounds");
  EXPECT_EQ(VerdictName(Verdict::kNotAlike), "not-alike");
}

}  // namespace
}  // namespace tlsbench
