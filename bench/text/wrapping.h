// Prints lists and paragraphs for people. Pure functions (any thread).

#ifndef TLSBENCH_BENCH_TEXT_WRAPPING_H_
#define TLSBENCH_BENCH_TEXT_WRAPPING_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tlsbench {

std::string ListOf(const std::vector<std::string>& names);  // "a", "a and b", "a, b and c"

// Breaks text at spaces so that no line exceeds `width` columns where that is possible. The first line starts with
// `first`, the others with as many spaces. Every line ends in a line feed. Control characters become spaces: the text
// may hold an error from a library or a peer.
std::string Wrap(std::string_view first, std::string_view text, std::size_t width);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_TEXT_WRAPPING_H_
