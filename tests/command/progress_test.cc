// The line of progress, seen through a pseudo-terminal in the place of stderr.

#include "bench/command/progress.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <thread>

#include "bench/os/process.h"

namespace tlsbench {
namespace {

constexpr std::chrono::milliseconds kLongerThanARedraw(250);

// stderr on a terminal of its own for as long as it lives.
class Terminal {
 public:
  Terminal() : master_(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)), saved_(dup(STDERR_FILENO)) {
    std::array<char, 64> name{};
    grantpt(master_.get());
    unlockpt(master_.get());
    ptsname_r(master_.get(), name.data(), name.size());
    const Fd slave(open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    dup2(slave.get(), STDERR_FILENO);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal() { dup2(saved_.get(), STDERR_FILENO); }

  std::string Take() const {
    std::string text;
    std::array<char, 1024> chunk{};
    pollfd wait{master_.get(), POLLIN, 0};
    while (poll(&wait, 1, 50) > 0) {
      const ssize_t count = read(master_.get(), chunk.data(), chunk.size());
      if (count <= 0) {
        break;
      }
      text.append(chunk.data(), static_cast<std::size_t>(count));
    }
    return text;
  }

 private:
  Fd master_;
  Fd saved_;
};

TEST(ProgressTest, ATerminalSeesWhereTheRunStandsAndThenNothing) {
  const Terminal terminal;
  {
    Progress progress(true, 3, 3600);
    progress.BeginExecution(1);
    progress.CountRound();
    progress.CountRound();
    progress.Draw();
    const std::string drawn = terminal.Take();
    EXPECT_NE(drawn.find("execution 2 of 3, 2 rounds, about "), std::string::npos) << drawn;
    EXPECT_EQ(drawn.find('\n'), std::string::npos);
  }
  EXPECT_EQ(terminal.Take(), "\r\033[K") << "erased at the end";
}

TEST(ProgressTest, ItIsNotRedrawnAllTheTime) {
  const Terminal terminal;
  Progress progress(true, 1, 3600);
  const auto start = std::chrono::steady_clock::now();
  progress.Draw();
  EXPECT_NE(terminal.Take(), "");
  progress.Draw();
  const bool in_time = std::chrono::steady_clock::now() - start < std::chrono::milliseconds(200);
  EXPECT_TRUE(terminal.Take().empty() || !in_time);
  std::this_thread::sleep_for(kLongerThanARedraw);
  progress.Draw();
  EXPECT_NE(terminal.Take(), "");
}

TEST(ProgressTest, TheTimeLeftIsNeverNegative) {
  const Terminal terminal;
  Progress progress(true, 1, -5);
  progress.Draw();
  EXPECT_NE(terminal.Take().find("about 0 s left"), std::string::npos);
}

TEST(ProgressTest, WhoAsksForQuietGetsIt) {
  const Terminal terminal;
  { Progress(false, 1, 10).Draw(); }
  EXPECT_EQ(terminal.Take(), "");
}

TEST(ProgressTest, NothingDrawnIsNotErased) {
  const Terminal terminal;
  { const Progress progress(true, 1, 10); }
  EXPECT_EQ(terminal.Take(), "");
}

TEST(ProgressTest, AFileSeesNothing) {
  testing::internal::CaptureStderr();
  { Progress(true, 1, 10).Draw(); }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace tlsbench
