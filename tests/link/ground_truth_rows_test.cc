// That every row of the measurements has a plan, and that a row which cannot be read is refused.

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/ground_truth.h"
#include "tests/support/ground_truth_plans.h"

namespace tlsbench {
namespace {

// Nobody shall believe that a row ran which did not.
TEST(GroundTruthRowsTest, EachHasAPlan) {
  std::vector<std::pair<std::string, std::string>> known;
  for (const Plan& plan : Plans()) {
    known.emplace_back(plan.library, plan.row);
  }
  std::vector<std::pair<std::string, std::string>> rows;
  for (const TruthRow& row : Truth()) {
    rows.emplace_back(row.library, row.scenario);
  }
  std::sort(known.begin(), known.end());
  std::sort(rows.begin(), rows.end());
  EXPECT_EQ(rows.size(), 35U);
  EXPECT_EQ(known, rows);
}

TEST(GroundTruthRowsTest, WhatIsNotExactlyARowIsRefused) {
  const std::string good = "lib\ts\t0\t0\t1\t2.0\t1.5\t3.0\t-1.0\tC:149B ClientHello[144] ; S:69B CCS {app data}";
  ASSERT_TRUE(ParseTruthRow(good)) << ParseTruthRow(good).error();
  const auto with = [&](const std::string& part, const std::string& instead) {
    std::string line = good;
    line.replace(line.find(part), part.size(), instead);
    return ParseTruthRow(line).has_value();
  };
  EXPECT_TRUE(with("149B", "150B"));
  EXPECT_FALSE(with("149B", "149"));
  EXPECT_FALSE(with("149B", "-1B"));
  EXPECT_FALSE(with("C:", "X:"));
  EXPECT_FALSE(with("[144]", "[144"));
  EXPECT_FALSE(with("[144]", "[]"));
  EXPECT_FALSE(with("[144]", ""));
  EXPECT_FALSE(with("{app data}", "{app data"));
  EXPECT_FALSE(with("CCS {", "CCS{"));
  EXPECT_FALSE(with("{app data}", "{app data} "));
  EXPECT_FALSE(with("\t2.0", "\t2.0x"));
  EXPECT_FALSE(with("\t0\t0", "\t0\t2"));
  EXPECT_FALSE(with("\t1\t", "\t"));
  EXPECT_FALSE(with(" ; ", " ;; "));
  EXPECT_FALSE(ParseTruth("a line without an end"));
  EXPECT_FALSE(ParseTruth(good + "\n")) << "no columns";
}

}  // namespace
}  // namespace tlsbench
