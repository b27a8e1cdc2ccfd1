// Which rows of a run, or of two, are held against each other, and the rankings of three and more. Used by compare.
// Pure functions (any thread). Rows that are not ok, and the second rows of A/A pairs, take no part.

#ifndef TLSBENCH_BENCH_COMPARE_PAIRING_H_
#define TLSBENCH_BENCH_COMPARE_PAIRING_H_

#include <string>
#include <vector>

#include "bench/compare/verdict.h"

namespace tlsbench {

// The backends of one scenario by what they cost, cheapest first. Those of one group cannot be told apart from the
// cheapest of the group; two of one group may still differ from each other.
struct Ranking {
  ComparedCell row;  // of the cheapest
  std::size_t quantity = 0;
  std::vector<std::vector<std::string>> groups;
};

struct Verdicts {
  std::vector<Comparison> comparisons;
  std::vector<Ranking> rankings;
};

// The rows of one scenario in both runs. Where pins differ, or the one library of each run, the rows are still found
// for each other if there is no other choice; Judge then says what is not alike.
std::vector<RowPair> PairRuns(const ComparedRun& base, const ComparedRun& now);

// The rows of one run that differ in nothing but `base` standing where `now` stands, as client, server, or both.
std::vector<RowPair> PairBackends(const ComparedRun& run, const std::string& base, const std::string& now);

// TLS 1.2 against 1.3; full handshakes against each other kind.
std::vector<RowPair> PairProtocols(const ComparedRun& run);
std::vector<RowPair> PairHandshakes(const ComparedRun& run);

// One verdict for each pair and quantity.
Verdicts JudgeAll(const std::vector<RowPair>& pairs, const Terms& terms);

// The clients of one run: two of a scenario against each other; three and more ranked, each against the cheapest of
// those that are alike. In a run where clients meet other servers, those that met the same server; else each library
// with itself.
Verdicts JudgeClients(const ComparedRun& run, const Terms& terms);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_COMPARE_PAIRING_H_
