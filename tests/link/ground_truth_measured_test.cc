// Bytes of each flight in the libraries that tests/data/ground-truth.tsv is not of, as measured here and kept in
// tests/data/ground-truth-measured.tsv. With TLSBENCH_UPDATE_GOLDEN=1 a backend that is not there yet is added.

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "bench/os/file.h"
#include "tests/support/ground_truth_run.h"

namespace tlsbench {
namespace {

constexpr const char* kFile = TLSBENCH_DATA_DIR "/ground-truth-measured.tsv";

// From run to run: a signature of ECDSA by 2 bytes, of which a flight has three at most, and a ticket by 16, of which
// it has two.
constexpr std::size_t kVaries = 3 * 2 + 2 * 16;

class GroundTruthMeasuredTest : public GroundTruthTest {
 protected:
  static std::string NameOf(const Plan& plan) { return plan.library + std::string(", ") + plan.row; }

  // "C276 S1256 C80", by who sent it.
  std::string Shape() const {
    std::string shape;
    for (const FlightRecord& flight : flights_) {
      shape +=
          fmt::format("{}{}{}", shape.empty() ? "" : " ", flight.from == Role::kClient ? 'C' : 'S', flight.bytes());
    }
    return shape;
  }

  // By row.
  static std::map<std::string, std::string> Measured(std::string_view backend) {
    static const std::string text = ReadFile(kFile).value_or("");
    std::map<std::string, std::string> rows;
    for (const std::string_view line : SplitBy(text, "\n")) {
      const auto fields = SplitBy(line, "\t");
      if (fields.size() == 3 && fields[0] == backend) {
        rows[std::string(fields[1])] = fields[2];
      }
    }
    return rows;
  }

  // Every row that the library can be.
  std::map<std::string, std::string> MeasureNow() {
    std::map<std::string, std::string> rows;
    for (const Plan& plan : PlansOf(*GetParam())) {
      SCOPED_TRACE(plan.row);
      if (IsPossible(plan, *GetParam(), *GetParam())) {
        Run(plan, *GetParam(), *GetParam());
        rows[NameOf(plan)] = Shape();
      }
    }
    return rows;
  }
};

void ExpectAlike(const std::string& row, const std::string& expected, const std::string& actual) {
  const auto before = SplitBy(expected, " ");
  const auto now = SplitBy(actual, " ");
  ASSERT_EQ(now.size(), before.size()) << row << ": " << actual << ", not " << expected;
  for (std::size_t i = 0; i < now.size(); ++i) {
    const auto bytes = [](std::string_view flight) { return std::stoul(std::string(flight.substr(1))); };
    EXPECT_EQ(now[i][0], before[i][0]) << row;
    EXPECT_LE(bytes(now[i]), bytes(before[i]) + kVaries) << row << ", flight " << i + 1;
    EXPECT_GE(bytes(now[i]) + kVaries, bytes(before[i])) << row << ", flight " << i + 1;
  }
}

TEST_P(GroundTruthMeasuredTest, FlightsAreAsLongAsTheyWere) {
  const std::string backend(GetParam()->name());
  const std::map<std::string, std::string> now = MeasureNow();
  std::map<std::string, std::string> before = Measured(backend);
  if (before.empty() && getenv("TLSBENCH_UPDATE_GOLDEN") != nullptr) {
    std::ofstream file(kFile, std::ios::app);
    for (const auto& [row, shape] : now) {
      file << backend << '\t' << row << '\t' << shape << '\n';
    }
    before = now;
  } else if (before.empty()) {
    GTEST_SKIP() << backend << " is not in ground-truth-measured.tsv yet: TLSBENCH_UPDATE_GOLDEN=1 adds it";
  }
  ASSERT_EQ(now.size(), before.size()) << "rows that " << backend << " can be";
  for (const auto& [row, shape] : now) {
    ExpectAlike(row, before[row], shape);
  }
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(GroundTruthMeasuredTest);
INSTANTIATE_TEST_SUITE_P(All, GroundTruthMeasuredTest, testing::ValuesIn(Libraries()), LibraryName);

}  // namespace
}  // namespace tlsbench
