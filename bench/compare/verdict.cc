#include "bench/compare/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "bench/report/phrases.h"
#include "bench/result/change.h"
#include "bench/stats/rank_test.h"
#include "bench/stats/statistics.h"
#include "bench/text/wrapping.h"

namespace tlsbench {
namespace {

constexpr double kSignificant = 0.05;

bool IsCpu(std::size_t quantity) { return kQuantities[quantity].find("_cpu_") != std::string_view::npos; }

// Return the name of a change: CPU time is cheaper or dearer, a latency is quicker or slower.
std::string_view LessWord(std::size_t quantity) { return IsCpu(quantity) ? "cheaper" : "quicker"; }
std::string_view MoreWord(std::size_t quantity) { return IsCpu(quantity) ? "dearer" : "slower"; }

double PercentBelow(double ratio) { return (1 - ratio) * 100; }
double PercentAbove(double ratio) { return (ratio - 1) * 100; }

// Returns whether `first` is the row that `twin` repeats.
bool Repeats(const ComparedCell& twin, const ComparedCell& first) {
  Cell repeated = twin.cell;
  repeated.twin = false;
  return twin.cell.twin && repeated == first.cell;
}

// Returns text such as "is 27.3 % cheaper, 26.8 to 27.9" or "is 3.12 times as dear, 3.05 to 3.20".
std::string ChangeText(const Estimate& ratio, std::size_t quantity) {
  const bool less = ratio.value < 1;
  const Interval& interval = *ratio.interval;
  if (ratio.value >= 2) {
    return fmt::format("is {:.2f} times as {}, {:.2f} to {:.2f}", ratio.value, IsCpu(quantity) ? "dear" : "slow",
                       interval.low, interval.high);
  }
  const double size = less ? PercentBelow(ratio.value) : PercentAbove(ratio.value);
  const int decimals = size < 1 ? 2 : 1;
  return fmt::format("is {:.{}f} % {}, {:.{}f} to {:.{}f}", size, decimals,
                     less ? LessWord(quantity) : MoreWord(quantity),
                     less ? PercentBelow(interval.high) : PercentAbove(interval.low), decimals,
                     less ? PercentBelow(interval.low) : PercentAbove(interval.high), decimals);
}

// Fills in the medians of the rounds that the ratio is computed from.
void FillValues(const RowSample& base, const RowSample& now, Comparison& comparison) {
  if (!comparison.paired) {
    comparison.base_value = Median(ValuesOf(base.medians));
    comparison.now_value = Median(ValuesOf(now.medians));
    comparison.p_value = MannWhitneyP(ValuesOf(now.medians), ValuesOf(base.medians));
    return;
  }
  std::vector<double> above;
  std::vector<double> below;
  std::vector<double> differences;
  for (const RoundPair& pair : SharedRounds(now.medians, base.medians)) {
    above.push_back(pair.numerator);
    below.push_back(pair.denominator);
    differences.push_back(std::log(pair.numerator / pair.denominator));  // drift is a factor, so ratios are compared
  }
  comparison.base_value = Median(below);
  comparison.now_value = Median(above);
  comparison.p_value = SignedRankP(differences);
}

Interval Hull(const Interval& a, const Interval& b) { return {std::min(a.low, b.low), std::max(a.high, b.high)}; }

// Fills in the ratio between two runs. Returns why no difference may be claimed; empty if one may.
std::string JudgeApart(const RowSample& base, const RowSample& now, Estimate& ratio) {
  const auto minima = CompareApart(now.minima, base.minima);
  if (!minima || !minima->Telling()) {
    return "the runs keep no minima of this to hold against the medians";
  }
  const Interval medians = *ratio.interval;
  ratio.interval = Hull(medians, *minima->ratio.interval);
  if (ratio.interval->Holds(1) && !medians.Holds(1)) {
    return fmt::format("the medians changed by {:.1f} % and the minima by {:.1f} %", PercentAbove(ratio.value),
                       PercentAbove(minima->ratio.value));
  }
  return "";
}

constexpr std::string_view kApartText = "; the runs were apart: measure both in one run, where rounds are shared";

// Returns the text of a claimed difference.
std::string ClaimedText(const Terms& terms, const Comparison& comparison) {
  const std::string text = fmt::format("{}{} {}", terms.axis == Axis::kProtocol ? "TLS " : "", comparison.now,
                                       ChangeText(*comparison.ratio, comparison.quantity));
  return comparison.p_value.value_or(0) <= kSignificant
             ? text
             : fmt::format("{}, but the rank test sees no difference (p = {:.2f})", text, *comparison.p_value);
}

std::string WithinNoiseText(const Terms& terms, const Change& change) {
  return change.noise > terms.noise ? NotCountedReasons(change, "between these runs one build changed by up to")
                                    : NotCountedReasons(change);
}

// Decides the verdict on a ratio whose interval has enough rounds. `doubt` is the reason why no difference may be
// claimed; empty if there is none.
void Decide(const Terms& terms, const std::string& doubt, Comparison& comparison) {
  const auto drift = terms.drift.find({comparison.row.cell.link, comparison.quantity});
  const double noise = std::max(terms.noise, drift == terms.drift.end() ? 0 : drift->second);
  const Change change{*comparison.ratio, comparison.rounds, comparison.paired, noise};
  const Claim claim = change.claim();
  comparison.verdict = Verdict::kNoDifference;
  if (!doubt.empty()) {
    comparison.text = fmt::format("no detectable difference: {}", doubt);
  } else if (claim == Claim::kNoDifference) {
    comparison.text = fmt::format("no detectable difference ({})", ChangeRange(change));
  } else if (claim == Claim::kWithinNoise) {
    comparison.text = WithinNoiseText(terms, change);
  } else {
    comparison.verdict = claim == Claim::kLess ? Verdict::kCheaper : Verdict::kDearer;
    comparison.text = ClaimedText(terms, comparison);
  }
  if (terms.apart) {
    comparison.text += kApartText;
  }
}

// Adds a difference, unless a name is empty: then it is not known, or the parameter was not used.
void AddDifference(std::string_view what, const std::string& base, const std::string& now,
                   std::vector<std::string>& words) {
  if (!base.empty() && !now.empty() && base != now) {
    words.push_back(fmt::format("{} {} against {}", what, now, base));
  }
}

}  // namespace

std::string_view VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kCheaper:
      return "cheaper";
    case Verdict::kDearer:
      return "dearer";
    case Verdict::kNoDifference:
      return "no-difference";
    case Verdict::kTooFewRounds:
      return "too-few-rounds";
    case Verdict::kNotAlike:
      return "not-alike";
  }
  return "";
}

