// Writes the report of a run as it is printed: the table, the findings, and the lines below. A pure function; the parts
// have files of their own.

#ifndef TLSBENCH_BENCH_REPORT_REPORT_H_
#define TLSBENCH_BENCH_REPORT_REPORT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/files/run_json.h"
#include "bench/report/table.h"
#include "bench/result/result.h"

namespace tlsbench {

// Refers to what a run was and measured. The caller owns the referenced objects; they must outlive the call.
struct RunResults {
  const std::vector<Cell>& cells;
  const std::vector<Round>& rounds;
  const std::vector<Summary>& summaries;
  const RunFacts& facts;
};

// Returns the report, which ends with a line break.
std::string Report(const RunResults& run, const TableOptions& options);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_REPORT_H_
