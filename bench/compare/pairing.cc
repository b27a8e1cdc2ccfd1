#include "bench/compare/pairing.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <utility>

#include "bench/result/change.h"

namespace tlsbench {
namespace {

constexpr std::string_view kNullBackend = "null";  // performs no cryptography, so a comparison with it means nothing

using Rows = std::vector<const ComparedRow*>;

Rows Usable(const ComparedRun& run) {
  Rows rows;
  for (const ComparedRow& row : run.rows) {
    if (row.status == Status::kOk && !row.cell.twin) {
      rows.push_back(&row);
    }
  }
  return rows;
}

// Returns whether two rows are the same in one respect.
using Same = std::function<bool(const ComparedCell& a, const ComparedCell& b)>;

bool Place(const ComparedCell& a, const ComparedCell& b) { return SamePlace(a.cell, b.cell); }
bool Ends(const ComparedCell& a, const ComparedCell& b) { return SameEnds(a.cell, b.cell); }

bool Protocol(const ComparedCell& a, const ComparedCell& b) {
  return a.cell.scenario.protocol == b.cell.scenario.protocol;
}

bool HandshakeKind(const ComparedCell& a, const ComparedCell& b) {
  return a.cell.scenario.handshake == b.cell.scenario.handshake;
}

bool Kind(const ComparedCell& a, const ComparedCell& b) { return Protocol(a, b) && HandshakeKind(a, b); }

bool Certificates(const ComparedCell& a, const ComparedCell& b) {
  return a.parameters.auth == b.parameters.auth && a.cell.scenario.chain_bytes == b.cell.scenario.chain_bytes;
}

bool Pins(const ComparedCell& a, const ComparedCell& b) {
  return a.parameters.cipher_suite == b.parameters.cipher_suite && a.parameters.group == b.parameters.group &&
         Certificates(a, b) && SettingText(a.cell) == SettingText(b.cell) && a.cell.transport == b.cell.transport;
}

Same All(std::vector<Same> parts) {
  return [parts = std::move(parts)](const ComparedCell& a, const ComparedCell& b) {
    return std::all_of(parts.begin(), parts.end(), [&](const Same& same) { return same(a, b); });
  };
}

// Groups rows that are the same, in the order of the rows.
std::vector<Rows> GroupBy(const Rows& rows, const Same& same) {
  std::vector<Rows> groups;
  for (const ComparedRow* row : rows) {
    auto group =
        std::find_if(groups.begin(), groups.end(), [&](const Rows& others) { return same(*others.front(), *row); });
    if (group == groups.end()) {
      group = groups.emplace(groups.end());
    }
    group->push_back(row);
  }
  return groups;
}

// Pairs rows where exactly one row of each run is the same, and removes them from `base` and `now`.
void Match(const Same& same, Rows& base, Rows& now, std::vector<RowPair>& pairs) {
  const std::vector<Rows> groups = GroupBy(now, same);
  for (const Rows& rows : GroupBy(base, same)) {
    const auto found =
        std::find_if(groups.begin(), groups.end(), [&](const Rows& group) { return same(*rows[0], *group[0]); });
    if (rows.size() == 1 && found != groups.end() && found->size() == 1) {
      pairs.push_back({rows[0], found->front(), "", "", false});
      std::erase(base, rows[0]);
      std::erase(now, found->front());
    }
  }
}

// Returns the only row of `candidates` with the pins of `row`, or the only candidate; null if there is neither.
const ComparedRow* NearestPins(const Rows& candidates, const ComparedRow* row) {
  const auto same = std::find_if(candidates.begin(), candidates.end(), [&](const ComparedRow* other) {
    return other->parameters.group == row->parameters.group &&
           CipherOf(other->parameters.cipher_suite) == CipherOf(row->parameters.cipher_suite);
  });
  if (same != candidates.end()) {
    return *same;
  }
  return candidates.size() == 1 ? candidates[0] : nullptr;
}

// Returns the value of the axis that differs on purpose, by its name in the files.
using AxisName = std::string (*)(const ComparedRow& row);

std::string ProtocolOf(const ComparedRow& row) { return std::string(ProtocolName(row.cell.scenario.protocol)); }
std::string HandshakeOf(const ComparedRow& row) { return std::string(HandshakeName(row.cell.scenario.handshake)); }

// Pairs each row with the row that has `base_value` on the axis and is the same in everything else.
std::vector<RowPair> PairAlong(const ComparedRun& run, AxisName axis, const std::string& base_value, const Same& same) {
  std::vector<RowPair> pairs;
  for (const Rows& group : GroupBy(Usable(run), same)) {
    Rows bases;
    std::copy_if(group.begin(), group.end(), std::back_inserter(bases),
                 [&](const ComparedRow* row) { return axis(*row) == base_value; });
    for (const ComparedRow* row : group) {
      const ComparedRow* base = axis(*row) == base_value ? nullptr : NearestPins(bases, row);
      if (base != nullptr) {
        pairs.push_back({base, row, base_value, axis(*row), false});
      }
    }
  }
  return pairs;
}

std::string BuildOf(const ComparedRun& run, const std::string& backend) {
  const auto found = run.builds.find(backend);
  return found == run.builds.end() ? "" : found->second;
}

bool SameBuild(const ComparedRun& base, const ComparedRun& now, const RowPair& pair) {
  const auto same = [&](const std::string& before, const std::string& after) {
    const std::string build = BuildOf(base, before);
    return before == after && (before.empty() || (!build.empty() && build == BuildOf(now, after)));
  };
  return same(pair.base->cell.client, pair.now->cell.client) && same(pair.base->cell.server, pair.now->cell.server);
}

std::string Replaced(const std::string& name, const std::string& from, const std::string& to) {
  return name == from ? to : name;
}

double MedianOf(const ComparedRow& row, std::size_t quantity) {
  return Median(ValuesOf(row.samples[quantity].medians)).value_or(0);
}

RowPair ClientPair(const ComparedRow* base, const ComparedRow* now) {
  return {base, now, base->cell.client, now->cell.client, false};
}

bool AreAlike(const ComparedRow* base, const ComparedRow* now, const Terms& terms) {
  return terms.unlike || Differences(ClientPair(base, now), terms).empty();
}

// Returns sets of rows that are alike, the largest set first.
std::vector<Rows> AlikeSets(const Rows& rows, const Terms& terms) {
  std::vector<Rows> sets;
  for (const ComparedRow* row : rows) {
    const auto place = std::find_if(sets.begin(), sets.end(), [&](const Rows& set) {
      return std::all_of(set.begin(), set.end(), [&](const ComparedRow* other) { return AreAlike(other, row, terms); });
    });
    if (place == sets.end()) {
      sets.push_back({row});
    } else {
      place->push_back(row);
    }
  }
  std::stable_sort(sets.begin(), sets.end(), [](const Rows& a, const Rows& b) { return a.size() > b.size(); });
  return sets;
}

bool Differ(const Comparison& comparison) {
  return comparison.verdict == Verdict::kCheaper || comparison.verdict == Verdict::kDearer;
}

// Sorts rows from the cheapest on: by the ratio of each row to the row with the smallest median, over shared rounds, as
// verdicts do.
void Sort(Rows& rows, std::size_t quantity) {
  const auto least = std::min_element(rows.begin(), rows.end(), [&](const ComparedRow* a, const ComparedRow* b) {
    return MedianOf(*a, quantity) < MedianOf(*b, quantity);
  });
  const Sample reference = (*least)->samples[quantity].medians;
  std::map<const ComparedRow*, double> ratios;
  for (const ComparedRow* row : rows) {
    const auto change = CompareSamples(row->samples[quantity].medians, reference);
    ratios[row] = change ? change->ratio.value : 1;
  }
  std::stable_sort(rows.begin(), rows.end(), [&](auto* a, auto* b) { return ratios[a] < ratios[b]; });
}

// Ranks `rows`, which must be alike and all measured in the quantity.
void Rank(Rows rows, std::size_t quantity, const Terms& terms, Verdicts& verdicts) {
  Sort(rows, quantity);
  Ranking ranking{*rows[0], quantity, {{rows[0]->cell.client}}};
  const ComparedRow* cheapest_of_group = rows[0];
  for (std::size_t i = 1; i < rows.size(); ++i) {
    verdicts.comparisons.push_back(Judge(ClientPair(rows[0], rows[i]), quantity, terms));
    const bool apart = cheapest_of_group == rows[0]
                           ? Differ(verdicts.comparisons.back())
                           : Differ(Judge(ClientPair(cheapest_of_group, rows[i]), quantity, terms));
    if (apart) {
      ranking.groups.emplace_back();
      cheapest_of_group = rows[i];
    }
    ranking.groups.back().push_back(rows[i]->cell.client);
  }
  verdicts.rankings.push_back(std::move(ranking));
}

void JudgeContest(const Rows& rows, std::size_t quantity, const Terms& terms, Verdicts& verdicts) {
  Rows measured;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(measured),
               [&](const ComparedRow* row) { return !row->samples[quantity].medians.empty(); });
  if (measured.size() == 2) {
    verdicts.comparisons.push_back(Judge(ClientPair(measured[0], measured[1]), quantity, terms));
  }
  if (measured.size() < 3) {
    return;
  }
  const std::vector<Rows> sets = AlikeSets(measured, terms);
  for (const Rows& set : sets) {
    if (set[0] != sets[0][0]) {  // the verdict says why it is not ranked with the others
      verdicts.comparisons.push_back(Judge(ClientPair(sets[0][0], set[0]), quantity, terms));
    }
    if (set.size() > 1) {
      Rank(set, quantity, terms, verdicts);
    }
  }
}

}  // namespace

