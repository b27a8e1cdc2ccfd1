// Writes what `tlsbench compare` prints: verdicts as a table, CSV, JSON, or Markdown for pull requests. Used by
// compare. Pure functions (any thread), no I/O.

#ifndef TLSBENCH_BENCH_COMPARE_VERDICT_FORMATS_H_
#define TLSBENCH_BENCH_COMPARE_VERDICT_FORMATS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "bench/compare/pairing.h"

namespace tlsbench {

struct VerdictReport {
  Verdicts verdicts;
  std::vector<std::string> notes;  // sentences that apply to all rows
};

std::string VerdictTable(const VerdictReport& report, std::size_t width);

// Returns a header and a row for each comparison; results/README.md describes the columns. Notes and rankings are not
// part of it.
std::string VerdictCsv(const VerdictReport& report);

// Returns one object: comparisons with the columns of the CSV, rankings, notes. What was not measured is null.
std::string VerdictJson(const VerdictReport& report);

std::string VerdictMarkdown(const VerdictReport& report);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_COMPARE_VERDICT_FORMATS_H_
