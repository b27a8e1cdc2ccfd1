#include "bench/report/floor_line.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

Summary Row(const std::string& client, double client_us, double server_us) {
  Summary row;
  row.cell.client = client;
  row.client_cpu_us = Estimate{client_us, {}};
  row.server_cpu_us = Estimate{server_us, {}};
  return row;
}

TEST(FloorTest, IsComparedWithTheCheapestRealHandshake) {
  const std::vector<Summary> rows = {Row("a-1", 60, 40), Row("b-1", 12, 8), Row("null", 0.1, 0.1), Summary()};
  EXPECT_EQ(FloorLine(Floor{300, 150}, rows),
            "Harness floor (null backend, both sides): 300 ns a handshake, 150 ns without the clock readings; 1.5 % of "
            "the cheapest handshake here.\n");
}

TEST(FloorTest, WithoutCpuTimesThereIsNothingToCompareItWith) {
  EXPECT_EQ(FloorLine(Floor{300, 150}, {Summary()}),
            "Harness floor (null backend, both sides): 300 ns a handshake, 150 ns without the clock readings.\n");
  EXPECT_EQ(FloorLine(std::nullopt, {Row("a-1", 1, 1)}), "");
}

}  // namespace
}  // namespace tlsbench