std::vector<RowPair> PairRuns(const ComparedRun& base, const ComparedRun& now) {
  Rows base_rows = Usable(base);
  Rows now_rows = Usable(now);
  std::vector<RowPair> pairs;
  const auto match = [&](const Same& same) { Match(same, base_rows, now_rows, pairs); };
  match(All({Place, Ends, Kind, Pins}));
  match(All({Place, Ends, Kind, Certificates}));
  match(All({Place, Ends, Kind}));
  if (pairs.empty()) {  // another version of the library, or another library
    match(All({Place, Kind, Pins}));
    match(All({Place, Kind}));
  }
  for (RowPair& pair : pairs) {
    pair.base_name = base.path;
    pair.now_name = now.path;
    // A copy of a run was measured at the same time, so it shows no drift.
    pair.same_build = base.started != now.started && SameBuild(base, now, pair);
  }
  return pairs;
}

std::vector<RowPair> PairBackends(const ComparedRun& run, const std::string& base, const std::string& now) {
  const Rows rows = Usable(run);
  std::vector<RowPair> pairs;
  for (const ComparedRow* row : rows) {
    const Cell& cell = row->cell;
    const bool has_base = cell.client == base || cell.server == base;
    if (!has_base || cell.client == now || cell.server == now) {
      continue;
    }
    ComparedCell wanted = *row;
    wanted.cell.client = Replaced(cell.client, base, now);
    wanted.cell.server = Replaced(cell.server, base, now);
    Rows others = rows;
    std::erase_if(others, [&](const ComparedRow* other) { return !All({Ends, Place, Kind})(*other, wanted); });
    const auto same_pins =
        std::find_if(others.begin(), others.end(), [&](const ComparedRow* other) { return Pins(*other, *row); });
    if (same_pins != others.end() || others.size() == 1) {
      pairs.push_back({row, same_pins != others.end() ? *same_pins : others[0], base, now, false});
    }
  }
  return pairs;
}

