#include "bench/os/file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace tlsbench {
namespace {

namespace fs = std::filesystem;

TEST(ReadFileTest, TheWholeFileOrAReason) {
  EXPECT_FALSE(ReadFile("/proc/self/comm").value().empty()) << "a file that has no size beforehand";
  EXPECT_EQ(ReadFile("/dev/null").value_or("error"), "") << "an empty file is no error";
  EXPECT_EQ(ReadFile("/nonexistent").error(), "cannot read /nonexistent: No such file or directory");
  EXPECT_EQ(ReadFile("/").error(), "cannot read /: Is a directory");
}

TEST(TemporaryFolderTest, IsOursAloneAndGoesWithWhatIsInIt) {
  std::string path;
  {
    const TemporaryFolder folder("tlsbench-file-test-");
    path = folder.path();
    ASSERT_TRUE(fs::is_directory(path)) << folder.failure();
    EXPECT_NE(path.find("/tlsbench-file-test-"), std::string::npos);
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_all);
    std::ofstream(folder.File("key")) << "secret";
    EXPECT_EQ(ReadFile(path + "/key").value(), "secret");
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST(TemporaryFolderTest, OneThatCannotBeMadeSaysWhy) {
  setenv("TMPDIR", "/proc", 1);
  const TemporaryFolder unwritable("tlsbench-");
  setenv("TMPDIR", "/nonexistent", 1);
  const TemporaryFolder nowhere("tlsbench-");
  unsetenv("TMPDIR");
  EXPECT_TRUE(unwritable.path().empty());
  EXPECT_EQ(unwritable.failure().rfind("cannot make a folder /proc/tlsbench-", 0), 0U) << unwritable.failure();
  EXPECT_TRUE(nowhere.path().empty());
  EXPECT_EQ(nowhere.failure().rfind("there is no folder for temporary files", 0), 0U) << nowhere.failure();
}

}  // namespace
}  // namespace tlsbench
