#include "bench/report/library_comparison.h"

#include <gtest/gtest.h>

#include <numeric>

#include "bench/report/row_labels.h"
#include "tests/support/sample_results.h"

namespace tlsbench {
namespace {

// Rows of equal cells but for the libraries, measured in the same 8 rounds.
class LibrariesTest : public testing::Test {
 protected:
  void Add(const std::string& client, const std::string& server, double client_us, double server_us,
           unsigned tickets = 2) {
    maker_.Add(SampleCell(client, server, LinkKind::kMemory, kTls13, Handshake::kFull),
               {client_us, server_us, 0, 0, tickets, 300, 1800, 0});
  }

  std::vector<std::string> Cheapest() {
    const SampleRun run = maker_.Take();
    return CheapestLibraries(run.rows, All(run), {run.rounds}, ScenarioNames(run.rows, run.cells[0]));
  }

  std::vector<std::string> Unequal() {
    const SampleRun run = maker_.Take();
    return UnequalLibraries(run.rows, All(run), ScenarioNames(run.rows, run.cells[0]));
  }

  static std::vector<std::size_t> All(const SampleRun& run) {
    std::vector<std::size_t> all(run.rows.size());
    std::iota(all.begin(), all.end(), 0);
    return all;
  }

  SampleRunMaker maker_;
};

TEST_F(LibrariesTest, TheCheapestAndTheNext) {
  Add("a", "a", 300, 100);
  Add("b", "b", 100, 100);
  Add("c", "c", 200, 100);
  const std::vector<std::string> sentences = Cheapest();
  ASSERT_EQ(sentences.size(), 1U);
  EXPECT_EQ(sentences[0].find("TLS 1.3 full: client CPU b, then c at +99 % "), 0U) << sentences[0];
  EXPECT_NE(sentences[0].find("; server CPU no detectable difference between "), std::string::npos) << sentences[0];
}

TEST_F(LibrariesTest, OneLibraryHasNobodyToCompareWith) {
  Add("a", "a", 300, 100);
  EXPECT_TRUE(Cheapest().empty());
  EXPECT_TRUE(Unequal().empty());
}

TEST_F(LibrariesTest, AMatrixIsComparedUnderTheSameOtherEnd) {
  Add("a", "s", 300, 100);
  Add("b", "s", 100, 100);
  const std::vector<std::string> sentences = Cheapest();
  ASSERT_EQ(sentences.size(), 1U);  // each server's row has another client
  EXPECT_EQ(sentences[0].find("TLS 1.3 full with the server s: client CPU b, then a at "), 0U);
}

TEST_F(LibrariesTest, OtherScenariosAreNoRivals) {
  Add("a", "a", 300, 100);
  maker_.Add(SampleCell("b", "b", LinkKind::kMemory, kTls12, Handshake::kFull), {100, 50, 0, 0, 1, 300, 1800, 0});
  EXPECT_TRUE(Cheapest().empty());
}

TEST_F(LibrariesTest, TellsWhatWasNotEqual) {
  Add("a", "a", 300, 100, 1);
  Add("b", "b", 100, 100, 2);
  Add("c", "c", 100, 100, 1);
  EXPECT_EQ(Unequal(), std::vector<std::string>{"TLS 1.3 full: tickets received 1 (a and c), 2 (b)."});
}

TEST_F(LibrariesTest, TheBusierSideIsNamedWhereBothAreKnown) {
  Add("a", "a", 300, 100);
  maker_.Add(SampleCell("a", "a", LinkKind::kLoopback, kTls13, Handshake::kFull), {540, 240, 1, 2, 2, 1, 1, 10});
  const SampleRun run = maker_.Take();
  const ScenarioNames names(run.rows, run.cells[1]);
  EXPECT_TRUE(BusierSides(run.rows, {0}, names).empty());
  EXPECT_EQ(BusierSides(run.rows, {1}, names),
            std::vector<std::string>{"The client is the busier side in every row: 2.0 times the CPU of the server, so "
                                     "the rate says more about clients."});
}

}  // namespace
}  // namespace tlsbench
