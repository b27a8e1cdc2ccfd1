#include "bench/files/run_reader.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "bench/os/file.h"
#include "tests/support/folders.h"
#include "tests/support/stored_runs.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace tlsbench {
namespace {

std::string Replaced(std::string_view text, std::string_view what, std::string_view with) {
  std::string result(text);
  const std::size_t at = result.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return result.replace(at, what.size(), with);
}

std::string ErrorOf(std::string_view json, std::string_view summary, std::string_view rounds) {
  const auto run = ReadRunTexts("run", json, summary, rounds);
  return run ? "" : run.error();
}

std::string ErrorOfRounds(std::string_view what, std::string_view with) {
  return ErrorOf(kRunJson, kSummaryCsv, Replaced(kRoundsCsv, what, with));
}

TEST(ReadRunTest, RowsWithTheirRounds) {
  const auto run = ReadRunTexts("run", kRunJson, kSummaryCsv, kRoundsCsv);
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->machine, "AMD EPYC, 2 cores");
  EXPECT_EQ(run->started, "2026-01-01T00:00:00Z");
  EXPECT_EQ(run->builds.size(), 1U);  // the other has a file without a hash
  ASSERT_EQ(run->rows.size(), 1U);
  EXPECT_TRUE(run->rows[0].ok());
  EXPECT_EQ(run->rows[0].identity.group, "x25519");
  const StoredSample& client = run->rows[0].samples[0];
  ASSERT_EQ(client.medians.size(), 2U);
  EXPECT_EQ(client.medians[1].round, 1);
  EXPECT_EQ(client.medians[1].value, 11.5);
  EXPECT_EQ(client.minima[0].value, 10.1);
  EXPECT_EQ(run->rows[0].samples[1].medians[0].value, 5.25);
  EXPECT_TRUE(run->rows[0].samples[1].minima.empty());   // no such column
  EXPECT_TRUE(run->rows[0].samples[2].medians.empty());  // not measured
}

TEST(ReadRunTest, ChainsOfDifferentLengthAreDifferentRowsAndOlderRunsHaveNone) {
  EXPECT_EQ(ReadRunTexts("run", kRunJson, kSummaryCsv, kRoundsCsv)->rows[0].identity.chain_bytes, "");
  // Every row of a file twice: unpadded, then with a padded chain.
  const auto twice = [](std::string_view text) {
    std::string result;
    std::string padded;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      const std::string line(text.substr(at, end - at));
      result += line + (at == 0 ? ",chain_bytes\n" : ",\n");
      padded += at == 0 ? "" : line + ",20000\n";
      at = end + 1;
    }
    return result + padded;
  };
  const auto run = ReadRunTexts("run", kRunJson, twice(kSummaryCsv), twice(kRoundsCsv));
  ASSERT_TRUE(run) << run.error();
  ASSERT_EQ(run->rows.size(), 2U);
  EXPECT_EQ(run->rows[0].identity.chain_bytes, "");
  EXPECT_EQ(run->rows[1].identity.chain_bytes, "20000");
  EXPECT_EQ(run->rows[1].samples[0].medians.size(), 2U);
}

TEST(ReadRunTest, PreemptedAndUnverifiedRoundsDoNotCount) {
  const auto preempted = ReadRunTexts("run", kRunJson, kSummaryCsv, Replaced(kRoundsCsv, "5.75,,,0", "5.75,,,1"));
  EXPECT_EQ(preempted->rows[0].samples[0].medians.size(), 1U);
  const auto unverified = ReadRunTexts("run", kRunJson, kSummaryCsv, Replaced(kRoundsCsv, "0,1,5,5", "0,1,5,4"));
  EXPECT_EQ(unverified->rows[0].samples[0].medians.size(), 1U);
}

TEST(ReadRunTest, TheTwinOfAnAaPairNeedsNoRowInTheSummary) {
  const std::string twin = Replaced(kRoundsCsv, "\nopen-1,open-1", "\nopen-1#2,open-1#2");
  const auto run = ReadRunTexts("run", kRunJson, kSummaryCsv, twin);
  ASSERT_TRUE(run) << run.error();
  ASSERT_EQ(run->rows.size(), 2U);
  EXPECT_TRUE(IsTwin(run->rows[1].identity));
  EXPECT_EQ(run->rows[1].samples[0].medians.size(), 1U);
}

