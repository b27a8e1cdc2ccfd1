#include "bench/report/table_columns.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace tlsbench {
namespace {

std::map<std::string, std::string> FirstCells(const Summary& row) {
  std::vector<GridColumn> columns;
  AddMeasurements({&row}, columns);
  std::map<std::string, std::string> cells;
  for (const GridColumn& column : columns) {
    cells[column.group + "|" + column.name] = column.cells.at(0);
  }
  return cells;
}

Summary PathRow() {
  Summary row;
  row.cell.link = LinkKind::kPath;
  row.handshakes = row.verified = 5;
  row.counts = FlightCounts{};
  row.counts->round_trips = 1;
  row.first_byte_ms.p50 = 153.5;
  row.tcp = TcpSummary{};
  row.tcp->connections = 5;
  row.tcp->retransmitted_connections = 2;
  row.tcp->stalls = 1;
  row.prediction = Prediction{};
  row.prediction->round_trips = 4;
  row.prediction->first_byte_ms = 201.5;
  row.prediction->residual_percent = -23.82;
  return row;
}

TEST(TableColumnsTest, APathShowsWhatWasPredictedAndWhatTcpDid) {
  auto cells = FirstCells(PathRow());
  EXPECT_EQ(cells["first byte, ms|p50"], "153.5");
  EXPECT_EQ(cells["first byte, ms|predicted"], "201.5");
  EXPECT_EQ(cells["first byte, ms|off, %"], "-23.8");
  EXPECT_EQ(cells["round trips|TLS"], "1");
  EXPECT_EQ(cells["round trips|all"], "4");
  EXPECT_EQ(cells["|stalls"], "1");
  EXPECT_EQ(cells["|resent"], "2/5");
  EXPECT_EQ(cells["|verified"], "5/5");
}

TEST(TableColumnsTest, WhatIsNotKnownIsADash) {
  Summary row;
  row.cell.link = LinkKind::kPath;
  for (const auto& [name, cell] : FirstCells(row)) {
    EXPECT_EQ(cell, "-") << name;
  }
}

TEST(TableColumnsTest, EveryLinkHasColumnsOfItsOwn) {
  Summary row = PathRow();
  row.cell.link = LinkKind::kMemory;
  EXPECT_EQ(FirstCells(row).count("client CPU, us|median"), 1U);
  EXPECT_EQ(FirstCells(row).count("|stalls"), 0U);
  row.cell.link = LinkKind::kTarget;
  EXPECT_EQ(FirstCells(row).count("connect|p50, ms"), 1U);
  row.cell.link = LinkKind::kLoopback;
  EXPECT_EQ(FirstCells(row).count("handshakes|per second"), 1U);
}

}  // namespace
}  // namespace tlsbench
