// What stands in a report, and in which order; the parts have tests of their own.

#include "bench/report/report.h"

#include <gtest/gtest.h>

#include "tests/support/sample_results.h"

namespace tlsbench {
namespace {

std::string ReportOf(const SampleRun& run, const RunFacts& facts) {
  return Report({run.cells, run.rounds, run.rows, facts}, TableOptions());
}

TEST(ReportTest, TheTableThenWhatChangedThenTheMachine) {
  RunFacts facts;
  facts.environment.cpu_model = "Processor 9";
  facts.floor = Floor{500, 100};
  const std::string text = ReportOf(MakeSampleRun(), facts);
  std::size_t last = 0;
  for (const char* part : {"memory: CPU time of one handshake", "Changes are the median of what",
                           "Harness floor (null backend", "Machine: Processor 9"}) {
    const std::size_t place = text.find(part);
    ASSERT_NE(place, std::string::npos) << part << "\n" << text;
    EXPECT_GE(place, last) << part;
    last = place;
  }
  EXPECT_EQ(text.back(), '\n');
}

TEST(ReportTest, ARunWithoutRowsStillSaysWhatItRanOn) {
  RunFacts facts;
  facts.environment.cpu_model = "Processor 9";
  EXPECT_NE(ReportOf({}, facts).find("Machine: Processor 9"), std::string::npos);
}

}  // namespace
}  // namespace tlsbench
