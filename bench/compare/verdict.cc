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

// What a change is called: CPU time has a price, a wait has a speed.
std::string_view LessWord(std::size_t quantity) { return IsCpu(quantity) ? "cheaper" : "quicker"; }
std::string_view MoreWord(std::size_t quantity) { return IsCpu(quantity) ? "dearer" : "slower"; }

double PercentBelow(double ratio) { return (1 - ratio) * 100; }
double PercentAbove(double ratio) { return (ratio - 1) * 100; }

std::string Twinless(const std::string& name) {
  return name.ends_with(kTwinSuffix) ? name.substr(0, name.size() - kTwinSuffix.size()) : name;
}

// Whether `first` is the row that `twin` repeats.
bool Repeats(const RowIdentity& twin, const RowIdentity& first) {
  return IsTwin(twin) && !IsTwin(first) && Twinless(twin.client) == first.client &&
         Twinless(twin.server) == first.server && twin.link == first.link && twin.target == first.target &&
         twin.rtt_ms == first.rtt_ms && twin.protocol == first.protocol && twin.handshake == first.handshake &&
         twin.cipher_suite == first.cipher_suite && twin.group == first.group && twin.auth == first.auth &&
         twin.chain_bytes == first.chain_bytes && twin.path == first.path && twin.setting == first.setting &&
         twin.transport == first.transport;
}

// "is 27.3 % cheaper, 26.8 to 27.9", "is 3.12 times as dear, 3.05 to 3.20".
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

// The medians of the rounds that the ratio is of.
void FillValues(const StoredSample& base, const StoredSample& now, Comparison& comparison) {
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
    differences.push_back(std::log(pair.numerator / pair.denominator));  // drift scales, so ratios are compared
  }
  comparison.base_value = Median(below);
  comparison.now_value = Median(above);
  comparison.p_value = SignedRankP(differences);
}

Interval Hull(const Interval& a, const Interval& b) { return {std::min(a.low, b.low), std::max(a.high, b.high)}; }

// Fills in what two runs that were apart say. Returns why no difference may be claimed; empty if one may.
std::string JudgeApart(const StoredSample& base, const StoredSample& now, Estimate& ratio) {
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

constexpr std::string_view kApartWords = "; the runs were apart: measure both in one run, where rounds are shared";

// A difference that is claimed.
std::string ClaimedWords(const Terms& terms, const Comparison& comparison) {
  const std::string text = fmt::format("{}{} {}", terms.axis == Axis::kProtocol ? "TLS " : "", comparison.now,
                                       ChangeText(*comparison.ratio, comparison.quantity));
  return comparison.p_value.value_or(0) <= kSignificant
             ? text
             : fmt::format("{}, but the rank test sees no difference (p = {:.2f})", text, *comparison.p_value);
}

std::string WithinNoiseWords(const Terms& terms, const Change& change) {
  return change.noise > terms.noise ? NotCountedWords(change, "between these runs one build changed by up to")
                                    : NotCountedWords(change);
}

// The verdict on a ratio with an interval of enough rounds. `doubt` is why no difference may be claimed, if so.
void Decide(const Terms& terms, const std::string& doubt, Comparison& comparison) {
  const auto drift = terms.drift.find({comparison.row.link, comparison.quantity});
  const double noise = std::max(terms.noise, drift == terms.drift.end() ? 0 : drift->second);
  const Change change{*comparison.ratio, comparison.rounds, comparison.paired, noise};
  const Claim claim = change.claim();
  comparison.verdict = Verdict::kNoDifference;
  if (!doubt.empty()) {
    comparison.words = fmt::format("no detectable difference: {}", doubt);
  } else if (claim == Claim::kNoDifference) {
    comparison.words = fmt::format("no detectable difference ({})", ChangeRange(change));
  } else if (claim == Claim::kWithinNoise) {
    comparison.words = WithinNoiseWords(terms, change);
  } else {
    comparison.verdict = claim == Claim::kLess ? Verdict::kCheaper : Verdict::kDearer;
    comparison.words = ClaimedWords(terms, comparison);
  }
  if (terms.apart) {
    comparison.words += kApartWords;
  }
}

// Empty names are of what nobody says, or of what took no part.
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

double NoiseOf(const StoredRun& run) {
  double noise = 0;
  for (const StoredRow& twin : run.rows) {
    for (const StoredRow& first : run.rows) {
      for (std::size_t i = 0; i < kQuantities.size() && Repeats(twin.identity, first.identity); ++i) {
        const auto change = CompareSamples(twin.samples[i].medians, first.samples[i].medians);
        noise = change && change->Telling() ? std::max(noise, ReachOf(change->ratio)) : noise;
      }
    }
  }
  return noise;
}

std::string Differences(const RowPair& pair, const Terms& terms) {
  const RowIdentity& base = pair.base->identity;
  const RowIdentity& now = pair.now->identity;
  const bool other_kind = terms.axis == Axis::kProtocol || terms.axis == Axis::kHandshake;
  std::vector<std::string> words;
  if (terms.axis == Axis::kProtocol) {
    AddDifference("cipher", CipherOf(base.cipher_suite), CipherOf(now.cipher_suite), words);
  } else {
    AddDifference("cipher suite", base.cipher_suite, now.cipher_suite, words);
  }
  AddDifference("group", base.group, now.group, words);
  AddDifference("certificate", base.auth, now.auth, words);
  const auto chain = [](const RowIdentity& row) { return row.chain_bytes.empty() ? "unpadded" : row.chain_bytes; };
  AddDifference("chain bytes", chain(base), chain(now), words);
  const auto transport = [](const RowIdentity& row) { return row.transport.empty() ? "as usual" : row.transport; };
  const auto setting = [](const RowIdentity& row) { return row.setting.empty() ? "as usual" : row.setting; };
  AddDifference("handshakes", setting(base), setting(now), words);
  AddDifference("TCP", transport(base), transport(now), words);
  if (!other_kind) {
    AddDifference("tickets", base.tickets, now.tickets, words);
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
        double& reach = drift[{pair.now->identity.link, i}];
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
  comparison.row = pair.now->identity;
  comparison.quantity = quantity;
  const std::string differences = Differences(pair, terms);
  if (!differences.empty() && !terms.unlike) {
    comparison.verdict = Verdict::kNotAlike;
    comparison.words = fmt::format("not alike: {}; --unlike compares all the same", differences);
    return comparison;
  }
  const StoredSample& base = pair.base->samples[quantity];
  const StoredSample& now = pair.now->samples[quantity];
  const auto change = terms.apart ? CompareApart(now.medians, base.medians) : CompareSamples(now.medians, base.medians);
  if (!change) {
    comparison.words = "nothing to compare: a round took no time at all";
    return comparison;
  }
  comparison.rounds = change->rounds;
  comparison.paired = change->paired;
  FillValues(base, now, comparison);
  comparison.ratio = Estimate{change->ratio.value, std::nullopt};
  if (!change->Telling()) {
    comparison.words =
        fmt::format("too few rounds to tell: {}, and a verdict needs {}", change->rounds, kRoundsForVerdict);
    return comparison;
  }
  comparison.ratio = change->ratio;
  const std::string doubt = terms.apart ? JudgeApart(base, now, *comparison.ratio) : "";
  comparison.detectable_percent = DetectablePercent(*comparison.ratio);
  Decide(terms, doubt, comparison);
  comparison.words += differences.empty() ? "" : fmt::format("; not alike: {}", differences);
  return comparison;
}

}  // namespace tlsbench
