// Makes the columns of a table that differ from link to link. Used by table.cc. Pure functions; any thread.

#ifndef TLSBENCH_BENCH_REPORT_TABLE_COLUMNS_H_
#define TLSBENCH_BENCH_REPORT_TABLE_COLUMNS_H_

#include <string>
#include <vector>

#include "bench/result/result.h"
#include "bench/text/grid.h"

namespace tlsbench {

// Refers to the rows of one section of a table: at least one, all of one link. Not owned.
using Rows = std::vector<const Summary*>;

template <class Text>
GridColumn TextColumn(const std::string& group, const std::string& name, const Rows& rows, Text text) {
  GridColumn column{group, name, {}, false};
  for (const Summary* row : rows) {
    column.cells.push_back(text(*row));
  }
  return column;
}

template <class Text>
GridColumn LeftColumn(const std::string& name, const Rows& rows, Text text) {
  GridColumn column = TextColumn("", name, rows, text);
  column.left = true;
  return column;
}

// Appends the columns of what was measured; all rows must be of one link.
void AddMeasurements(const Rows& rows, std::vector<GridColumn>& columns);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_TABLE_COLUMNS_H_
