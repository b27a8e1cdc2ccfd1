// Judges what two stored rows say of each other: a ratio with its interval, a second opinion, and a verdict in plain
// words. Used by pairing.cc and compare. Pure functions (any thread).

#ifndef TLSBENCH_BENCH_COMPARE_VERDICT_H_
#define TLSBENCH_BENCH_COMPARE_VERDICT_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/files/run_reader.h"

namespace tlsbench {

enum class Verdict : std::uint8_t { kCheaper, kDearer, kNoDifference, kTooFewRounds, kNotAlike };
std::string_view VerdictName(Verdict verdict);  // "cheaper", "dearer", "no-difference", "too-few-rounds", "not-alike"

// What two rows differ in on purpose: a protocol or a kind of handshake brings other suites, groups and tickets along.
enum class Axis : std::uint8_t { kRun, kBackend, kProtocol, kHandshake };

struct RowPair {
  const StoredRow* base;
  const StoredRow* now;
  std::string base_name;  // what is compared: a folder, a backend, a protocol
  std::string now_name;
  bool same_build = false;  // of both ends, file by file, measured in two runs
};

// What a run could not tell from nothing in any row: how far the two rows of its A/A pairs (files/run_reader.h) lie
// apart at most (ReachOf in result/claim.h). 0 without such a pair, or of too few rounds.
double NoiseOf(const StoredRun& run);

// The same between two runs, by link and quantity.
using Drift = std::map<std::pair<std::string, std::size_t>, double>;

// What holds for all rows of a comparison.
struct Terms {
  Axis axis = Axis::kBackend;
  bool apart = false;   // two runs: their rounds were not shared, whatever their numbers say
  bool unlike = false;  // compare rows that are not alike all the same
  std::string base_machine;
  std::string now_machine;
  double noise = 0;  // of the run, or the larger of two runs'
  Drift drift;
};

// One quantity of two rows.
struct Comparison {
  std::string base;
  std::string now;
  RowIdentity row;                   // of `now`
  std::size_t quantity = 0;          // index into kQuantities
  std::optional<double> base_value;  // median over the rounds that count, in the quantity's unit
  std::optional<double> now_value;
  std::optional<Estimate> ratio;  // now / base; of paired rounds the median of their ratios, not now_value / base_value
  std::optional<double> p_value;  // of the rank test
  std::optional<double> detectable_percent;
  std::size_t rounds = 0;  // of the smaller sample
  bool paired = false;
  Verdict verdict = Verdict::kTooFewRounds;
  std::string words;
};

// What makes two rows not alike, "group x25519 against secp256r1"; empty if they are.
std::string Differences(const RowPair& pair, const Terms& terms);

// What the machine did between two runs, as rows of one build in both show it: like the noise of an A/A pair.
Drift DriftOf(const std::vector<RowPair>& pairs, const Terms& terms);

// Whether both rows were measured in a quantity.
bool HasQuantity(const RowPair& pair, std::size_t quantity);

// Paired rounds are compared by the median of their ratios and its bootstrap interval. Runs that were apart cannot tell
// the machine's drift from a difference, so there the medians and the rounds' minima must agree: the interval is the
// hull of both, and without minima nothing is claimed. What is claimed is what ClaimOf says (result/claim.h), with the
// larger of the run's noise and the drift between two runs.
Comparison Judge(const RowPair& pair, std::size_t quantity, const Terms& terms);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_COMPARE_VERDICT_H_
