#include "bench/result/countable.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

Summary RowOf(const std::string& name, LinkKind link, Status status, unsigned verified) {
  Summary row;
  row.cell.client = row.cell.server = name;
  row.cell.link = link;
  row.status = status;
  row.handshakes = row.verified = verified;
  return row;
}

const std::vector<Summary> kRows = {
    RowOf("a-1", LinkKind::kMemory, Status::kOk, 10), RowOf("b-1", LinkKind::kMemory, Status::kFailed, 10),
    RowOf("c-1", LinkKind::kLoopback, Status::kOk, 10), RowOf("d-1", LinkKind::kMemory, Status::kOk, 0),
    RowOf("e-1", LinkKind::kMemory, Status::kOk, 1)};

TEST(CountableTest, AreTheRowsOfTheMemoryLinkThatAreOk) {
  EXPECT_EQ(CountableRows(kRows), (std::set<std::size_t>{0, 4}));
  EXPECT_TRUE(CountableRows({}).empty());
}

}  // namespace
}  // namespace tlsbench
