// Bytes of each flight in the libraries that tests/data/ground-truth.tsv is not of, as measured once and kept in
// tests/data/ground-truth-measured.tsv. What was measured with one build holds for its whole series. With
// TLSBENCH_UPDATE_GOLDEN=1 a backend whose series is not there yet is added.

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "bench/os/file.h"
#include "tests/support/folders.h"
#include "tests/support/ground_truth_run.h"
#include "tests/support/series.h"

namespace tlsbench {
namespace {

const std::string kFile = std::string(kDataFolder) + "/ground-truth-measured.tsv";

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

  // The rows of each build that was measured.
  static std::map<std::string, std::map<std::string, std::string>> ReadMeasured() {
    const std::string text = ReadFile(kFile).value_or("");
    std::map<std::string, std::map<std::string, std::string>> builds;
    for (const std::string_view line : SplitBy(text, "\n")) {
      const auto fields = SplitBy(line, "\t");
      if (fields.size() == 3) {
        builds[std::string(fields[0])][std::string(fields[1])] = fields[2];
      }
    }
    return builds;
  }

  // The build that was measured of the backend's series: itself, if it is there; empty if there is none.
  static std::string MeasuredBuild(const std::string& backend) {
    std::string found;
    for (const auto& [build, rows] : ReadMeasured()) {
      if (SeriesOf(build) == SeriesOf(backend) && found != backend) {
        found = build;
      }
    }
    return found;
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
  const std::string measured = MeasuredBuild(backend);
  SCOPED_TRACE("measured with " + measured + ", here with " + backend);
  const std::map<std::string, std::string> now = MeasureNow();
  std::map<std::string, std::string> before = ReadMeasured()[measured];
  if (before.empty() && getenv("TLSBENCH_UPDATE_GOLDEN") != nullptr) {
    std::ofstream file(kFile, std::ios::app);
    for (const auto& [row, shape] : now) {
      file << backend << '\t' << row << '\t' << shape << '\n';
    }
    before = now;
  } else if (before.empty()) {
    GTEST_SKIP() << "no build of " << SeriesOf(backend)
                 << " is in ground-truth-measured.tsv yet: TLSBENCH_UPDATE_GOLDEN=1 adds it";
  }
  ASSERT_EQ(now.size(), before.size()) << "rows that " << backend << " can be";
  for (const auto& [row, shape] : now) {
    ExpectAlike(row, before[row], shape);
  }
}

TEST(SeriesTest, APatchLevelIsOfItsSeries) {
  for (const auto& [backend, series] :
       std::map<std::string, std::string>{{"openssl-3.0.22", "openssl-3.0"},
                                          {"openssl-3.0.19-debian", "openssl-3.0-debian"},
                                          {"openssl-1.1.1w", "openssl-1.1"},
                                          {"boringssl-13.0.0-r24", "boringssl-13"},
                                          {"aws-lc-0.42.0", "aws-lc-0.42"},
                                          {"wolfssl-5.7.2", "wolfssl-5.7"},
                                          {"openssl-mine", "openssl-mine"}}) {
    EXPECT_EQ(SeriesOf(backend), series);
  }
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(GroundTruthMeasuredTest);
INSTANTIATE_TEST_SUITE_P(All, GroundTruthMeasuredTest, testing::ValuesIn(Libraries()), LibraryName);

}  // namespace
}  // namespace tlsbench
