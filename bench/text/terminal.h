// What the screen is like. Used where text is laid out for people.

#ifndef TLSBENCH_BENCH_TEXT_TERMINAL_H_
#define TLSBENCH_BENCH_TEXT_TERMINAL_H_

#include <cstddef>

namespace tlsbench {

// Columns of the terminal that stdout is; for a file or a pipe those of a wide one.
std::size_t TerminalWidth();

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_TEXT_TERMINAL_H_
