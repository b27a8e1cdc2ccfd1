// Writes the table of a run for a terminal: a section for each link or target, and below them why rows are not ok. Used
// by the command line. Pure (any thread); units are in the headers, counts are for one handshake.

#ifndef TLSBENCH_BENCH_REPORT_TABLE_H_
#define TLSBENCH_BENCH_REPORT_TABLE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "bench/result/result.h"

namespace tlsbench {

struct TableOptions {
  bool colour = false;             // ANSI escapes: bold headers, failed rows bold and red
  std::size_t width = 120;         // of the screen; columns that do not fit go into a table below
  std::vector<std::string> notes;  // lines to print under the table, such as what the harness itself costs
};

// Returns the table, which ends in a line feed; empty if there are no rows.
std::string Table(const std::vector<Summary>& rows, const TableOptions& options);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_TABLE_H_
