#include "bench/report/library_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "bench/report/phrases.h"
#include "bench/report/row_labels.h"
#include "bench/result/change.h"
#include "bench/text/wrapping.h"

namespace tlsbench {
namespace {

// A side is called busier from this ratio on: a smaller ratio is within the error of two processes' clocks.
constexpr double kBusier = 1.1;

// Holds rows that differ only in the library of the side that is compared. `other` is the library at the other end;
// empty if it is the same library or a remote server.
struct Contest {
  const Scenario* scenario;
  std::string other;
  std::vector<std::size_t> rows;
};

std::string OtherEnd(const Cell& cell, Payer payer) {
  if (cell.client == cell.server) {
    return "";
  }
  return payer == Payer::kClient ? cell.server : cell.client;
}

const std::string& PayerOf(const Cell& cell, Payer payer) {
  return payer == Payer::kClient ? cell.client : cell.server;
}

std::vector<Contest> Contests(const std::vector<Summary>& rows, const std::vector<std::size_t>& mine, Payer payer) {
  std::vector<Contest> contests;
  for (const std::size_t row : mine) {
    const Cell& cell = rows[row].cell;
    const std::string other = OtherEnd(cell, payer);
    auto place = std::find_if(contests.begin(), contests.end(), [&](const Contest& contest) {
      return contest.other == other && *contest.scenario == cell.scenario;
    });
    if (place == contests.end()) {
      place = contests.insert(contests.end(), {&cell.scenario, other, {}});
    }
    place->rows.push_back(row);
  }
  return contests;
}

std::string Title(const Contest& contest, Payer payer, const ScenarioNames& names) {
  std::string title = names.Name(*contest.scenario);
  if (!contest.other.empty()) {
    title += fmt::format(" with the {} {}", payer == Payer::kClient ? "server" : "client", contest.other);
  }
  return title;
}

std::optional<double> MedianOf(const std::vector<Round>& rounds, std::size_t cell, Quantity quantity) {
  std::vector<double> values;
  for (const Round& round : rounds) {
    const std::optional<double> value = round.cell == cell ? quantity(round) : std::nullopt;
    if (value) {
      values.push_back(*value);
    }
  }
  return Median(values);
}

// Returns cells from the cheapest on, by the ratio of each to the cell with the smallest median over shared rounds;
// cells that were not measured are left out.
std::vector<std::size_t> Ranked(const Contest& contest, const std::vector<Round>& rounds, Quantity quantity) {
  std::vector<std::pair<double, std::size_t>> medians;
  for (const std::size_t row : contest.rows) {
    if (const std::optional<double> median = MedianOf(rounds, row, quantity)) {
      medians.emplace_back(*median, row);
    }
  }
  std::sort(medians.begin(), medians.end());
  std::vector<std::size_t> ranked(medians.size());
  std::transform(medians.begin(), medians.end(), ranked.begin(), [](auto& entry) { return entry.second; });
  std::map<std::size_t, double> ratios;
  for (const std::size_t row : ranked) {
    const auto change = Compare(rounds, row, ranked[0], quantity);
    ratios[row] = change ? change->ratio.value : 1;
  }
  std::stable_sort(ranked.begin(), ranked.end(), [&](auto a, auto b) { return ratios[a] < ratios[b]; });
  return ranked;
}

// Returns the text for the best library; `change` compares `next` with `best`.
std::string RankingText(const std::string& best, const std::string& next, const Change& change) {
  switch (change.claim()) {
    case Claim::kTooFewRounds:
      return fmt::format("too few rounds to tell {} from {}", best, next);
    case Claim::kNoDifference:
      return fmt::format("no detectable difference between {} and {} ({})", best, next, ChangeRange(change));
    case Claim::kWithinNoise:
      return fmt::format("{} against {} {}", next, best, NotCountedReasons(change));
    default:
      return fmt::format("{}, then {} at {}", best, next, ChangeSentence(change));
  }
}

// Returns the result of a contest in one cost; empty if fewer than two libraries were measured.
std::string ContestText(const std::vector<Summary>& rows, const MeasuredRounds& measured, const Contest& contest,
                        const Cost& cost) {
  const std::vector<std::size_t> ranked = Ranked(contest, measured.rounds, cost.quantity);
  const auto change =
      ranked.size() < 2 ? std::nullopt : Compare(measured.rounds, ranked[1], ranked[0], cost.quantity, measured.noise);
  if (!change) {
    return "";
  }
  return fmt::format(
      "{} {}", cost.name,
      RankingText(PayerOf(rows[ranked[0]].cell, cost.payer), PayerOf(rows[ranked[1]].cell, cost.payer), *change));
}

std::string CountedTickets(const Summary& row) { return fmt::format("{}", row.parameters.tickets); }

struct Property {
  std::string_view name;
  std::string (*of)(const Summary& row);
};

constexpr Property kProperties[] = {
    {"tickets received", CountedTickets},
    {"cipher suite", [](const Summary& row) { return row.parameters.cipher_suite; }},
    {"group", [](const Summary& row) { return row.parameters.group; }},
    {"authentication", [](const Summary& row) { return row.parameters.auth; }},
    {"signature scheme", [](const Summary& row) { return row.parameters.signature_scheme; }}};

// Returns text such as "1 (openssl-3.0.22 and wolfssl-5.5.4), 2 (boringssl-13.0.0-r24)"; empty if the rows do not
// differ. A library whose value is not known counts as different from none.
std::string Differences(const std::vector<Summary>& rows, const Contest& contest, const Property& property) {
  std::map<std::string, std::vector<std::string>> by_value;
  for (const std::size_t row : contest.rows) {
    if (const std::string value = property.of(rows[row]); !value.empty()) {
      by_value[value].push_back(EndsName(rows[row].cell));
    }
  }
  std::vector<std::string> words(by_value.size());
  std::transform(by_value.begin(), by_value.end(), words.begin(),
                 [](auto& entry) { return fmt::format("{} ({})", entry.first, ListOf(entry.second)); });
  return words.size() < 2 ? "" : fmt::format("{}", fmt::join(words, ", "));
}

// Holds the rows in which one process took at least kBusier times the other's CPU time.
struct Busy {
  std::string_view side;
  std::string_view other;
  std::vector<std::string> rows;
  double least = 0;
  double most = 0;

