// Asks what the terminal can show. Used where text is laid out for people.

#ifndef TLSBENCH_BENCH_TEXT_TERMINAL_H_
#define TLSBENCH_BENCH_TEXT_TERMINAL_H_

#include <cstddef>

namespace tlsbench {

// The width for output that goes to a file or a pipe.
inline constexpr std::size_t kDefaultWidth = 120;

// Returns the columns of the terminal that stdout is; kDefaultWidth if it is none.
std::size_t TerminalWidth();

// Returns whether stdout takes colours: it is a terminal, and NO_COLOR (https://no-color.org) is not set.
bool TerminalHasColour();

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_TEXT_TERMINAL_H_
