// The requests outside of Valgrind, where they do nothing, and the files that callgrind writes.

#include "bench/meter/callgrind.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

namespace tlsbench {
namespace {

TEST(CallgrindMeterTest, CountsTheCallsOfTheCollectedSide) {
  std::int64_t sink = 0;
  { const CallgrindMeter meter(sink, Role::kClient); }
  EXPECT_EQ(sink, 0) << "no side is collected";
  {
    const CollectedSide collected(Role::kServer);
    { const CallgrindMeter meter(sink, Role::kClient); }
    EXPECT_EQ(sink, 0);
    { const CallgrindMeter meter(sink, Role::kServer); }
    { const CallgrindMeter meter(sink, Role::kServer); }
    EXPECT_EQ(sink, 2);
  }
  { const CallgrindMeter meter(sink, Role::kServer); }
  EXPECT_EQ(sink, 2);
}

TEST(CallgrindTest, OutsideOfValgrindNothingIsWritten) {
  ASSERT_FALSE(UnderCallgrind());
  ToggleCollection();
  ToggleCollection();
  const auto file = WriteCollected(testing::TempDir());
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error(), "callgrind wrote no file");
}

TEST(CallgrindTest, TheTotalIsTheFilesLast) {
  EXPECT_EQ(CollectedTotal("events: Ir\nsummary: 17\n\nfn=(1)\n0 17\n\ntotals: 17\n").value(), 17);
  EXPECT_EQ(CollectedTotal("fn=(1)\n\ntotals: 8000000000").value(), 8'000'000'000);
  for (const char* file : {"", "events: Ir\n", "\ntotals: \n", "\ntotals: many\n"}) {
    ASSERT_FALSE(CollectedTotal(file)) << file;
    EXPECT_EQ(CollectedTotal(file).error(), "callgrind's file has no total");
  }
}

TEST(CallgrindTest, NothingOfTheUsersOwnSettingsHolds) {
  const std::vector<std::string> command = CallgrindCommand("/folder");
  EXPECT_EQ(command[0], "valgrind");
  for (const char* option : {"--tool=callgrind", "--command-line-only=yes", "--collect-atstart=no"}) {
    EXPECT_EQ(std::count(command.begin(), command.end(), option), 1) << option;
  }
}

TEST(CallgrindTest, WhereThereIsNoValgrindThatIsOneLine) {
  const std::string path = std::getenv("PATH");
  setenv("PATH", "/nonexistent", 1);
  const auto version = CallgrindVersion();
  setenv("PATH", path.c_str(), 1);
  ASSERT_FALSE(version);
  EXPECT_EQ(version.error().find('\n'), std::string::npos);
  EXPECT_NE(version.error().find("Debian's package valgrind"), std::string::npos) << version.error();
}

}  // namespace
}  // namespace tlsbench
