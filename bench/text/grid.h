// Lays out columns of text under headers for a screen of a given width. Columns that do not fit stand in another block
// below, beside the same key columns. Used by table.cc. Pure (any thread). Widths are bytes, so text should be ASCII.

#ifndef TLSBENCH_BENCH_TEXT_GRID_H_
#define TLSBENCH_BENCH_TEXT_GRID_H_

#include <cstddef>
#include <string>
#include <vector>

namespace tlsbench {

struct GridColumn {
  std::string group;               // neighbours of one group stand together under this title; empty: no group
  std::string name;                // of the column, with its unit
  std::vector<std::string> cells;  // one for each row
  bool left = false;               // aligned left, else right
};

struct GridStyle {
  std::size_t width = 120;        // columns of the screen
  bool colour = false;            // bold headers, marked rows bold and red (ANSI escapes)
  std::vector<bool> marked_rows;  // as many as rows, or none
};

// Returns the laid-out text. The first `keys` columns are repeated in every block. All columns have equally many cells.
std::string LayOut(const std::vector<GridColumn>& columns, std::size_t keys, const GridStyle& style);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_TEXT_GRID_H_
