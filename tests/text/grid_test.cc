#include "bench/text/grid.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

std::vector<GridColumn> Columns() {
  return {{"", "name", {"a", "longer"}, true},
          {"time, us", "median", {"1.5", "12.5"}},
          {"time, us", "min", {"1.0", "-"}},
          {"", "RT", {"2", "1"}}};
}

TEST(GridTest, AlignsNumbersRightUnderGroupTitles) {
  EXPECT_EQ(LayOut(Columns(), 1, {}),
            "          time, us\n"
            "name    median min  RT\n"
            "a          1.5 1.0   2\n"
            "longer    12.5   -   1\n");
}

TEST(GridTest, DrawsTitlesOutOverTheirColumns) {
  const std::vector<GridColumn> columns = {{"", "k", {"1"}, true}, {"us", "median", {"2"}}, {"us", "min", {"3"}}};
  EXPECT_EQ(LayOut(columns, 1, {}),
            "   --- us ---\n"
            "k  median min\n"
            "1       2   3\n");
}

TEST(GridTest, WhatDoesNotFitGoesBelowUnderTheSameKeys) {
  EXPECT_EQ(LayOut(Columns(), 1, {20, false, {}}),
            "          time, us\n"
            "name    median min\n"
            "a          1.5 1.0\n"
            "longer    12.5   -\n"
            "\n"
            "name    RT\n"
            "a        2\n"
            "longer   1\n");
}

TEST(GridTest, AColumnWiderThanTheScreenIsStillPrinted) {
  EXPECT_EQ(LayOut({{"", "key", {"1"}, true}, {"", "value", {"2"}}}, 1, {3, false, {}}), "key  value\n1        2\n");
}

TEST(GridTest, ColoursOnlyWhenAsked) {
  const std::vector<GridColumn> columns = {{"", "key", {"1", "2"}, true}};
  EXPECT_EQ(LayOut(columns, 1, {80, true, {true, false}}), "\033[1mkey\033[0m\n\033[1;31m1\033[0m\n2\n");
  EXPECT_EQ(LayOut(columns, 1, {80, false, {true, false}}), "key\n1\n2\n");
}

TEST(GridTest, NoColumnsNoText) { EXPECT_EQ(LayOut({}, 0, {}), ""); }

}  // namespace
}  // namespace tlsbench
