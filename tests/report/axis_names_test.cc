// Two cells that differ in any axis differ in every name: in benchmarks' names, in the names of rows, between
// processes and in the files, from which each cell is read back.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "bench/files/csv_reader.h"
#include "bench/files/csv_writer.h"
#include "bench/files/run_reader.h"
#include "bench/report/benchmark_name.h"
#include "bench/report/row_labels.h"
#include "bench/scenario/scenario_json.h"
#include "tests/support/sample_results.h"
#include "tests/support/unusual.h"

namespace tlsbench {
namespace {

// A row of the memory link in which nothing was measured.
Summary RowOf(const Scenario& scenario) {
  Cell cell = SampleCell("a-1", "a-1", LinkKind::kMemory, kTls13, Handshake::kFull);
  cell.scenario = scenario;
  return Summarize(cell, {}, Status::kUnsupported, "");
}

// By its column, in summary.csv.
std::string FieldOf(const Summary& row, std::string_view column) {
  const auto table = ReadCsv(SummaryCsvHeader() + SummaryCsvRow(row));
  const auto index = table.value().Column(column);
  return index ? table->rows[0].fields[*index] : "";
}

// As a reader of the files has it.
Cell CellReadBack(const Summary& row) {
  RunFacts facts;
  facts.as_shipped = row.cell.scenario.as_shipped;
  return ReadRunTexts("run", {RunJson(facts), SummaryCsvHeader() + SummaryCsvRow(row), RoundsCsvHeader()})->cells.at(0);
}

class AxisNamesTest : public testing::TestWithParam<std::size_t> {
 protected:
  const ScenarioAxis& axis() const { return ScenarioAxes()[GetParam()]; }
  // The usual scenario first.
  std::vector<Summary> Rows() const {
    std::vector<Summary> rows = {RowOf(UsualFor(axis()))};
    for (const Scenario& unusual : UnusualOf(axis())) {
      rows.push_back(RowOf(unusual));
    }
    return rows;
  }
};

TEST_P(AxisNamesTest, EachValueIsAnotherBenchmark) {
  std::set<std::string> names;
  for (const Summary& row : Rows()) {
    EXPECT_TRUE(names.insert(BenchmarkName(row.cell)).second) << BenchmarkName(row.cell);
  }
}

TEST_P(AxisNamesTest, EachValueIsAnotherRow) {
  const std::vector<Summary> rows = Rows();
  const ScenarioNames labels(rows, rows[0].cell);
  std::set<std::string> names;
  for (const Summary& row : rows) {
    EXPECT_TRUE(names.insert(labels.Name(row.cell.scenario)).second) << labels.Name(row.cell.scenario);
  }
}

TEST_P(AxisNamesTest, EachValueCrossesToAnotherProcess) {
  std::set<std::string> texts;
  for (const Summary& row : Rows()) {
    const nlohmann::json json = row.cell.scenario;
    EXPECT_TRUE(texts.insert(json.dump()).second) << json.dump();
  }
}

// That a run is as shipped stands in run.json: it is so of all its rows.
TEST_P(AxisNamesTest, EachValueIsAnotherInTheFiles) {
  std::set<std::string> fields;
  for (const Summary& row : Rows()) {
    const bool in_files = axis().option != OptionKind::kOwn;
    EXPECT_EQ(axis().column.empty(), !in_files);
    EXPECT_TRUE(!in_files || fields.insert(FieldOf(row, axis().column)).second || axis().name == "group")
        << axis().column << " " << FieldOf(row, axis().column);
    EXPECT_EQ(CellReadBack(row), row.cell) << axis().name << " " << axis().text(row.cell.scenario);
  }
}

// One group that is offered alone is known by what was negotiated.
TEST(GroupNameInFilesTest, IsOfOffersThatNameSeveral) {
  Scenario scenario = UsualFor(AxisNamed("group"));
  EXPECT_EQ(FieldOf(RowOf(scenario), "group"), "x25519");
  EXPECT_EQ(FieldOf(RowOf(scenario), "offered_groups"), "");
  ASSERT_TRUE(AxisNamed("group").Set("x25519+secp256r1", scenario));
  EXPECT_EQ(FieldOf(RowOf(scenario), "offered_groups"), "x25519+secp256r1");
  EXPECT_EQ(BenchmarkName(RowOf(scenario).cell), "TLS1.3/full/a-1/x25519+secp256r1");
}

INSTANTIATE_TEST_SUITE_P(AllAxes, AxisNamesTest, testing::Range(std::size_t{0}, ScenarioAxes().size()),
                         [](const auto& one) {
                           std::string name(ScenarioAxes()[one.param].name);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace tlsbench