TEST(ReadRunTest, RefusesWhatIsNoRun) {
  EXPECT_EQ(ErrorOf("", kSummaryCsv, kRoundsCsv),
            "run/run.json is no JSON object; was the run ended or the file cut off?");
  EXPECT_EQ(ErrorOf("{}", kSummaryCsv, kRoundsCsv), "run/run.json has no schema: is it a run of tlsbench?");
  EXPECT_EQ(ErrorOf("{\"schema\": 2}", kSummaryCsv, kRoundsCsv),
            "run/run.json is of schema 2 and this tlsbench reads 1; measure again, or compare with the version that "
            "wrote it");
  EXPECT_EQ(ErrorOf(kRunJson, "", kRoundsCsv), "cannot read run/summary.csv: it is empty");
  EXPECT_EQ(ErrorOf(kRunJson, kSummaryCsv, "a,b\n1,2\n"),
            "run/rounds.csv has no column 'client': is it a file of tlsbench?");
  EXPECT_EQ(ErrorOf(kRunJson, kSummaryCsv, kRoundsCsv.substr(0, kRoundsCsv.find('\n') + 1)),
            "run/rounds.csv holds no round: nothing was measured");
  EXPECT_EQ(ErrorOf(kRunJson, kSummaryCsv, kRoundsCsv.substr(0, kRoundsCsv.size() - 9)),
            "cannot read run/rounds.csv: the file ends in the middle of line 3; was it cut off?");
}

TEST(ReadRunTest, RefusesWhatWasEdited) {
  EXPECT_EQ(ErrorOfRounds("10.5", "nan"), "run/rounds.csv, line 2: client_cpu_us is 'nan', which is no time");
  EXPECT_EQ(ErrorOfRounds("10.5", "inf"), "run/rounds.csv, line 2: client_cpu_us is 'inf', which is no time");
  EXPECT_EQ(ErrorOfRounds("10.5", "-1"), "run/rounds.csv, line 2: client_cpu_us is '-1', which is no time");
  EXPECT_EQ(ErrorOfRounds("10.5", "1e999"), "run/rounds.csv, line 2: client_cpu_us is '1e999', which is no time");
  EXPECT_EQ(ErrorOfRounds("10.5", "\"1\n2\""), "run/rounds.csv, line 2: client_cpu_us is '1?2', which is no time");
  EXPECT_EQ(ErrorOfRounds("0,0,5", std::string(100, 'x') + ",0,5"),
            "run/rounds.csv, line 2: execution is '" + std::string(60, 'x') + "...', which is no count");
  EXPECT_EQ(ErrorOfRounds("0,0,5", "x,0,5"), "run/rounds.csv, line 2: execution is 'x', which is no count");
  EXPECT_EQ(ErrorOfRounds("0,1,5", "0,0,5"),
            "run/rounds.csv, line 3: execution 0, round 0 of this cell stands there twice");
  EXPECT_EQ(ErrorOfRounds("\nopen-1", "\nother-1"), "run/rounds.csv, line 2: no row of summary.csv is about this cell");
  EXPECT_EQ(ErrorOfRounds("\nopen-1,open-1,memory", "\nopen-1#2,open-1#2,"), "run/rounds.csv, line 2: link is empty");
  EXPECT_EQ(ErrorOf(kRunJson, Replaced(kSummaryCsv, "open-1", ""), kRoundsCsv),
            "run/summary.csv, line 2: client is empty");
}

TEST(ReadRunTest, SaysWhichFileAFolderLacks) {
  const std::string folder = testing::TempDir() + "no-run";
  std::filesystem::create_directories(folder);
  EXPECT_EQ(ReadRun(folder).error(),
            folder + " is no folder of a run: it has no run.json; name a folder that tlsbench wrote");
}

// The target is right about good files, before it looks for bad ones.
TEST(ReadRunTest, TheFuzzTargetTakesItsSeeds) {
  int fed = 0;
  for (const char* folder : {kSeedFolder, kGoldenFolder}) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      const std::string text = ReadFile(entry.path()).value();
      EXPECT_EQ(LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()), 0);
      ++fed;
    }
  }
  EXPECT_GE(fed, 4);
}

// A bounded fuzz: real files with bytes changed, taken out, doubled or cut off are read or refused in words.
TEST(ReadRunTest, AnyFilesAreReadOrRefused) {
  std::mt19937 engine(5);
  const std::string bytes = "0159,.\"\n\r-eE#nai{}[]:\0\xff";
  const auto mutate = [&](std::string_view text) {
    std::string mutant(text);
    for (unsigned change = engine() % 4; change > 0 && !mutant.empty(); --change) {
      const std::size_t at = engine() % mutant.size();
      switch (engine() % 4) {
        case 0:
          mutant[at] = bytes[engine() % bytes.size()];
          break;
        case 1:
          mutant.erase(at, engine() % 9);
          break;
        case 2:
          mutant.insert(at, mutant.substr(at, engine() % 40));
          break;
        default:
          mutant.resize(engine() % 3 == 0 ? at : mutant.size());
      }
    }
    return mutant;
  };
  int read = 0;
  for (int i = 0; i < 10000; ++i) {
    const auto run = ReadRunTexts("run", mutate(kRunJson), mutate(kSummaryCsv), mutate(kRoundsCsv));
    read += run ? 1 : 0;
    if (!run) {
      ASSERT_EQ(run.error().substr(0, 4), run.error()[0] == 'c' ? "cann" : "run/");
    }
  }
  EXPECT_GT(read, 200);
  EXPECT_LT(read, 9500);
}

}  // namespace
}  // namespace tlsbench
