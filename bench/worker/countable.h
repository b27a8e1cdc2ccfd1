// Which rows the executions after the timed ones count (heaps, instructions), and how they say what they could not
// count. Used by worker/heap_execution.cc and command/run.cc. Pure functions (any thread).

#ifndef TLSBENCH_BENCH_WORKER_COUNTABLE_H_
#define TLSBENCH_BENCH_WORKER_COUNTABLE_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "bench/result/result.h"

namespace tlsbench {

// The indices of rows that are ok, of the memory link, and had a handshake verified.
std::set<std::size_t> CountableRows(const std::vector<Summary>& rows);

// "openssl-3.0.22, TLS 1.3 full: REASON" for each; the keys are indices of rows.
std::vector<std::string> NotCountedWords(const std::vector<Summary>& rows,
                                         const std::map<std::size_t, std::string>& reasons);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_WORKER_COUNTABLE_H_
