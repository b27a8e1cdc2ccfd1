// Writes the findings on the heap: in which rows it grows with every handshake, and which library needs least for an
// idle connection. Used by the command line. Pure (any thread).

#ifndef TLSBENCH_BENCH_REPORT_HEAP_TEXT_H_
#define TLSBENCH_BENCH_REPORT_HEAP_TEXT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "bench/result/result.h"

namespace tlsbench {

// Returns these findings; empty if there are none. Growth is reported for every row that has it. Idle connections are
// compared only between rows that may be compared (change.h), with one library at both ends, and only for full
// handshakes: the connection of a resumption holds much the same. Lines have at most `width` columns where possible.
std::string HeapText(const std::vector<Summary>& rows, std::size_t width);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_HEAP_TEXT_H_
