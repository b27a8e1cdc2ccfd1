// What the command-line tests do not see of a run: how handshakes are shared among executions, and run.json while the
// run goes on. Fakes only, in a folder of their own.

#include "bench/command/run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "bench/files/csv_reader.h"
#include "bench/measure/heap_runner.h"
#include "tests/support/plugins.h"

namespace tlsbench {
namespace {

namespace fs = std::filesystem;

class RunTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "tlsbench-run-XXXXXX";
    folder_ = mkdtemp(name.data());
    fs::create_directory(folder_ / "plugins");
    for (const char* plugin : {"fake-honest", "fake-no-context"}) {
      fs::create_symlink(PluginFile(plugin), folder_ / "plugins" / (std::string(plugin) + ".so"));
    }
    setenv("TLSBENCH_BACKENDS", (folder_ / "plugins").c_str(), 1);
    options_.backends = {"fake-honest"};
    options_.axes["protocol"] = {"1.3"};
    options_.axes["handshake"] = {"full"};
    options_.links = {LinkKind::kMemory};
    options_.seconds = 60;
    options_.out = folder_ / "out";
    options_.quiet = true;
  }
  void TearDown() override { fs::remove_all(folder_); }

  int Run() {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int code = RunBenchmark(options_);
    stdout_ = testing::internal::GetCapturedStdout();
    stderr_ = testing::internal::GetCapturedStderr();
    return code;
  }

  std::string File(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(folder_ / "out" / name).rdbuf();
    return text.str();
  }

  // Sum of a column of rounds.csv by execution. No field of these rows holds a comma.
  std::map<int, unsigned> HandshakesByExecution() const {
    std::istringstream lines(File("rounds.csv"));
    std::string line;
    std::getline(lines, line);
    const std::size_t execution = Index(line, "execution");
    const std::size_t handshakes = Index(line, "handshakes");
    std::map<int, unsigned> sums;
    while (std::getline(lines, line)) {
      const std::vector<std::string> fields = Split(line);
      if (fields.at(0).ends_with("#2")) {
        continue;  // the cell that every run measures twice
      }
      sums[std::stoi(fields.at(execution))] += static_cast<unsigned>(std::stoul(fields.at(handshakes)));
    }
    return sums;
  }

  RunOptions options_;
  fs::path folder_;
  std::string stdout_;
  std::string stderr_;

 private:
  static std::vector<std::string> Split(const std::string& line) {
    std::vector<std::string> fields;
    std::istringstream text(line);
    for (std::string field; std::getline(text, field, ',');) {
      fields.push_back(field);
    }
    return fields;
  }
  static std::size_t Index(const std::string& header, const std::string& column) {
    const std::vector<std::string> names = Split(header);
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), column) - names.begin());
  }
};

TEST_F(RunTest, HandshakesAreSharedAmongTheExecutions) {
  options_.handshakes_per_cell = 8;
  options_.executions = 3;
  EXPECT_EQ(Run(), kExitOk) << stderr_;
  EXPECT_EQ(HandshakesByExecution(), (std::map<int, unsigned>{{0, 3}, {1, 3}, {2, 2}}));
}

// Once, however many executions there are, and not for the cell that is measured twice.
TEST_F(RunTest, EachCellHasTheFlightsOfOneHandshake) {
  options_.handshakes_per_cell = 8;
  options_.executions = 2;
  options_.axes["handshake"] = {"full", "ticket"};
  EXPECT_EQ(Run(), kExitOk) << stderr_;
  const std::string flights = File("flights.csv");
  EXPECT_EQ(std::count(flights.begin(), flights.end(), '\n'), 1 + 4 + 4) << flights;
  EXPECT_EQ(flights.find("#2"), std::string::npos) << flights;
  EXPECT_NE(flights.find("1.3,ticket,TLS_AES_128_GCM_SHA256"), std::string::npos) << flights;
}

TEST_F(RunTest, FewerHandshakesThanExecutionsAreExactlyAsManyAllTheSame) {
  options_.handshakes_per_cell = 2;
  options_.executions = 3;
  EXPECT_EQ(Run(), kExitOk) << stderr_;
  EXPECT_EQ(HandshakesByExecution(), (std::map<int, unsigned>{{0, 1}, {1, 1}}));
}

TEST_F(RunTest, TheTimeIsTheBudgetOfAllExecutions) {
  options_.seconds = 0.9;
  options_.executions = 3;
  EXPECT_EQ(Run(), kExitOk) << stderr_;
  EXPECT_GE(HandshakesByExecution().size(), 1U);
  const auto run = nlohmann::json::parse(File("run.json"));
  EXPECT_EQ(run.at("seconds"), 0.9);
  EXPECT_EQ(run.at("complete"), true);
}

TEST_F(RunTest, OnlyTheBackendsInUseAreInTheRecord) {
  options_.handshakes_per_cell = 5;
  EXPECT_EQ(Run(), kExitOk) << stderr_;
  const auto run = nlohmann::json::parse(File("run.json"));
  ASSERT_EQ(run.at("backends").size(), 1U);
  EXPECT_EQ(run.at("backends")[0].at("name"), "fake-honest");
  EXPECT_TRUE(run.at("floor_ns").is_null()) << "there is no null backend here";
  EXPECT_EQ(stdout_.find("Harness floor"), std::string::npos);
}

// As in sanitizer builds, where there is no worker that counts.
TEST_F(RunTest, HeapsAreCountedOrItIsSaidWhyNot) {
  options_.handshakes_per_cell = 5;
  options_.links = {LinkKind::kMemory, LinkKind::kLoopback};
  EXPECT_EQ(Run(), kExitOk) << stderr_;
  const auto reasons = nlohmann::json::parse(File("run.json")).at("heap_not_counted");
  const bool can = !HeapWorkerFile().empty();
  EXPECT_EQ(reasons, can ? nlohmann::json::array() : nlohmann::json::array({kNoHeapCounting}));
  const CsvTable summary = ReadCsv(File("summary.csv")).value();
  ASSERT_EQ(summary.rows.size(), 2U);
  for (const CsvRow& row : summary.rows) {
    const bool memory = row.fields[summary.Column("link").value()] == "memory";
    EXPECT_EQ(!row.fields[summary.Column("client_allocations").value()].empty(), can && memory) << "line " << row.line;
  }
}

TEST_F(RunTest, QuietIsQuiet) {
  options_.handshakes_per_cell = 5;
  EXPECT_EQ(Run(), kExitOk);
  EXPECT_EQ(stderr_, "");
  EXPECT_NE(stdout_.find("fake-honest"), std::string::npos);
}

TEST_F(RunTest, ARowThatFailsIsTheExitCodeAndCostsNoOtherRow) {
  options_.backends = {"fake-honest", "fake-no-context"};
  options_.handshakes_per_cell = 5;
  EXPECT_EQ(Run(), kExitFailedRow);
  EXPECT_EQ(HandshakesByExecution().at(0), 2U) << "of the honest one";
  EXPECT_NE(File("summary.csv").find("scripted refusal of the configuration"), std::string::npos);
}

TEST_F(RunTest, ABackendThatIsNoneIsWrongUsageInOneLine) {
  options_.backends = {"fake-honets"};
  EXPECT_EQ(Run(), kExitUsage);
  EXPECT_NE(stderr_.find("fake-honest"), std::string::npos) << stderr_;
  EXPECT_EQ(std::count(stderr_.begin(), stderr_.end(), '\n'), 1);
  EXPECT_EQ(stdout_, "");
  EXPECT_FALSE(fs::exists(folder_ / "out")) << "before anything is made";
}

}  // namespace
}  // namespace tlsbench
