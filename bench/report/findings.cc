#include "bench/report/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "bench/report/library_comparison.h"
#include "bench/report/phrases.h"
#include "bench/report/row_labels.h"
#include "bench/result/change.h"
#include "bench/text/quantities.h"
#include "bench/text/wrapping.h"

namespace tlsbench {
namespace {

struct Run {
  const std::vector<Summary>& rows;
  const std::vector<Round>& rounds;
  ScenarioNames names;
  bool counted_before;     // an earlier link has shown the same pairs with their round trips and bytes
  double noise;            // the noise of the run (aa_spread.h)
  std::string_view sweep;  // the name of its axis, or empty
};

// Holds two rows that differ in one thing, and the title for them.
struct Pair {
  std::size_t now;
  std::size_t before;
  std::string title;  // what the rows share
};

// Returns the row that differs from `now` only in the given protocol and handshake.
std::optional<std::size_t> FindRow(const Run& run, const std::vector<std::size_t>& mine, std::size_t now,
                                   std::uint16_t protocol, Handshake handshake) {
  const auto found = std::find_if(mine.begin(), mine.end(), [&](std::size_t before) {
    const Scenario& scenario = run.rows[before].cell.scenario;
    return scenario.protocol == protocol && scenario.handshake == handshake &&
           SameEnds(run.rows[before].cell, run.rows[now].cell) && SamePins(scenario, run.rows[now].cell.scenario);
  });
  return found == mine.end() ? std::nullopt : std::optional<std::size_t>(*found);
}

std::optional<Pair> VersionPair(const Run& run, const std::vector<std::size_t>& mine, std::size_t now) {
  const Cell& cell = run.rows[now].cell;
  const auto before = cell.scenario.tls13() ? FindRow(run, mine, now, kTls12, cell.scenario.handshake) : std::nullopt;
  if (!before) {
    return std::nullopt;
  }
  return Pair{now, *before,
              fmt::format("{}, {}{}", EndsName(cell), HandshakeName(cell.scenario.handshake),
                          run.names.PinnedSuffix(cell.scenario))};
}

std::optional<Pair> TicketPair(const Run& run, const std::vector<std::size_t>& mine, std::size_t now) {
  const Cell& cell = run.rows[now].cell;
  const bool ticket = cell.scenario.handshake == Handshake::kTicket;
  const auto before = ticket ? FindRow(run, mine, now, cell.scenario.protocol, Handshake::kFull) : std::nullopt;
  if (!before) {
    return std::nullopt;
  }
  return Pair{now, *before,
              fmt::format("{}, TLS {}{}", EndsName(cell), ProtocolName(cell.scenario.protocol),
                          run.names.PinnedSuffix(cell.scenario))};
}

// Pairs a row with the first row that differs from it in the axis alone.
std::optional<Pair> SweepPair(const Run& run, const std::vector<std::size_t>& mine, std::size_t now) {
  const ScenarioAxis* axis = FindAxis(run.sweep);
  if (axis == nullptr) {
    return std::nullopt;
  }
  const Cell& cell = run.rows[now].cell;
  const auto before = std::find_if(mine.begin(), mine.end(), [&](std::size_t row) {
    const Cell& first = run.rows[row].cell;
    return SameEnds(first, cell) && AlikeBut(*axis, first.scenario, cell.scenario);
  });
  if (before == mine.end() || *before == now) {
    return std::nullopt;
  }
  return Pair{now, *before,
              fmt::format("{}, TLS {}, {} against {}", EndsName(cell), ProtocolName(cell.scenario.protocol),
                          axis->Label(cell.scenario), axis->Label(run.rows[*before].cell.scenario))};
}

std::string RoundTripText(const FlightCounts& now, const FlightCounts& before) {
  const std::string taken = Counted(now.round_trips, "round trip");
  return now.round_trips == before.round_trips ? fmt::format("{} in both", taken)
                                               : fmt::format("{} instead of {}", taken, before.round_trips);
}

std::string ByteText(const FlightCounts& now, const FlightCounts& before) {
  const auto bytes = static_cast<double>(now.bytes_sent + now.bytes_received);
  const auto bytes_before = static_cast<double>(before.bytes_sent + before.bytes_received);
  const double percent = bytes_before > 0 ? (bytes / bytes_before - 1) * 100 : 0;
  return fmt::format("bytes {}{} %", percent > 0 ? "+" : "", Percent(percent));
}

// Adds what else differs, because it is part of the reason for the change. The axis of a sweep is left out: the title
// has it already.
void AddDifferences(const Parameters& now, const Parameters& before, std::string_view sweep,
                    std::vector<std::string>& words) {
  const auto add = [&](const std::string& name, const std::string& name_before) {
    if (!name.empty() && !name_before.empty() && name != name_before) {
      words.push_back(fmt::format("{} instead of {}", name, name_before));
    }
  };
  if (sweep != "cipher") {
    add(CipherOf(now.cipher_suite), CipherOf(before.cipher_suite));
  }
  if (sweep != "group") {
    add(now.group, before.group);
  }
  if (sweep != "auth") {
    add(now.auth, before.auth);
  }
  if (now.tickets != before.tickets) {
    words.push_back(fmt::format("{} instead of {}", Counted(now.tickets, "ticket"), before.tickets));
  }
}

std::string CostText(const Cost& cost, const Change& change) {
  switch (change.claim()) {
    case Claim::kNoDifference:
      return fmt::format("no detectable difference in {} ({})", cost.name, ChangeRange(change));
    case Claim::kWithinNoise:
      return fmt::format("{} {}", cost.name, NotCountedReasons(change));
    default:
      return fmt::format("{} {}", cost.name, ChangeSentence(change));
  }
}

std::string Sentence(const Run& run, const Pair& pair) {
  const Summary& now = run.rows[pair.now];
  const Summary& before = run.rows[pair.before];
  std::vector<std::string> words;
  if (now.counts && before.counts && !run.counted_before) {
    words.push_back(RoundTripText(*now.counts, *before.counts));
    words.push_back(ByteText(*now.counts, *before.counts));
    AddDifferences(now.parameters, before.parameters, run.sweep, words);
  }
  for (const Cost& cost : CostsOn(now.cell.link)) {
    if (const auto change = Compare(run.rounds, pair.now, pair.before, cost.quantity, run.noise)) {
      words.push_back(CostText(cost, *change));
    }
  }
  return fmt::format("{}: {}.", pair.title, fmt::join(words, ", "));
}

template <class MakePair>
std::vector<std::string> Sentences(const Run& run, const std::vector<std::size_t>& mine, MakePair make_pair) {
  std::vector<std::string> sentences;
  for (const std::size_t now : mine) {
    if (const std::optional<Pair> pair = make_pair(run, mine, now)) {
      sentences.push_back(Sentence(run, *pair));
    }
  }
  return sentences;
}

std::string List(std::string_view title, const std::vector<std::string>& sentences, std::size_t width) {
  if (sentences.empty()) {
    return "";
  }
  std::string text = fmt::format("{}:\n", title);
  for (const std::string& sentence : sentences) {
    text += Wrap("  - ", sentence, width);
  }
  return text + "\n";
}

std::string PlaceText(const Run& run, const std::vector<std::size_t>& mine, std::size_t width) {
  const std::string place = PlaceName(run.rows[mine[0]].cell);
  const auto title = [&](std::string_view what) { return fmt::format("{}, {}", place, what); };
  return List(title("what each value costs against the first"), Sentences(run, mine, SweepPair), width) +
         List(title("TLS 1.3 against TLS 1.2"), Sentences(run, mine, VersionPair), width) +
         List(title("a ticket against a full handshake"), Sentences(run, mine, TicketPair), width) +
         List(title("the cheapest library and the next"),
              CheapestLibraries(run.rows, mine, {run.rounds, run.noise}, run.names), width) +
         List(title("not equal between the libraries compared"),
              run.counted_before ? std::vector<std::string>() : UnequalLibraries(run.rows, mine, run.names), width) +
         List(title("which side works harder"), BusierSides(run.rows, mine, run.names), width);
}

// Returns the comparable rows of each place, in the order of their first rows.
std::vector<std::vector<std::size_t>> Places(const std::vector<Summary>& rows) {
  std::vector<std::vector<std::size_t>> places;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (!IsComparable(rows[row])) {
      continue;
    }
    auto place = std::find_if(places.begin(), places.end(),
                              [&](const auto& mine) { return SamePlace(rows[mine[0]].cell, rows[row].cell); });
    if (place == places.end()) {
      place = places.emplace(places.end());
    }
    place->push_back(row);
  }
  return places;
}

// Returns whether two places hold the same rows, apart from the place itself.
bool SameRows(const std::vector<Summary>& rows, const std::vector<std::size_t>& a, const std::vector<std::size_t>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](std::size_t left, std::size_t right) {
    return SameEnds(rows[left].cell, rows[right].cell) && rows[left].cell.scenario == rows[right].cell.scenario;
  });
}

}  // namespace

std::string Findings(const std::vector<Summary>& rows, const std::vector<Round>& rounds, std::size_t width,
                     double noise, std::string_view sweep) {
  std::string text;
  const std::vector<std::vector<std::size_t>> places = Places(rows);
  for (const std::vector<std::size_t>& mine : places) {
    const bool counted_before = &mine != &places[0] && SameRows(rows, mine, places[0]);
    text +=
        PlaceText({rows, rounds, ScenarioNames(rows, rows[mine[0]].cell), counted_before, noise, sweep}, mine, width);
  }
  if (text.empty()) {
    return text;
  }
  return text + Wrap("",
                     "Changes are the median of what the rounds that both rows share say (of their medians, not their "
                     "minima), so they need not be the quotient of two medians of the table; (a to b) is the 95 % "
                     "interval. Rows that are not ok are compared with nothing.",
                     width);
}

}  // namespace tlsbench
