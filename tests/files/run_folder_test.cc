#include "bench/files/run_folder.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "bench/os/file.h"

namespace tlsbench {
namespace {

namespace fs = std::filesystem;

class RunFolderTest : public testing::Test {
 protected:
  RunFolderTest() {
    std::string pattern = (fs::temp_directory_path() / "tlsbench-folder-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~RunFolderTest() override { fs::remove_all(path_); }

  std::string path_;
};

TEST_F(RunFolderTest, RowsAreOnDiskAsTheyAreAppended) {
  RunFolder folder = RunFolder::Create(path_ + "/a/b", false).value();
  folder.rounds.Append("header\n");
  folder.rounds.Append("row\n");
  EXPECT_EQ(ReadFile(path_ + "/a/b/rounds.csv").value(), "header\nrow\n");
  EXPECT_FALSE(fs::exists(path_ + "/a/b/samples.csv"));
  EXPECT_EQ(folder.failure(), "");
}

TEST_F(RunFolderTest, ReplacingLeavesNothingOfTheOldText) {
  RunFolder folder = RunFolder::Create(path_, true).value();
  folder.run.Replace("a long first text");
  folder.run.Replace("short");
  EXPECT_EQ(ReadFile(path_ + "/run.json").value(), "short");
}

TEST_F(RunFolderTest, WhatCannotBeReplacedKeepsItsOldText) {
  RunFolder folder = RunFolder::Create(path_, false).value();
  folder.summary.Replace("good");
  fs::create_symlink("/dev/full", path_ + "/summary.csv.part");
  folder.summary.Replace("lost");
  EXPECT_NE(folder.failure().find("No space left on device"), std::string::npos);
  EXPECT_EQ(ReadFile(path_ + "/summary.csv").value(), "good");
  folder.summary.Replace("good again");
  EXPECT_EQ(ReadFile(path_ + "/summary.csv").value(), "good again");
  EXPECT_EQ(folder.failure(), "");
}

TEST_F(RunFolderTest, ARunIsNeverOverwritten) {
  std::ofstream(path_ + "/summary.csv") << "precious";
  const auto folder = RunFolder::Create(path_, false);
  ASSERT_FALSE(folder);
  EXPECT_NE(folder.error().find("already holds a run"), std::string::npos);
}

TEST_F(RunFolderTest, AFullDiskIsKeptAsTheFirstFailure) {
  fs::create_symlink("/dev/full", path_ + "/rounds.csv");
  RunFolder folder = RunFolder::Create(path_, false).value();
  folder.rounds.Append("row\n");
  folder.rounds.Append("another\n");
  folder.summary.Append("good\n");
  EXPECT_NE(folder.failure().find("No space left on device"), std::string::npos);
  EXPECT_EQ(ReadFile(path_ + "/summary.csv").value(), "good\n");
}

TEST_F(RunFolderTest, AFolderThatCannotBeIsRefused) {
  EXPECT_FALSE(RunFolder::Create("/proc/none", false));
  std::ofstream(path_ + "/file") << "x";
  EXPECT_FALSE(RunFolder::Create(path_ + "/file", false));
  fs::create_directory(path_ + "/rounds.csv");
  EXPECT_FALSE(RunFolder::Create(path_, false));
}

}  // namespace
}  // namespace tlsbench
