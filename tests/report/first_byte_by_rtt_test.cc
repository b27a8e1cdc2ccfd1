#include "bench/report/first_byte_by_rtt.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

Summary PathRow(std::int64_t rtt_ms, std::uint16_t protocol, double first_byte_ms, unsigned round_trips) {
  Summary row;
  row.cell.client = row.cell.server = "open-1";
  row.cell.link = LinkKind::kPath;
  row.cell.path.rtt_us = rtt_ms * 1000;
  row.cell.scenario.protocol = protocol;
  row.first_byte_ms.p50 = first_byte_ms;
  row.prediction = Prediction{};
  row.prediction->round_trips = round_trips;
  return row;
}

TEST(SlopeTest, IsThatOfTheLineThroughThePoints) {
  EXPECT_NEAR(*Slope({{0, 1}, {10, 31}, {20, 61}}), 3, 1e-9);
  EXPECT_NEAR(*Slope({{0, 0}, {10, 31}, {20, 60}}), 3, 1e-9);
}

TEST(SlopeTest, OfOnePlaceIsNone) {
  EXPECT_FALSE(Slope({}));
  EXPECT_FALSE(Slope({{5, 1}}));
  EXPECT_FALSE(Slope({{5, 1}, {5, 2}}));
}

TEST(DistanceTest, EachKindHasALineWithItsRoundTripsCountedAndFitted) {
  const std::string words =
      FirstByteText({PathRow(0, kTls12, 2, 4), PathRow(0, kTls13, 1, 3), PathRow(50, kTls12, 202, 4),
                     PathRow(50, kTls13, 151, 3), PathRow(100, kTls12, 402, 4), PathRow(100, kTls13, 301, 3)},
                    120);
  EXPECT_EQ(words,
            "path, what a user waits for:\n"
            "                       first byte p50, ms, at an RTT in ms of    round trips\n"
            "backend  kind                                   0    50   100  counted slope\n"
            "open-1   TLS 1.2 full                         2.0 202.0 402.0        4  4.00\n"
            "open-1   TLS 1.3 full                         1.0 151.0 301.0        3  3.00\n\n");
}

TEST(DistanceTest, OtherConditionsAreAnotherTable) {
  std::vector<Summary> rows = {PathRow(0, kTls13, 1, 3), PathRow(50, kTls13, 151, 3)};
  for (Summary row : {PathRow(0, kTls13, 1, 3), PathRow(50, kTls13, 190, 3)}) {
    row.cell.path.loss_percent = 5;
    rows.push_back(row);
  }
  const std::string words = FirstByteText(rows, 120);
  EXPECT_NE(words.find("path, what a user waits for:"), std::string::npos) << words;
  EXPECT_NE(words.find("path, 5 % loss, what a user waits for:"), std::string::npos) << words;
}

TEST(DistanceTest, OneDistanceOrOtherLinksAreNoTable) {
  EXPECT_EQ(FirstByteText({PathRow(50, kTls13, 151, 3)}, 120), "");
  Summary memory = PathRow(0, kTls13, 1, 3);
  memory.cell.link = LinkKind::kMemory;
  EXPECT_EQ(FirstByteText({memory, memory}, 120), "");
  Summary failed = PathRow(20, kTls13, 61, 3);
  failed.status = Status::kFailed;
  EXPECT_EQ(FirstByteText({PathRow(50, kTls13, 151, 3), failed}, 120), "");
}

TEST(ResidualTest, EqualReasonsStandOnceWithTheirRows) {
  Summary row = PathRow(50, kTls13, 230, 3);
  EXPECT_EQ(ResidualText({row}, 120), "");
  row.prediction->residual_percent = 48.6;
  row.prediction->cause = "jitter";
  EXPECT_EQ(ResidualText({row, row}, 120),
            "Measured against predicted:\n"
            "  - jitter: path, RTT 50 ms, open-1, TLS 1.3 full (+48.6 %); path, RTT 50 ms, open-1, TLS 1.3 full "
            "(+48.6 %).\n\n");
}

TEST(RelayTest, TheWorstPathIsTheOneToldOf) {
  EXPECT_EQ(RelayLine({}, 120), "");
  RelayFacts good{1000, 0, 0, 50, 100};
  RelayFacts bad{500, 7, 3, 90, 400};
  EXPECT_EQ(RelayLine({{PathConditions(), good}}, 120),
            "The path's relay delivered 1,000 packets, 50 us late at the median and 100 us at the 99th percentile.\n");
  EXPECT_EQ(RelayLine({{PathConditions(), good}, {PathConditions(), bad}}, 200),
            "The path's relay delivered 1,500 packets, 90 us late at the median and 400 us at the 99th percentile (of "
            "the worst path and execution); it lost 7, as asked; 3 found its queue full.\n");
}

}  // namespace
}  // namespace tlsbench
