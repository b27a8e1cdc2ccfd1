#include "bench/report/row_reasons.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

Summary Row(const std::string& backend, Status status, const std::string& reason) {
  Summary row;
  row.cell.client = row.cell.server = backend;
  row.status = status;
  row.reason = reason;
  return row;
}

TEST(ReasonsTest, RowsThatAreOkHaveNone) {
  EXPECT_EQ(ReasonText({}, 80), "");
  EXPECT_EQ(ReasonText({Row("a", Status::kOk, "")}, 80), "");
}

TEST(ReasonsTest, EqualOnesAreToldOnceWithTheirRows) {
  EXPECT_EQ(ReasonText({Row("a", Status::kFailed, "SIGSEGV"), Row("b", Status::kRefused, "no"),
                        Row("c", Status::kFailed, "SIGSEGV")},
                       80),
            "2 rows failed: SIGSEGV\n"
            "  memory a TLS 1.3 full; memory c TLS 1.3 full\n"
            "1 row refused: no\n"
            "  memory b TLS 1.3 full\n");
}

TEST(ReasonsTest, AnotherStatusIsAnotherReason) {
  EXPECT_EQ(ReasonText({Row("a", Status::kFailed, "x"), Row("b", Status::kIncomplete, "x")}, 80),
            "1 row failed: x\n  memory a TLS 1.3 full\n1 row incomplete: x\n  memory b TLS 1.3 full\n");
}

TEST(ReasonsTest, AnOkRowMayLackSomething) {
  EXPECT_EQ(ReasonText({Row("a", Status::kOk, "no CPU time")}, 80),
            "1 row ok, but no CPU time\n  memory a TLS 1.3 full\n");
}

TEST(ReasonsTest, ARowWithoutAReasonSaysSo) {
  EXPECT_EQ(ReasonText({Row("a", Status::kFailed, "")}, 80),
            "1 row failed: no reason was recorded\n  memory a TLS 1.3 full\n");
}

TEST(ReasonsTest, LongOnesAreBroken) {
  EXPECT_EQ(ReasonText({Row("a", Status::kFailed, "one two three")}, 20),
            "1 row failed: one\ntwo three\n  memory a TLS 1.3\n  full\n");
}

TEST(UncountedRowsTest, NameTheRowWithItsReason) {
  const std::vector<Summary> rows = {Row("a-1", Status::kOk, ""), Row("b-1", Status::kOk, "")};
  EXPECT_EQ(UncountedRows(rows, {{1, "the library hung"}}),
            std::vector<std::string>{"b-1, TLS 1.3 full: the library hung"});
  EXPECT_TRUE(UncountedRows(rows, {}).empty());
}

}  // namespace
}  // namespace tlsbench