double NoiseOf(const ComparedRun& run) {
  double noise = 0;
  for (const ComparedRow& twin : run.rows) {
    for (const ComparedRow& first : run.rows) {
      for (std::size_t i = 0; i < kQuantities.size() && Repeats(twin, first); ++i) {
        const auto change = CompareSamples(twin.samples[i].medians, first.samples[i].medians);
        noise = change && change->Telling() ? std::max(noise, ReachOf(change->ratio)) : noise;
      }
    }
  }
  return noise;
}

std::string Differences(const RowPair& pair, const Terms& terms) {
  const Parameters& base = pair.base->parameters;
  const Parameters& now = pair.now->parameters;
  const bool other_kind = terms.axis == Axis::kProtocol || terms.axis == Axis::kHandshake;
  std::vector<std::string> words;
  if (terms.axis == Axis::kProtocol) {
    AddDifference("cipher", CipherOf(base.cipher_suite), CipherOf(now.cipher_suite), words);
  } else {
    AddDifference("cipher suite", base.cipher_suite, now.cipher_suite, words);
  }
  AddDifference("group", base.group, now.group, words);
  AddDifference("certificate", base.auth, now.auth, words);
  const auto add = [&](std::string_view what, std::string (*of)(const Cell&), const std::string& usual) {
    const std::string before = of(pair.base->cell);
    const std::string after = of(pair.now->cell);
    AddDifference(what, before.empty() ? usual : before, after.empty() ? usual : after, words);
  };
  add("chain bytes", ChainText, "unpadded");
  add("handshakes", SettingText, "as usual");
  add("TCP", TransportText, "as usual");
  if (!other_kind) {
    AddDifference("tickets", fmt::format("{}", base.tickets), fmt::format("{}", now.tickets), words);
  }
  AddDifference("machine", terms.base_machine, terms.now_machine, words);
  return ListOf(words);
}

Drift DriftOf(const std::vector<RowPair>& pairs, const Terms& terms) {
  Drift drift;
  for (const RowPair& pair : pairs) {
    for (std::size_t i = 0; i < kQuantities.size() && pair.same_build; ++i) {
      const Comparison comparison = Judge(pair, i, terms);
      if (comparison.ratio && comparison.ratio->interval) {
        double& reach = drift[{pair.now->cell.link, i}];
        reach = std::max(reach, ReachOf(*comparison.ratio));
      }
    }
  }
  return drift;
}

bool HasQuantity(const RowPair& pair, std::size_t quantity) {
  return !pair.base->samples[quantity].medians.empty() && !pair.now->samples[quantity].medians.empty();
}

Comparison Judge(const RowPair& pair, std::size_t quantity, const Terms& terms) {
  Comparison comparison;
  comparison.base = pair.base_name;
  comparison.now = pair.now_name;
  comparison.row = *pair.now;
  comparison.quantity = quantity;
  const std::string differences = Differences(pair, terms);
  if (!differences.empty() && !terms.unlike) {
    comparison.verdict = Verdict::kNotAlike;
    comparison.text = fmt::format("not alike: {}; --unlike compares all the same", differences);
    return comparison;
  }
  const RowSample& base = pair.base->samples[quantity];
  const RowSample& now = pair.now->samples[quantity];
  const auto change = terms.apart ? CompareApart(now.medians, base.medians) : CompareSamples(now.medians, base.medians);
  if (!change) {
    comparison.text = "nothing to compare: a round took no time at all";
    return comparison;
  }
  comparison.rounds = change->rounds;
  comparison.paired = change->paired;
  FillValues(base, now, comparison);
  comparison.ratio = Estimate{change->ratio.value, std::nullopt};
  if (!change->Telling()) {
    comparison.text =
        fmt::format("too few rounds to tell: {}, and a verdict needs {}", change->rounds, kRoundsForVerdict);
    return comparison;
  }
  comparison.ratio = change->ratio;
  const std::string doubt = terms.apart ? JudgeApart(base, now, *comparison.ratio) : "";
  comparison.detectable_percent = DetectablePercent(*comparison.ratio);
  Decide(terms, doubt, comparison);
  comparison.text += differences.empty() ? "" : fmt::format("; not alike: {}", differences);
  return comparison;
}

}  // namespace tlsbench
