#include "bench/report/heap_text.h"

#include <gtest/gtest.h>

#include "tests/support/sample_results.h"

namespace tlsbench {
namespace {

constexpr std::size_t kOneLine = 10000;

Summary Row(const std::string& client, const std::string& server, std::int64_t client_idle, std::int64_t server_idle,
            Handshake handshake = Handshake::kFull) {
  Summary row;
  row.cell = SampleCell(client, server, LinkKind::kMemory, kTls13, handshake);
  row.verified = row.handshakes = 1;
  row.heap = HeapCost{{10, 20, client_idle, 0}, {30, 40, server_idle, 0}};
  return row;
}

TEST(HeapWordsTest, TheLeastForAnIdleConnectionAndTheNext) {
  const std::vector<Summary> rows = {Row(kOpen, kOpen, 55000, 46000), Row(kWolf, kWolf, 77000, 57000),
                                     Row(kBoring, kBoring, 13000, 64000)};
  EXPECT_EQ(HeapText(rows, kOneLine),
            "memory, the least heap for an idle connection and the next:\n"
            "  - TLS 1.3 full: client boringssl-13.0.0-r24 with 13,000 bytes, then openssl-3.0.22 with 55,000 bytes; "
            "server openssl-3.0.22 with 46,000 bytes, then wolfssl-5.5.4 with 57,000 bytes.\n\n");
}

TEST(HeapWordsTest, OnlyWhatMayBeComparedIs) {
  std::vector<Summary> rows = {Row(kOpen, kOpen, 2, 2), Row(kWolf, kOpen, 1, 1), Row("null", "null", 1, 1)};
  EXPECT_EQ(HeapText(rows, kOneLine), "") << "one library is left";
  rows.push_back(Row(kBoring, kBoring, 3, 3));
  rows.back().status = Status::kFailed;
  EXPECT_EQ(HeapText(rows, kOneLine), "");
  rows.back().status = Status::kOk;
  EXPECT_NE(HeapText(rows, kOneLine), "");
  rows.back().heap.reset();
  EXPECT_EQ(HeapText(rows, kOneLine), "") << "not measured is not least";
}

TEST(HeapWordsTest, ResumptionsAreNotComparedAgain) {
  EXPECT_EQ(
      HeapText({Row(kOpen, kOpen, 2, 2, Handshake::kTicket), Row(kWolf, kWolf, 3, 3, Handshake::kTicket)}, kOneLine),
      "");
}

TEST(HeapWordsTest, GrowthIsToldOfEverySideThatGrows) {
  std::vector<Summary> rows = {Row(kOpen, kWolf, 2, 2), Row(kOpen, kOpen, 2, 2, Handshake::kTicket),
                               Row(kWolf, kWolf, 2, 2, Handshake::kTicket)};
  rows[0].heap->client.leaked_bytes = 320;
  rows[1].heap->client.leaked_bytes = 1320;
  rows[2].heap->server.leaked_bytes = 1;
  EXPECT_EQ(HeapText(rows, kOneLine),
            "memory, heap that grows:\n"
            "  - openssl-3.0.22: client heap grows by 320 to 1,320 bytes a handshake (2 rows).\n"
            "  - wolfssl-5.5.4: server heap grows by 1 byte a handshake (TLS 1.3 ticket).\n\n");
}

TEST(HeapWordsTest, WithoutHeapsThereIsNothingToSay) {
  EXPECT_EQ(HeapText({}, kOneLine), "");
  std::vector<Summary> rows = MakeSampleRun().rows;
  EXPECT_NE(HeapText(rows, kOneLine), "");
  for (Summary& row : rows) {
    row.heap.reset();
  }
  EXPECT_EQ(HeapText(rows, kOneLine), "");
}

}  // namespace
}  // namespace tlsbench
