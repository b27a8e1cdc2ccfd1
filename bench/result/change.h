// Compares what two cells cost over their rounds, and says which cells may be compared. Used by the words of a report.
// Pure functions (any thread); the units cancel.

#ifndef TLSBENCH_BENCH_RESULT_CHANGE_H_
#define TLSBENCH_BENCH_RESULT_CHANGE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/result/claim.h"
#include "bench/result/result.h"
#include "bench/stats/resampling.h"
#include "bench/stats/statistics.h"

namespace tlsbench {

// Whose cost it is. A latency is the client's: it waits.
enum class Payer { kClient, kServer };

struct Cost {
  std::string_view name;  // "client CPU"
  Payer payer;
  Quantity quantity;
};

// What is compared on a link: CPU in memory, latencies on sockets.
const std::vector<Cost>& CostsOn(LinkKind link);

struct Change {
  Estimate ratio;          // 1 is no change; the median of the rounds' ratios where they are paired, else of medians
  std::size_t rounds = 0;  // of the smaller sample
  bool paired = false;     // both cells were measured in the same rounds, and only these count
  double noise = 0;        // what the run could not tell apart (aa_spread.h), as a part of 1

  // What may be said of it.
  Claim claim() const { return ClaimOf(ratio, rounds, noise); }

  // Whether there are enough rounds to say anything.
  bool Telling() const { return claim() != Claim::kTooFewRounds; }
};

// `now` divided by `before`, of samples whose equal executions and numbers name the same round: paired where the
// samples share enough rounds for a verdict. nullopt if either is empty or not comparable.
std::optional<Change> CompareSamples(const Sample& now, const Sample& before);

// The same of samples that share no rounds, whatever their numbers say: two runs.
std::optional<Change> CompareApart(const Sample& now, const Sample& before);

// `quantity` of cell `now` divided by that of cell `before`. Rounds of the same execution and number are paired where
// the cells share enough of them for a verdict. `noise` is the run's, as in Change. nullopt if either cell has none.
std::optional<Change> Compare(const std::vector<Round>& rounds, std::size_t now, std::size_t before, Quantity quantity,
                              double noise = 0);

// Whether a row may stand in a comparison: it is ok, and both ends are real libraries.
bool IsComparable(const Summary& row);

bool SamePlace(const Cell& a, const Cell& b);  // link, target and path
bool SameEnds(const Cell& a, const Cell& b);   // client and server

// Whether two scenarios pin the same but for protocol and kind of handshake. Suites count as the same if cipher and
// hash are: TLS 1.2 and 1.3 share no suite.
bool SamePins(const Scenario& a, const Scenario& b);

// "AES_128_GCM_SHA256" of "TLS_AES_128_GCM_SHA256" and of "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256".
std::string CipherOf(std::string_view suite);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_RESULT_CHANGE_H_
