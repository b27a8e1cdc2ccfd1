// What the table's words say of the heap: whose grows with every handshake, and which library needs least for an idle
// connection. Used by the command line. Pure (any thread).

#ifndef TLSBENCH_BENCH_REPORT_HEAP_TEXT_H_
#define TLSBENCH_BENCH_REPORT_HEAP_TEXT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "bench/result/result.h"

namespace tlsbench {

// Growth is told of every row that has it; idle connections are compared only between rows that may be (change.h)
// and have one library at both ends, and only of full handshakes: a resumption's connection holds much the same. Lines
// of at most `width` columns where possible; empty if there is nothing to say.
std::string HeapWords(const std::vector<Summary>& rows, std::size_t width);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_HEAP_TEXT_H_
