#include "bench/text/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

namespace tlsbench {

std::size_t TerminalWidth() {
  constexpr std::size_t kDefault = 120;
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kDefault;
}

}  // namespace tlsbench
