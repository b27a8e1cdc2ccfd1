#include "bench/compare/verdict_formats.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "bench/files/csv_reader.h"
#include "tests/support/golden.h"
#include "tests/support/stored_runs.h"

namespace tlsbench {
namespace {

// Cheaper, dearer, no difference, not alike and too few rounds, and a ranking.
VerdictReport SampleReport() {
  ComparedCell odd = MemoryRow("d|odd-1.0");
  odd.parameters.group = "secp256r1";
  const ComparedRun run =
      RunOf("run", {MeasuredRow(MemoryRow("a-1.0"), 100), MeasuredRow(MemoryRow("b-1.0"), 99.95, 30, 5),
                    MeasuredRow(MemoryRow("c-1.0"), 130), MeasuredRow(odd, 50), MeasuredRow(MemoryRow("e-1.0"), 350),
                    MeasuredRow(MemoryRow("a-1.0", "1.2"), 100), MeasuredRow(MemoryRow("b-1.0", "1.2"), 80, 4)});
  return {JudgeClients(run, {}), {"A note on all of it, \"quoted\"."}};
}

TEST(VerdictGolden, Table) { ExpectGolden("compare.txt", VerdictTable(SampleReport(), 120)); }
TEST(VerdictGolden, Csv) { ExpectGolden("compare.csv", VerdictCsv(SampleReport())); }
TEST(VerdictGolden, Json) { ExpectGolden("compare.json", VerdictJson(SampleReport())); }
TEST(VerdictGolden, Markdown) { ExpectGolden("compare.md", VerdictMarkdown(SampleReport())); }

TEST(VerdictCsvTest, StartsWithTheColumnsOfTheContract) {
  const std::string contract =
      "base,new,client,server,link,protocol,handshake,cipher_suite,group,auth,quantity,base_value,new_value,ratio,"
      "ratio_low,ratio_high,p_value,detectable_percent,rounds,paired,verdict,words";
  EXPECT_TRUE(VerdictCsv({}).starts_with(contract));
}

TEST(VerdictFormatsTest, CsvAndJsonSayTheSame) {
  const VerdictReport report = SampleReport();
  const auto table = ReadCsv(VerdictCsv(report));
  const auto json = nlohmann::json::parse(VerdictJson(report));
  ASSERT_TRUE(table);
  ASSERT_EQ(table->rows.size(), json["comparisons"].size());
  for (std::size_t i = 0; i < table->rows.size(); ++i) {
    EXPECT_EQ(table->rows[i].fields[*table->Column("verdict")], json["comparisons"][i]["verdict"]);
    EXPECT_EQ(table->rows[i].fields[*table->Column("words")], json["comparisons"][i]["words"]);
  }
}

TEST(VerdictFormatsTest, NothingIsNoCrash) {
  EXPECT_EQ(VerdictTable({}, 80), "");
  EXPECT_EQ(VerdictMarkdown({}), "");
}

}  // namespace
}  // namespace tlsbench
