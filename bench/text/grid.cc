#include "bench/text/grid.h"

#include <fmt/format.h>

#include <algorithm>

namespace tlsbench {
namespace {

constexpr std::size_t kGap = 2;         // between groups, and between columns on their own
constexpr std::size_t kGapInGroup = 1;  // columns of one group stand closer
constexpr std::string_view kBold = "\033[1m";
constexpr std::string_view kBoldRed = "\033[1;31m";
constexpr std::string_view kReset = "\033[0m";

// Holds neighbouring columns that stay together: those of one group, or one without a group.
struct Span {
  const GridColumn* first;
  std::vector<std::size_t> widths;  // of its columns

  std::size_t width() const {
    std::size_t sum = (widths.size() - 1) * kGapInGroup;
    for (const std::size_t column : widths) {
      sum += column;
    }
    return sum;
  }
};

std::size_t WidthOf(const GridColumn& column) {
  std::size_t width = column.name.size();
  for (const std::string& cell : column.cells) {
    width = std::max(width, cell.size());
  }
  return width;
}

std::vector<Span> SpansOf(const std::vector<GridColumn>& columns) {
  std::vector<Span> spans;
  for (const GridColumn& column : columns) {
    const bool joins = !spans.empty() && !column.group.empty() && spans.back().first->group == column.group;
    if (!joins) {
      spans.push_back({&column, {}});
    }
    spans.back().widths.push_back(WidthOf(column));
  }
  for (Span& span : spans) {
    const std::size_t title = span.first->group.size();
    span.widths[0] += title - std::min(title, span.width());
  }
  return spans;
}

std::string Aligned(const std::string& text, std::size_t width, bool left) {
  return left ? fmt::format("{:<{}}", text, width) : fmt::format("{:>{}}", text, width);
}

// Fills the title of several columns with dashes to their width, so that it shows which columns belong to it.
std::string Title(const Span& span) {
  const std::string& title = span.first->group;
  const std::size_t width = span.width();
  if (title.empty() || span.widths.size() == 1 || title.size() + 4 > width) {
    return Aligned(title, width, span.first->left);
  }
  return fmt::format("{:-^{}}", fmt::format(" {} ", title), width);
}

// Returns one line of a block; `text` returns the text of a column in it.
template <class Text>
std::string Columns(const Span& span, Text text) {
  std::string line;
  for (std::size_t i = 0; i < span.widths.size(); ++i) {
    const GridColumn& column = span.first[i];
    line.append(i == 0 ? 0 : kGapInGroup, ' ').append(Aligned(text(column), span.widths[i], column.left));
  }
  return line;
}

template <class Cell>
std::string Line(const std::vector<Span>& block, std::string_view style, Cell cell) {
  std::string line;
  for (const Span& span : block) {
    line.append(line.empty() ? 0 : kGap, ' ').append(cell(span));
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return style.empty() ? line + "\n" : fmt::format("{}{}{}\n", style, line, kReset);
}

std::string Block(const std::vector<Span>& block, const GridStyle& style) {
  const std::string_view bold = style.colour ? kBold : "";
  std::string text;
  if (std::any_of(block.begin(), block.end(), [](const Span& span) { return !span.first->group.empty(); })) {
    text += Line(block, bold, Title);
  }
  text += Line(block, bold, [](const Span& span) { return Columns(span, [](auto& column) { return column.name; }); });
  for (std::size_t row = 0; row < block[0].first->cells.size(); ++row) {
    const bool marked = style.colour && row < style.marked_rows.size() && style.marked_rows[row];
    text += Line(block, marked ? kBoldRed : "",
                 [row](const Span& span) { return Columns(span, [row](auto& column) { return column.cells[row]; }); });
  }
  return text;
}

std::size_t WidthOf(const std::vector<Span>& block) {
  std::size_t width = 0;
  for (const Span& span : block) {
    width += span.width() + (width == 0 ? 0 : kGap);
  }
  return width;
}

}  // namespace

std::string LayOut(const std::vector<GridColumn>& columns, std::size_t keys, const GridStyle& style) {
  if (columns.empty()) {
    return "";
  }
  const std::vector<Span> spans = SpansOf(columns);
  const std::vector<Span> key_spans(spans.begin(), spans.begin() + static_cast<std::ptrdiff_t>(keys));
  std::string text;
  std::vector<Span> block = key_spans;
  for (std::size_t i = keys; i < spans.size(); ++i) {
    if (block.size() > keys && WidthOf(block) + kGap + spans[i].width() > style.width) {
      text += Block(block, style) + "\n";
      block = key_spans;
    }
    block.push_back(spans[i]);
  }
  return text + Block(block, style);
}

}  // namespace tlsbench
