// What can go wrong before a run begins, and what a run then has. Fakes only, in a folder of their own.

#include "bench/command/run_setup.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/support/plugins.h"

namespace tlsbench {
namespace {

namespace fs = std::filesystem;

class RunSetupTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "tlsbench-setup-XXXXXX";
    folder_ = mkdtemp(name.data());
    fs::create_directory(folder_ / "plugins");
    fs::create_symlink(PluginFile("fake-honest"), folder_ / "plugins" / "fake-honest.so");
    setenv("TLSBENCH_BACKENDS", (folder_ / "plugins").c_str(), 1);
    options_.backends = {"fake-honest"};
    options_.links = {LinkKind::kMemory};
    options_.out = folder_ / "out";
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Mistake() {
    const auto setup = SetUpRun(options_);
    return setup ? "" : setup.error();
  }

  fs::path folder_;
  RunOptions options_;
};

TEST_F(RunSetupTest, TheFirstCellHasATwinAtTheEnd) {
  const auto setup = SetUpRun(options_);
  ASSERT_TRUE(setup) << setup.error();
  ASSERT_EQ(setup->cells.size(), 5U) << "two protocols, two kinds";
  EXPECT_TRUE(setup->cells.back().twin);
  EXPECT_EQ(setup->cells.back().scenario, setup->cells.front().scenario);
  EXPECT_EQ(setup->task.inputs.cells.size(), setup->cells.size());
  EXPECT_TRUE(setup->ends.empty());
}

TEST_F(RunSetupTest, FilesAndFactsAreThereBeforeTheWork) {
  options_.samples = true;
  const auto setup = SetUpRun(options_);
  ASSERT_TRUE(setup) << setup.error();
  for (const char* file : {"summary.csv", "rounds.csv", "flights.csv", "samples.csv"}) {
    EXPECT_GT(fs::file_size(folder_ / "out" / file), 0U) << file;
  }
  ASSERT_EQ(setup->facts.backends.size(), 1U);
  EXPECT_EQ(setup->task.inputs.plugins.size(), 1U);
  EXPECT_EQ(setup->facts.file_hashes.at(0).second.size(), 64U);
  EXPECT_FALSE(setup->facts.started.empty());
  EXPECT_TRUE(setup->facts.ended.empty());
  EXPECT_EQ(setup->task.inputs.credentials.size(), 1U);
}

// An openssl command that has no ML-DSA, whatever this machine's has; and no tlsbench-ml-dsa lies beside the fake.
class WithoutMlDsaTest : public RunSetupTest {
 protected:
  void SetUp() override {
    RunSetupTest::SetUp();
    path_ = getenv("PATH");
    fs::create_directory(folder_ / "bin");
    std::ofstream(folder_ / "bin" / "openssl")
        << "#!/bin/sh\ncase \"$*\" in *ML-DSA*) exit 1 ;; esac\nPATH=${PATH#*:}\nexec openssl \"$@\"\n";
    fs::permissions(folder_ / "bin" / "openssl", fs::perms::owner_all);
    setenv("PATH", ((folder_ / "bin").string() + ":" + path_).c_str(), 1);
    options_.axes["protocol"] = {"1.3"};
  }
  void TearDown() override {
    setenv("PATH", path_.c_str(), 1);
    RunSetupTest::TearDown();
  }

  std::string path_;
};

TEST_F(WithoutMlDsaTest, CellsWhoseCertificatesCannotBeMadeAreUnsupported) {
  options_.axes["auth"] = {"ml-dsa-44", "ecdsa-p256"};
  const auto setup = SetUpRun(options_);
  ASSERT_TRUE(setup) << setup.error();
  ASSERT_EQ(setup->cells.size(), 5U);
  EXPECT_EQ(setup->ends.size(), 3U) << "two, and the twin of the first";
  for (const auto& [cell, end] : setup->ends) {
    EXPECT_EQ(setup->cells[cell].scenario.auth, Auth::kMlDsa44);
    EXPECT_EQ(end.status, Status::kUnsupported);
    EXPECT_NE(end.reason.find("ml-dsa-44"), std::string::npos) << end.reason;
  }
  EXPECT_EQ(setup->task.inputs.credentials.size(), 1U);
}

TEST_F(WithoutMlDsaTest, SoAreThoseOfAClient) {
  options_.axes["client-auth"] = {"none", "ml-dsa-65"};
  const auto setup = SetUpRun(options_);
  ASSERT_TRUE(setup) << setup.error();
  EXPECT_EQ(setup->ends.size(), 2U);
  EXPECT_EQ(setup->ends.count(0), 0U);
}

TEST_F(WithoutMlDsaTest, ARunOfNothingElseIsAMistakeAndMakesNoFolder) {
  options_.axes["auth"] = {"ml-dsa-44"};
  EXPECT_NE(Mistake().find("scripts/get-library openssl 3.5"), std::string::npos);
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

TEST_F(RunSetupTest, AnUnknownBackendIsAMistakeAndMakesNoFolder) {
  options_.backends = {"nosuch"};
  EXPECT_NE(Mistake().find("nosuch"), std::string::npos);
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

TEST_F(RunSetupTest, AFolderThatHoldsARunIsAMistake) {
  EXPECT_EQ(Mistake(), "");
  EXPECT_NE(Mistake(), "");
}

TEST_F(RunSetupTest, RootsThatAreNoneAreAMistake) {
  options_.target = HostPort{"127.0.0.1", 1};
  options_.ca_file = folder_ / "roots.pem";
  std::ofstream(options_.ca_file) << "words";
  EXPECT_NE(Mistake().find("holds no certificate"), std::string::npos);
}

TEST_F(RunSetupTest, ATargetThatIsNotThereEndsEveryCell) {
  options_.target = HostPort{"127.0.0.1", 1};
  options_.insecure = true;
  const auto setup = SetUpRun(options_);
  ASSERT_TRUE(setup) << setup.error();
  EXPECT_EQ(setup->ends.size(), setup->cells.size());
  EXPECT_EQ(setup->ends.at(0).status, Status::kFailed);
  EXPECT_TRUE(setup->task.inputs.credentials.empty());
}

TEST_F(RunSetupTest, TheRequestNamesTheHostUnlessThereIsNone) {
  EXPECT_NE(SetUpRun(options_)->task.inputs.request.find("\r\nHost: "), std::string::npos);
  options_.out = folder_ / "other";
  options_.request = false;
  EXPECT_EQ(SetUpRun(options_)->task.inputs.request, "");
}

}  // namespace
}  // namespace tlsbench
