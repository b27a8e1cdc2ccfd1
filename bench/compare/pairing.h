// Pairs the rows of a run, or of two runs, that are compared with each other, and ranks three or more. Used by compare.
// Pure functions (any thread). Rows that are not ok, and twins, take no part.

#ifndef TLSBENCH_BENCH_COMPARE_PAIRING_H_
#define TLSBENCH_BENCH_COMPARE_PAIRING_H_

#include <string>
#include <vector>

#include "bench/compare/verdict.h"

namespace tlsbench {

// Ranks the backends of one scenario by cost, cheapest first. A group holds the backends without a detectable
// difference from the cheapest of the group; two others of the group may still differ from each other.
struct Ranking {
  ComparedCell row;  // the row of the cheapest
  std::size_t quantity = 0;
  std::vector<std::vector<std::string>> groups;
};

struct Verdicts {
  std::vector<Comparison> comparisons;
  std::vector<Ranking> rankings;
};

// Pairs the rows of one scenario in both runs. If pins differ, or each run has one library and these differ, the rows
// are still paired if there is no other choice; Judge then names the difference.
std::vector<RowPair> PairRuns(const ComparedRun& base, const ComparedRun& now);

// Pairs the rows of one run that differ in nothing but the backend: one has `base` where the other has `now`, as
// client, server, or both.
std::vector<RowPair> PairBackends(const ComparedRun& run, const std::string& base, const std::string& now);

// Pair TLS 1.2 with 1.3, and full handshakes with each other kind.
std::vector<RowPair> PairProtocols(const ComparedRun& run);
std::vector<RowPair> PairHandshakes(const ComparedRun& run);

// Judges each pair in each quantity.
Verdicts JudgeAll(const std::vector<RowPair>& pairs, const Terms& terms);

// Compares the clients of one run. Two clients of a scenario are compared with each other; three or more are ranked,
// each against the cheapest of the alike rows. In a run with a client-server matrix, clients of the same server are
// compared; otherwise each library runs with itself.
Verdicts JudgeClients(const ComparedRun& run, const Terms& terms);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_COMPARE_PAIRING_H_
