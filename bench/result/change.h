// Compares what two cells cost over their rounds, and decides which cells may be compared. Used by the text of a
// report. Pure functions (any thread); the units cancel.

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

// Names the side that bears a cost. A latency is borne by the client, because it waits.
enum class Payer { kClient, kServer };

struct Cost {
  std::string_view name;  // "client CPU"
  Payer payer;
  Quantity quantity;
};

// Returns the quantities that are compared on a link: CPU in memory, latencies on sockets.
const std::vector<Cost>& CostsOn(LinkKind link);

struct Change {
  Estimate ratio;          // 1 is no change; the median of the rounds' ratios where they are paired, else of medians
  std::size_t rounds = 0;  // the number of rounds in the smaller sample
  bool paired = false;     // both cells were measured in the same rounds, and only these count
  double noise = 0;        // the noise of the run (aa_spread.h), as a part of 1

  // Returns what may be claimed of this change.
  Claim claim() const { return ClaimOf(ratio, rounds, noise); }

  // Returns whether there are enough rounds for any claim.
  bool Telling() const { return claim() != Claim::kTooFewRounds; }
};

// Returns `now` divided by `before`. Samples with the same execution and number are of the same round; they are paired
// where both samples share enough rounds for a verdict. nullopt if either sample is empty or they cannot be compared.
std::optional<Change> CompareSamples(const Sample& now, const Sample& before);

// Does the same for two runs, which share no rounds, whatever the numbers of their samples are.
std::optional<Change> CompareApart(const Sample& now, const Sample& before);

// Returns `quantity` of cell `now` divided by that of cell `before`. Rounds of the same execution and number are paired
// where the cells share enough of them for a verdict. `noise` is the noise of the run, as in Change. nullopt if either
// cell has no such quantity.
std::optional<Change> Compare(const std::vector<Round>& rounds, std::size_t now, std::size_t before, Quantity quantity,
                              double noise = 0);

// Returns whether a row may be compared: it is ok, and both ends are real libraries.
bool IsComparable(const Summary& row);

bool SamePlace(const Cell& a, const Cell& b);  // same link, target and path
bool SameEnds(const Cell& a, const Cell& b);   // same client and server

// Returns whether two scenarios pin the same parameters, apart from protocol and kind of handshake. Two suites count as
// the same if cipher and hash are the same, because TLS 1.2 and 1.3 share no suite.
bool SamePins(const Scenario& a, const Scenario& b);

// Returns "AES_128_GCM_SHA256" for "TLS_AES_128_GCM_SHA256" and for "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256".
std::string CipherOf(std::string_view suite);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_RESULT_CHANGE_H_
