// What the screen is like. Used where text is laid out for people.

#ifndef TLSBENCH_BENCH_TEXT_TERMINAL_H_
#define TLSBENCH_BENCH_TEXT_TERMINAL_H_

#include <cstddef>

namespace tlsbench {

// Of what is no terminal: files and pipes.
inline constexpr std::size_t kDefaultWidth = 120;

// Columns of the terminal that stdout is; of anything else kDefaultWidth.
std::size_t TerminalWidth();

// Whether stdout takes colours: it is a terminal, and NO_COLOR (https://no-color.org) is not set.
bool TerminalHasColour();

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_TEXT_TERMINAL_H_
