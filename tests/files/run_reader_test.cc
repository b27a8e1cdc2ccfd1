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

tl::expected<StoredRun, std::string> ReadTexts(std::string_view json, std::string_view summary,
                                               std::string_view rounds) {
  return ReadRunTexts("run", {std::string(json), std::string(summary), std::string(rounds)});
}

std::string ErrorOf(std::string_view json, std::string_view summary, std::string_view rounds) {
  const auto run = ReadTexts(json, summary, rounds);
  return run ? "" : run.error();
}

std::string ErrorOfRounds(std::string_view what, std::string_view with) {
  return ErrorOf(kRunJson, kSummaryCsv, Replaced(kRoundsCsv, what, with));
}

TEST(ReadRunTest, RowsWithTheirRounds) {
  const auto run = ReadTexts(kRunJson, kSummaryCsv, kRoundsCsv);
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->facts.environment.cpu_model, "AMD EPYC");
  EXPECT_EQ(run->facts.started, "2026-01-01T00:00:00Z");
  ASSERT_EQ(run->rows.size(), 1U);
  EXPECT_EQ(run->rows[0].status, Status::kOk);
  EXPECT_EQ(run->rows[0].parameters.group, "x25519");
  EXPECT_EQ(run->cells[0].scenario.group, kGroupX25519) << "pinned, in files that do not tell what was asked";
  ASSERT_EQ(run->rounds.size(), 2U);
  EXPECT_EQ(run->rounds[1].round, 1);
  EXPECT_EQ(run->rounds[1].client_cpu->total_us, 11.5);
  EXPECT_EQ(run->rounds[0].client_cpu->min_us, 10.1);
  EXPECT_EQ(run->rounds[0].server_cpu->total_us, 5.25);
  EXPECT_FALSE(MedianHandshakeMs(run->rounds[0])) << "not measured";
}

TEST(ComparedRunTest, SamplesAreOfRoundsThatCount) {
  const ComparedRun run = ComparedRunOf(ReadTexts(kRunJson, kSummaryCsv, kRoundsCsv).value());
  EXPECT_EQ(run.machine, "AMD EPYC, 2 cores");
  EXPECT_EQ(run.builds.size(), 1U) << "the other has a file without a hash";
  EXPECT_EQ(run.rows[0].samples[0].medians.size(), 2U);
  EXPECT_EQ(run.rows[0].samples[0].minima[0].value, 10.1);
  EXPECT_TRUE(run.rows[0].samples[1].minima.empty()) << "no such column";
  EXPECT_TRUE(run.rows[0].samples[2].medians.empty()) << "not measured";
}

TEST(ReadRunTest, ChainsOfDifferentLengthAreDifferentRowsAndOlderRunsHaveNone) {
  EXPECT_EQ(ReadTexts(kRunJson, kSummaryCsv, kRoundsCsv)->cells[0].scenario.chain_bytes, 0U);
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
  const auto run = ReadTexts(kRunJson, twice(kSummaryCsv), twice(kRoundsCsv));
  ASSERT_TRUE(run) << run.error();
  ASSERT_EQ(run->rows.size(), 2U);
  EXPECT_EQ(run->cells[0].scenario.chain_bytes, 0U);
  EXPECT_EQ(run->cells[1].scenario.chain_bytes, 20000U);
  EXPECT_EQ(run->rounds[3].cell, 1U);
}

TEST(ComparedRunTest, PreemptedAndUnverifiedRoundsDoNotCount) {
  const auto rounds_of = [](const std::string& rounds) {
    return ComparedRunOf(ReadTexts(kRunJson, kSummaryCsv, rounds).value()).rows[0].samples[0].medians.size();
  };
  EXPECT_EQ(rounds_of(Replaced(kRoundsCsv, "5.75,,,0", "5.75,,,1")), 1U);
  EXPECT_EQ(rounds_of(Replaced(kRoundsCsv, "0,1,5,5", "0,1,5,4")), 1U);
}

TEST(ReadRunTest, TheTwinOfAnAaPairNeedsNoRowInTheSummary) {
  const std::string twin = Replaced(kRoundsCsv, "\nopen-1,open-1", "\nopen-1#2,open-1#2");
  const auto run = ReadTexts(kRunJson, kSummaryCsv, twin);
  ASSERT_TRUE(run) << run.error();
  ASSERT_EQ(run->cells.size(), 2U);
  EXPECT_EQ(run->rows.size(), 1U);
  EXPECT_TRUE(run->cells[1].twin);
  EXPECT_EQ(run->cells[1].client, "open-1");
  EXPECT_EQ(run->rounds[0].cell, 1U);
}

// Killed in its first execution: summary.csv holds no row yet.
TEST(ReadRunTest, ARunThatDidNotEndHasTheRowsOfItsRounds) {
  const std::string_view header = kSummaryCsv.substr(0, kSummaryCsv.find('\n') + 1);
  const std::string twin_first = Replaced(kRoundsCsv, "\nopen-1,open-1", "\nopen-1#2,open-1#2");
  const auto run = ReadTexts(kRunJson, header, twin_first);
  ASSERT_TRUE(run) << run.error();
  ASSERT_EQ(run->rows.size(), 1U);
  EXPECT_EQ(run->rows[0].status, Status::kIncomplete);
  EXPECT_EQ(run->rows[0].verified, 5U);
  EXPECT_TRUE(run->cells[1].twin);
  EXPECT_EQ(run->rounds[0].cell, 1U);
  ASSERT_EQ(run->notes.size(), 1U);
}

TEST(ReadRunTest, RoundsThatWereCutOffAreReadToTheLastWholeRow) {
  const auto run = ReadTexts(kRunJson, kSummaryCsv, kRoundsCsv.substr(0, kRoundsCsv.size() - 9));
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->rounds.size(), 1U);
  EXPECT_EQ(run->notes, std::vector<std::string>{"run/rounds.csv: the file ends in the middle of line 3; was it cut "
                                                 "off? Its 1 whole rows were read"});
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
  const std::string_view no_row = kSummaryCsv.substr(0, kSummaryCsv.find('\n') + 1);
  EXPECT_EQ(ErrorOf(kRunJson, no_row, kRoundsCsv.substr(0, kRoundsCsv.find('\n') + 1)),
            "run/rounds.csv holds no round: nothing was measured");
  EXPECT_EQ(ErrorOf(kRunJson, kSummaryCsv.substr(0, kSummaryCsv.size() - 9), kRoundsCsv),
            "cannot read run/summary.csv: the file ends in the middle of line 2; was it cut off?");
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

TEST(ReadRunTest, SaysThatThereIsNoFolder) {
  EXPECT_EQ(ReadRun("/no/such").error(), "there is no folder /no/such; name a folder that tlsbench wrote");
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
    const auto run = ReadTexts(mutate(kRunJson), mutate(kSummaryCsv), mutate(kRoundsCsv));
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
