#include "bench/cli/scenario_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "bench/cli/mistakes.h"
#include "bench/scenario/axes.h"
#include "bench/text/nearest.h"

namespace tlsbench {
namespace {

using Words = std::vector<std::string>;

std::string OptionOf(const ScenarioAxis& axis) { return fmt::format("--{}", axis.name); }

void AddOption(OptionSet& options, const ScenarioAxis& axis, RawScenario& raw) {
  const std::string help = fmt::format(fmt::runtime(axis.help), fmt::join(axis.Values(), ", "));
  switch (axis.option) {
    case OptionKind::kList:
    case OptionKind::kOffers:
      options.List(OptionOf(axis), raw.lists[axis.name], help);
      break;
    case OptionKind::kWord:
      options.Value(OptionOf(axis), &raw.words[axis.name], "WORD", help);
      break;
    case OptionKind::kSwitch:
      options.Flag(OptionOf(axis), raw.switches[axis.name], help);
      break;
    case OptionKind::kOwn:
      break;
  }
}

// Returns the axes whose values a run may sweep. The protocol is not among them, because every run compares protocols.
Words SweepNames() {
  Words names;
  for (const ScenarioAxis& axis : ScenarioAxes()) {
    const bool list = axis.option == OptionKind::kList || axis.option == OptionKind::kOffers;
    if (list && axis.name != "protocol" && !axis.Values().empty()) {
      names.emplace_back(axis.name);
    }
  }
  return names;
}

// Splits "A+B" on an axis that takes it, so that a mistake names one part.
Words PartsOf(const ScenarioAxis& axis, const std::string& word) {
  Words parts;
  for (std::size_t begin = 0; begin <= word.size();) {
    const std::size_t plus = axis.option == OptionKind::kOffers ? word.find('+', begin) : std::string::npos;
    const std::size_t end = std::min(plus, word.size());
    parts.push_back(word.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

// Returns what is wrong with a text that is no value of the axis.
std::string MistakeOf(const ScenarioAxis& axis, const std::string& word) {
  if (axis.values == nullptr) {
    return fmt::format("{} takes numbers from {} to {}, not '{}'", OptionOf(axis), axis.numbers.least,
                       axis.numbers.most, word);
  }
  const Words values = axis.Values();
  if (axis.option == OptionKind::kWord) {
    return fmt::format("{} is {}, not '{}'", OptionOf(axis), fmt::join(values, " or "), word);
  }
  for (const std::string& part : PartsOf(axis, word)) {
    if (std::find(values.begin(), values.end(), part) == values.end()) {
      return Unknown(std::string(axis.title), part, values);
    }
  }
  return fmt::format("{} {} offers a {} twice", OptionOf(axis), word, axis.title);
}

// Takes the given texts as values of an axis.
void Take(const ScenarioAxis& axis, const Words& words, Mistakes& mistakes, AxisValues& axes) {
  Words values;
  for (const std::string& word : words) {
    Scenario scenario;
    const bool good = !word.empty() && axis.Set(word, scenario);
    mistakes.Check(good, good ? "" : MistakeOf(axis, word));
    const std::string value = axis.text(scenario);  // "04" becomes "4"
    if (std::find(values.begin(), values.end(), value) == values.end()) {
      values.push_back(value);
    }
  }
  if (!values.empty()) {
    axes[std::string(axis.name)] = values;
  }
}

// Returns what was typed for an axis; empty if nothing was.
Words Typed(const RawScenario& raw, const ScenarioAxis& axis) {
  if (const auto list = raw.lists.find(axis.name); list != raw.lists.end()) {
    return list->second;
  }
  if (const auto word = raw.words.find(axis.name); word != raw.words.end() && !word->second.empty()) {
    return {word->second};
  }
  const auto on = raw.switches.find(axis.name);
  return on != raw.switches.end() && on->second ? Words{std::string(axis.on)} : Words();
}

bool IsTyped(const RawScenario& raw, std::string_view axis) { return !Typed(raw, AxisNamed(axis)).empty(); }

bool NeedsTicket(const Scenario& scenario) {
  return scenario.offers_session() && scenario.handshake != Handshake::kSessionId;
}

// Fills in a sweep: all values of its axis, unless some were given; the usual value of every other axis; only full
// handshakes in memory.
void FillSweep(const RawScenario& raw, bool links_named, RunOptions& options) {
  if (!IsTyped(raw, options.sweep)) {
    options.axes[options.sweep] = AxisNamed(options.sweep).Values();
  }
  if (options.sweep != "handshake" && !IsTyped(raw, "handshake")) {
    options.axes["handshake"] = {"full"};
  }
  if (!links_named && !options.target) {
    options.links = {LinkKind::kMemory};
  }
}

void TakeSweep(const RawScenario& raw, bool links_named, Mistakes& mistakes, RunOptions& options) {
  const Words names = SweepNames();
  if (raw.sweep.empty()) {
    return;
  }
  if (std::find(names.begin(), names.end(), raw.sweep) == names.end()) {
    mistakes.Check(false, Unknown("sweep", raw.sweep, names));
    return;
  }
  options.sweep = raw.sweep;
  FillSweep(raw, links_named, options);
}

// Removes resumptions if there are no tickets.
void LeaveOutResumptions(const RawScenario& raw, Mistakes& mistakes, RunOptions& options) {
  const bool none = options.Asked("tickets") == Words{"0"};
  const bool kinds_named = IsTyped(raw, "handshake");
  mistakes.Check(!none || !kinds_named || !options.AsksFor(NeedsTicket),
                 "resumption by ticket needs a ticket; leave --tickets 0 to full handshakes and session-id");
  if (none && !kinds_named) {
    options.axes["handshake"] = {"full"};
  }
}

void CheckCombinations(const RawScenario& raw, Mistakes& mistakes, const RunOptions& options) {
  mistakes.Check(!options.as_shipped || !IsTyped(raw, "tickets"),
                 "--as-shipped leaves the number of tickets to each library; leave out --tickets");
  if (!options.target) {
    return;
  }
  for (const ScenarioAxis& axis : ScenarioAxes()) {
    const bool ours = axis.target_reason.empty();
    mistakes.Check(ours || Typed(raw, axis).empty(),
                   fmt::format("{}; leave out {}", axis.target_reason, OptionOf(axis)));
    mistakes.Check(ours || options.sweep != axis.name,
                   fmt::format("that is the target's own; leave out --sweep {}", raw.sweep));
  }
}

}  // namespace

std::string Unknown(const std::string& what, const std::string& word, const Words& known) {
  const std::string nearest = Nearest(word, known);
  return fmt::format(
      "unknown {} '{}'; {}", what, word,
      nearest.empty() ? fmt::format("there are {}", fmt::join(known, ", ")) : fmt::format("did you mean {}?", nearest));
}

void AddScenarioOptions(OptionSet& options, RawScenario& raw) {
  for (const ScenarioAxis& axis : ScenarioAxes()) {
    AddOption(options, axis, raw);
  }
  options.Value("--sweep", &raw.sweep, "AXIS",
                fmt::format("All values of one axis, against the first: {}", fmt::join(SweepNames(), ", ")));
}

std::optional<std::string> ConvertScenario(const RawScenario& raw, bool links_named, RunOptions& options) {
  Mistakes mistakes;
  for (const ScenarioAxis& axis : ScenarioAxes()) {
    Take(axis, Typed(raw, axis), mistakes, options.axes);
  }
  options.protocols_named = IsTyped(raw, "protocol");
  TakeSweep(raw, links_named, mistakes, options);
  LeaveOutResumptions(raw, mistakes, options);
  CheckCombinations(raw, mistakes, options);
  return mistakes.first();
}

}  // namespace tlsbench
