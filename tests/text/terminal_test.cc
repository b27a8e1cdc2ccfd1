#include "bench/text/terminal.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace tlsbench {
namespace {

// The width with stdout being `fd`.
std::size_t WidthOf(int fd) {
  const int saved = dup(STDOUT_FILENO);
  dup2(fd, STDOUT_FILENO);
  const std::size_t width = TerminalWidth();
  dup2(saved, STDOUT_FILENO);
  close(saved);
  return width;
}

TEST(TerminalTest, AFileIsAsWideAsAWideTerminal) {
  const int file = open("/dev/null", O_WRONLY | O_CLOEXEC);
  EXPECT_EQ(WidthOf(file), 120U);
  close(file);
}

TEST(TerminalTest, ATerminalSaysItself) {
  int controller = -1;
  int terminal = -1;
  const winsize size{24, 87, 0, 0};
  ASSERT_EQ(openpty(&controller, &terminal, nullptr, nullptr, &size), 0);
  EXPECT_EQ(WidthOf(terminal), 87U);
  close(controller);
  close(terminal);
}

}  // namespace
}  // namespace tlsbench