  void Add(double ratio, std::string row) {
    least = rows.empty() ? ratio : std::min(least, ratio);
    most = std::max(most, ratio);
    rows.push_back(std::move(row));
  }
};

std::string BusyText(const Busy& busy, std::size_t known) {
  const std::string range = fmt::format("{:.1f}", busy.least) == fmt::format("{:.1f}", busy.most)
                                ? fmt::format("{:.1f}", busy.least)
                                : fmt::format("{:.1f} to {:.1f}", busy.least, busy.most);
  constexpr std::size_t kNamed = 2;  // if there are more rows, only their number is printed
  const std::string in = busy.rows.size() == known    ? "every row"
                         : busy.rows.size() <= kNamed ? ListOf(busy.rows)
                                                      : fmt::format("{} of {} rows", busy.rows.size(), known);
  return fmt::format("The {} is the busier side in {}: {} times the CPU of the {}, so the rate says more about {}s.",
                     busy.side, in, range, busy.other, busy.side);
}

}  // namespace

std::vector<std::string> CheapestLibraries(const std::vector<Summary>& rows, const std::vector<std::size_t>& mine,
                                           const MeasuredRounds& measured, const ScenarioNames& names) {
  std::vector<std::string> sentences;
  if (mine.empty()) {
    return sentences;
  }
  // One sentence for each scenario and other end, in the order of the rows.
  std::map<std::pair<std::size_t, std::string>, std::vector<std::string>> by_title;
  for (const Cost& cost : CostsOn(rows[mine[0]].cell.link)) {
    for (const Contest& contest : Contests(rows, mine, cost.payer)) {
      if (std::string words = ContestText(rows, measured, contest, cost); !words.empty()) {
        by_title[{contest.rows[0], Title(contest, cost.payer, names)}].push_back(std::move(words));
      }
    }
  }
  for (const auto& [key, words] : by_title) {
    sentences.push_back(fmt::format("{}: {}.", key.second, fmt::join(words, "; ")));
  }
  return sentences;
}

std::vector<std::string> UnequalLibraries(const std::vector<Summary>& rows, const std::vector<std::size_t>& mine,
                                          const ScenarioNames& names) {
  std::vector<std::string> sentences;
  for (const Contest& contest : Contests(rows, mine, Payer::kClient)) {
    for (const Property& property : kProperties) {
      if (const std::string differences = Differences(rows, contest, property); !differences.empty()) {
        sentences.push_back(
            fmt::format("{}: {} {}.", Title(contest, Payer::kClient, names), property.name, differences));
      }
    }
  }
  return sentences;
}

std::vector<std::string> BusierSides(const std::vector<Summary>& rows, const std::vector<std::size_t>& mine,
                                     const ScenarioNames& names) {
  Busy client{"client", "server", {}};
  Busy server{"server", "client", {}};
  std::size_t known = 0;
  for (const std::size_t index : mine) {
    const Summary& row = rows[index];
    if (!(row.client_process_cpu_us.value_or(0) > 0 && row.server_process_cpu_us.value_or(0) > 0)) {
      continue;
    }
    ++known;
    const double ratio = *row.client_process_cpu_us / *row.server_process_cpu_us;
    const std::string name = fmt::format("{} {}", EndsName(row.cell), names.Name(row.cell.scenario));
    if (ratio >= kBusier) {
      client.Add(ratio, name);
    } else if (1 / ratio >= kBusier) {
      server.Add(1 / ratio, name);
    }
  }
  std::vector<std::string> sentences;
  for (const Busy* busy : {&client, &server}) {
    if (!busy->rows.empty()) {
      sentences.push_back(BusyText(*busy, known));
    }
  }
  return sentences;
}

}  // namespace tlsbench
