// Judges two rows against each other: a ratio with its interval, a second opinion, and a verdict as plain text. Used by
// pairing.cc and compare. Pure functions (any thread).

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

#include "bench/compare/compared_run.h"

namespace tlsbench {

enum class Verdict : std::uint8_t { kCheaper, kDearer, kNoDifference, kTooFewRounds, kNotAlike };
std::string_view VerdictName(Verdict verdict);  // "cheaper", "dearer", "no-difference", "too-few-rounds", "not-alike"

// Says in what two rows differ on purpose: another protocol or kind of handshake also changes suites, groups and
// tickets.
enum class Axis : std::uint8_t { kRun, kBackend, kProtocol, kHandshake };

struct RowPair {
  const ComparedRow* base;
  const ComparedRow* now;
  std::string base_name;  // the name of what is compared: a folder, a backend, a protocol
  std::string now_name;
  bool same_build = false;  // both ends are the same build, file by file, in two runs
};

// Returns the noise of a run: how far the two rows of its A/A pairs (cells and their twins) lie apart at most (ReachOf
// in result/claim.h). 0 without such a pair, or with too few rounds.
double NoiseOf(const ComparedRun& run);

// Maps link and quantity to the drift between two runs, which is measured like the noise.
using Drift = std::map<std::pair<LinkKind, std::size_t>, double>;

// Holds the terms that apply to all rows of a comparison.
struct Terms {
  Axis axis = Axis::kBackend;
  bool apart = false;   // two runs: they share no rounds, whatever the numbers of the rounds are
  bool unlike = false;  // compare even rows that are not alike
  std::string base_machine;
  std::string now_machine;
  double noise = 0;  // of the run, or the larger noise of two runs
  Drift drift;
};

// Compares two rows in one quantity.
struct Comparison {
  std::string base;
  std::string now;
  ComparedCell row;                  // of `now`
  std::size_t quantity = 0;          // index into kQuantities
  std::optional<double> base_value;  // median over the rounds that count, in the quantity's unit
  std::optional<double> now_value;
  std::optional<Estimate>
      ratio;  // now / base: with paired rounds the median of their ratios, not now_value / base_value
  std::optional<double> p_value;  // of the rank test
  std::optional<double> detectable_percent;
  std::size_t rounds = 0;  // the number in the smaller sample
  bool paired = false;
  Verdict verdict = Verdict::kTooFewRounds;
  std::string text;
};

// Returns why two rows are not alike, such as "group x25519 against secp256r1"; empty if they are alike.
std::string Differences(const RowPair& pair, const Terms& terms);

// Returns the drift of the machine between two runs, measured on rows of one build that both runs have. It is treated
// like the noise of an A/A pair.
Drift DriftOf(const std::vector<RowPair>& pairs, const Terms& terms);

// Returns whether both rows were measured in a quantity.
bool HasQuantity(const RowPair& pair, std::size_t quantity);

// Judges a pair in one quantity. Paired rounds are compared by the median of their ratios and its bootstrap interval.
// Between two runs drift cannot be separated from a difference, so there the medians and the rounds' minima must agree:
// the interval is the hull of both, and without minima nothing is claimed. ClaimOf decides the claim (result/claim.h),
// with the larger of the run's noise and the drift between two runs.
Comparison Judge(const RowPair& pair, std::size_t quantity, const Terms& terms);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_COMPARE_VERDICT_H_
