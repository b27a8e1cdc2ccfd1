#include "bench/report/machine_text.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

constexpr std::size_t kWide = 1000;

Environment Sound() {
  Environment facts;
  facts.cpu_model = "Processor 9";
  facts.cores = 2;
  facts.governor = "performance";
  facts.smt = "off";
  facts.turbo = "off";
  facts.address_randomisation = 2;
  facts.kernel = "Linux 6.1 x86_64";
  facts.clock_source = "tsc";
  return facts;
}

Summary Row(const std::string& noisy) {
  Summary row;
  row.cell.client = row.cell.server = "a-1";
  row.noisy = noisy;
  return row;
}

// Everything that the words depend on, in one place.
struct Machine {
  Environment environment = Sound();
  std::optional<Load> before = Load{0.5, 10, 1000, 5, 1};
  std::optional<Load> after = Load{1.25, 10, 1050, 5, 1};
  std::vector<Summary> rows = {Row("")};

  std::vector<std::string> advice() const { return Advice({environment, before, after}, rows); }
  std::string words() const { return MachineText({environment, before, after}, rows, kWide); }
};

// Whether one sentence of advice and no other is given, and holds the words.
testing::AssertionResult AdvisesOnly(const Machine& machine, const std::string& words) {
  const std::vector<std::string> advice = machine.advice();
  if (advice.size() == 1 && advice[0].find(words) != std::string::npos) {
    return testing::AssertionSuccess();
  }
  return testing::AssertionFailure() << advice.size() << " sentences, the first: " << (advice.empty() ? "" : advice[0]);
}

TEST(HealthWordsTest, AMachineAtRestNeedsNoAdvice) {
  EXPECT_TRUE(Machine().advice().empty());
  EXPECT_EQ(Machine().words(),
            "Machine: Processor 9, 2 cores, SMT off, turbo off, governor performance, no hypervisor seen, Linux 6.1 "
            "x86_64, clock source tsc, address randomisation 2, load 0.5 before and 1.2 after, 0.0 % stolen.\n");
}

TEST(HealthWordsTest, WhatTheMachineDoesNotTellIsSaid) {
  Machine machine;
  machine.environment = {};
  machine.before.reset();
  EXPECT_TRUE(machine.advice().empty());
  EXPECT_EQ(machine.words(),
            "Machine: not told, 0 cores, SMT not told, turbo not told, governor not told, no hypervisor seen, , clock "
            "source not told, address randomisation not told.\n");
}

TEST(HealthWordsTest, EachFactHasItsAdvice) {
  Machine machine;
  machine.environment.governor = "powersave";
  EXPECT_TRUE(AdvisesOnly(machine, "governor is powersave"));
  machine = {};
  machine.environment.smt = "on";
  EXPECT_TRUE(AdvisesOnly(machine, "SMT is on"));
  machine = {};
  machine.environment.turbo = "on";
  EXPECT_TRUE(AdvisesOnly(machine, "Turbo is on"));
  machine = {};
  machine.environment.cores = 1;
  EXPECT_TRUE(AdvisesOnly(machine, "one core"));
  machine = {};
  machine.environment.address_randomisation = 0;
  EXPECT_TRUE(AdvisesOnly(machine, "not randomised"));
  machine = {};
  machine.environment.clock_source = "hpet";
  EXPECT_TRUE(AdvisesOnly(machine, "clock source is hpet"));
}

TEST(HealthWordsTest, WhatHappenedMeanwhileHasItsAdvice) {
  Machine machine;
  machine.before->load_average = 1.5;
  EXPECT_TRUE(AdvisesOnly(machine, "The load was 1.5 before"));
  machine = {};
  machine.after->stolen_seconds = 11;
  EXPECT_TRUE(AdvisesOnly(machine, "gave 2.0 % of the time to others"));
  machine = {};
  machine.after->thermal_throttles = 12;
  EXPECT_TRUE(AdvisesOnly(machine, "for heat 7 times"));
  machine = {};
  machine.after->quota_stopped_seconds = 1.5;
  EXPECT_TRUE(AdvisesOnly(machine, "stopped this run for 0.50 s"));
}

TEST(HealthWordsTest, NoisyRowsAreNamedAndCounted) {
  Machine machine;
  machine.rows = {Row(""), Row("3.1 % of its time was stolen")};
  EXPECT_NE(
      machine.words().find("\nNoisy: 1 of 2 rows.\n  - a-1, memory, TLS 1.3 full: 3.1 % of its time was stolen.\n"),
      std::string::npos)
      << machine.words();
  EXPECT_TRUE(machine.advice().empty()) << "that is the machine's to say";
}

TEST(HealthWordsTest, AfterADriftTheAdviceIsToCompareWithinTheRun) {
  Machine machine;
  machine.rows = {Row("drifted by +7.3 % between the halves of the run")};
  EXPECT_TRUE(AdvisesOnly(machine, "differences between rows of this run stand"));
}

TEST(HealthWordsTest, ManyNoisyRowsAreNotAllNamed) {
  Machine machine;
  machine.rows.assign(9, Row("3.1 % of its time was stolen"));
  EXPECT_NE(machine.words().find("  - 3 more, in summary.csv's column noisy.\n"), std::string::npos);
  EXPECT_EQ(NoisyRows(machine.rows).size(), 9U);
}

}  // namespace
}  // namespace tlsbench
