#include "bench/text/wrapping.h"

#include <fmt/format.h>

#include <algorithm>

namespace tlsbench {
namespace {

// Keeps a number and its "%" or "x" on one line.
std::size_t EndOfWord(std::string_view text) {
  std::size_t end = text.find(' ');
  while (end != std::string_view::npos && (text.substr(end).starts_with(" %") || text.substr(0, end) == "x")) {
    end = text.find(' ', end + 1);
  }
  return end;
}

}  // namespace

std::string ListOf(const std::vector<std::string>& names) {
  if (names.size() < 2) {
    return names.empty() ? "" : names[0];
  }
  return fmt::format("{} and {}", fmt::join(names.begin(), names.end() - 1, ", "), names.back());
}

std::string Wrap(std::string_view first, std::string_view original, std::size_t width) {
  std::string printable(original);
  std::replace_if(
      printable.begin(), printable.end(), [](unsigned char c) { return c < ' ' || c == 127; }, ' ');
  std::string_view text = printable;
  std::string result(first);
  std::size_t column = first.size();
  bool line_has_words = false;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, EndOfWord(text));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (line_has_words && column + 1 + word.size() > width) {
      result.append("\n").append(first.size(), ' ');
      column = first.size();
      line_has_words = false;
    }
    result.append(line_has_words ? " " : "").append(word);
    column += word.size() + (line_has_words ? 1 : 0);
    line_has_words = true;
  }
  return result + "\n";
}

}  // namespace tlsbench