std::vector<RowPair> PairProtocols(const ComparedRun& run) {
  return PairAlong(run, ProtocolOf, "1.2", All({Place, Ends, HandshakeKind, Certificates}));
}

std::vector<RowPair> PairHandshakes(const ComparedRun& run) {
  return PairAlong(run, HandshakeOf, "full", All({Place, Ends, Protocol, Certificates}));
}

Verdicts JudgeAll(const std::vector<RowPair>& pairs, const Terms& terms) {
  Verdicts verdicts;
  for (const RowPair& pair : pairs) {
    for (std::size_t quantity = 0; quantity < kQuantities.size(); ++quantity) {
      if (HasQuantity(pair, quantity)) {
        verdicts.comparisons.push_back(Judge(pair, quantity, terms));
      }
    }
  }
  return verdicts;
}

Verdicts JudgeClients(const ComparedRun& run, const Terms& terms) {
  Rows rows = Usable(run);
  std::erase_if(rows, [](const ComparedRow* row) { return row->cell.client == kNullBackend; });
  const bool crossed = std::any_of(rows.begin(), rows.end(), [](const ComparedRow* row) {
    return !row->cell.server.empty() && row->cell.client != row->cell.server;
  });
  Verdicts verdicts;
  const Same same_server = [&](const ComparedCell& a, const ComparedCell& b) {
    return !crossed || a.cell.server == b.cell.server;
  };
  const Same same_client = [](const ComparedCell& a, const ComparedCell& b) { return a.cell.client == b.cell.client; };
  for (const Rows& contest : GroupBy(rows, All({Place, Kind, Certificates, same_server}))) {
    // A run of several groups or suites has a contest for each; otherwise each library may have negotiated its own.
    const bool once_each = GroupBy(contest, same_client).size() == contest.size();
    for (const Rows& part : once_each ? std::vector<Rows>{contest} : GroupBy(contest, Pins)) {
      for (std::size_t quantity = 0; quantity < kQuantities.size(); ++quantity) {
        JudgeContest(part, quantity, terms, verdicts);
      }
    }
  }
  return verdicts;
}

}  // namespace tlsbench
