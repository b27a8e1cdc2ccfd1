#include "bench/compare/pairing.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <utility>

#include "bench/result/change.h"

namespace tlsbench {
namespace {

constexpr std::string_view kNullBackend = "null";  // performs no cryptography: no comparison with it means anything

using Rows = std::vector<const StoredRow*>;
using Key = std::vector<std::string>;

Rows Usable(const StoredRun& run) {
  Rows rows;
  for (const StoredRow& row : run.rows) {
    if (row.ok() && !IsTwin(row.identity)) {
      rows.push_back(&row);
    }
  }
  return rows;
}

Key Place(const RowIdentity& row) { return {row.link, row.target, row.rtt_ms, row.path}; }
Key Ends(const RowIdentity& row) { return {row.client, row.server}; }
Key Kind(const RowIdentity& row) { return {row.protocol, row.handshake}; }
Key Certificates(const RowIdentity& row) { return {row.auth, row.chain_bytes}; }
Key Pins(const RowIdentity& row) {
  return {row.cipher_suite, row.group, row.auth, row.chain_bytes, row.setting, row.transport};
}

Key Joined(std::initializer_list<Key> parts) {
  Key joined;
  for (const Key& part : parts) {
    joined.insert(joined.end(), part.begin(), part.end());
  }
  return joined;
}

using MakeKey = std::function<Key(const RowIdentity&)>;

std::vector<std::pair<Key, Rows>> GroupBy(const Rows& rows, const MakeKey& key_of) {
  std::vector<std::pair<Key, Rows>> groups;  // in the order of the rows
  std::map<Key, std::size_t> index;
  for (const StoredRow* row : rows) {
    const Key key = key_of(row->identity);
    const auto [place, is_new] = index.emplace(key, groups.size());
    if (is_new) {
      groups.push_back({key, {}});
    }
    groups[place->second].second.push_back(row);
  }
  return groups;
}

// Pairs rows whose key names exactly one of each run, and takes them out of `base` and `now`.
void Match(const MakeKey& key_of, Rows& base, Rows& now, std::vector<RowPair>& pairs) {
  const auto groups = GroupBy(now, key_of);
  for (const auto& [key, rows] : GroupBy(base, key_of)) {
    const auto found = std::find_if(groups.begin(), groups.end(),
                                    [&, &wanted = key](const auto& group) { return group.first == wanted; });
    if (rows.size() == 1 && found != groups.end() && found->second.size() == 1) {
      pairs.push_back({rows[0], found->second[0], "", "", false});
      std::erase(base, rows[0]);
      std::erase(now, found->second[0]);
    }
  }
}

// The only row of `candidates` that has the pins of `row`, or the only one there is; null if neither.
const StoredRow* NearestPins(const Rows& candidates, const StoredRow* row) {
  const auto same = std::find_if(candidates.begin(), candidates.end(), [&](const StoredRow* other) {
    return other->identity.group == row->identity.group &&
           CipherOf(other->identity.cipher_suite) == CipherOf(row->identity.cipher_suite);
  });
  if (same != candidates.end()) {
    return *same;
  }
  return candidates.size() == 1 ? candidates[0] : nullptr;
}

// Holds each row against the one whose `axis` says `base_value` and that shares the key.
std::vector<RowPair> PairAlong(const StoredRun& run, std::string RowIdentity::*axis, const std::string& base_value,
                               const MakeKey& shared) {
  std::vector<RowPair> pairs;
  for (const auto& [key, group] : GroupBy(Usable(run), shared)) {
    Rows bases;
    std::copy_if(group.begin(), group.end(), std::back_inserter(bases),
                 [&](const StoredRow* row) { return row->identity.*axis == base_value; });
    for (const StoredRow* row : group) {
      const StoredRow* base = row->identity.*axis == base_value ? nullptr : NearestPins(bases, row);
      if (base != nullptr) {
        pairs.push_back({base, row, base_value, row->identity.*axis, false});
      }
    }
  }
  return pairs;
}

std::string BuildOf(const StoredRun& run, const std::string& backend) {
  const auto found = run.builds.find(backend);
  return found == run.builds.end() ? "" : found->second;
}

bool SameBuild(const StoredRun& base, const StoredRun& now, const RowPair& pair) {
  const auto same = [&](const std::string& before, const std::string& after) {
    const std::string build = BuildOf(base, before);
    return before == after && (before.empty() || (!build.empty() && build == BuildOf(now, after)));
  };
  return same(pair.base->identity.client, pair.now->identity.client) &&
         same(pair.base->identity.server, pair.now->identity.server);
}

std::string Replaced(const std::string& name, const std::string& from, const std::string& to) {
  return name == from ? to : name;
}

double MedianOf(const StoredRow& row, std::size_t quantity) {
  return Median(ValuesOf(row.samples[quantity].medians)).value_or(0);
}

RowPair ClientPair(const StoredRow* base, const StoredRow* now) {
  return {base, now, base->identity.client, now->identity.client, false};
}

bool AreAlike(const StoredRow* base, const StoredRow* now, const Terms& terms) {
  return terms.unlike || Differences(ClientPair(base, now), terms).empty();
}

// Rows in sets of those that are alike, the largest first.
std::vector<Rows> AlikeSets(const Rows& rows, const Terms& terms) {
  std::vector<Rows> sets;
  for (const StoredRow* row : rows) {
    const auto place = std::find_if(sets.begin(), sets.end(), [&](const Rows& set) {
      return std::all_of(set.begin(), set.end(), [&](const StoredRow* other) { return AreAlike(other, row, terms); });
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

// From the cheapest on: by what shared rounds say of a row and of the one with the least median, as the verdicts do.
void Sort(Rows& rows, std::size_t quantity) {
  const auto least = std::min_element(rows.begin(), rows.end(), [&](const StoredRow* a, const StoredRow* b) {
    return MedianOf(*a, quantity) < MedianOf(*b, quantity);
  });
  const Sample reference = (*least)->samples[quantity].medians;
  std::map<const StoredRow*, double> ratios;
  for (const StoredRow* row : rows) {
    const auto change = CompareSamples(row->samples[quantity].medians, reference);
    ratios[row] = change ? change->ratio.value : 1;
  }
  std::stable_sort(rows.begin(), rows.end(), [&](auto* a, auto* b) { return ratios[a] < ratios[b]; });
}

// `rows` are alike and were all measured in the quantity.
void Rank(Rows rows, std::size_t quantity, const Terms& terms, Verdicts& verdicts) {
  Sort(rows, quantity);
  Ranking ranking{rows[0]->identity, quantity, {{rows[0]->identity.client}}};
  const StoredRow* cheapest_of_group = rows[0];
  for (std::size_t i = 1; i < rows.size(); ++i) {
    verdicts.comparisons.push_back(Judge(ClientPair(rows[0], rows[i]), quantity, terms));
    const bool apart = cheapest_of_group == rows[0]
                           ? Differ(verdicts.comparisons.back())
                           : Differ(Judge(ClientPair(cheapest_of_group, rows[i]), quantity, terms));
    if (apart) {
      ranking.groups.emplace_back();
      cheapest_of_group = rows[i];
    }
    ranking.groups.back().push_back(rows[i]->identity.client);
  }
  verdicts.rankings.push_back(std::move(ranking));
}

void JudgeContest(const Rows& rows, std::size_t quantity, const Terms& terms, Verdicts& verdicts) {
  Rows measured;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(measured),
               [&](const StoredRow* row) { return !row->samples[quantity].medians.empty(); });
  if (measured.size() == 2) {
    verdicts.comparisons.push_back(Judge(ClientPair(measured[0], measured[1]), quantity, terms));
  }
  if (measured.size() < 3) {
    return;
  }
  const std::vector<Rows> sets = AlikeSets(measured, terms);
  for (const Rows& set : sets) {
    if (set[0] != sets[0][0]) {  // why it is not ranked with the others
      verdicts.comparisons.push_back(Judge(ClientPair(sets[0][0], set[0]), quantity, terms));
    }
    if (set.size() > 1) {
      Rank(set, quantity, terms, verdicts);
    }
  }
}

}  // namespace

std::vector<RowPair> PairRuns(const StoredRun& base, const StoredRun& now) {
  Rows base_rows = Usable(base);
  Rows now_rows = Usable(now);
  std::vector<RowPair> pairs;
  const auto match = [&](const MakeKey& key_of) { Match(key_of, base_rows, now_rows, pairs); };
  match([](const RowIdentity& row) { return Joined({Place(row), Ends(row), Kind(row), Pins(row)}); });
  match([](const RowIdentity& row) { return Joined({Place(row), Ends(row), Kind(row), Certificates(row)}); });
  match([](const RowIdentity& row) { return Joined({Place(row), Ends(row), Kind(row)}); });
  if (pairs.empty()) {  // another version of the library, or another library
    match([](const RowIdentity& row) { return Joined({Place(row), Kind(row), Pins(row)}); });
    match([](const RowIdentity& row) { return Joined({Place(row), Kind(row)}); });
  }
  for (RowPair& pair : pairs) {
    pair.base_name = base.path;
    pair.now_name = now.path;
    // A copy of a run was not measured at another time.
    pair.same_build = base.started != now.started && SameBuild(base, now, pair);
  }
  return pairs;
}

std::vector<RowPair> PairBackends(const StoredRun& run, const std::string& base, const std::string& now) {
  const Rows rows = Usable(run);
  std::vector<RowPair> pairs;
  for (const StoredRow* row : rows) {
    const RowIdentity& identity = row->identity;
    const bool has_base = identity.client == base || identity.server == base;
    if (!has_base || identity.client == now || identity.server == now) {
      continue;
    }
    const Key ends = {Replaced(identity.client, base, now), Replaced(identity.server, base, now)};
    Rows others = rows;
    std::erase_if(others, [&](const StoredRow* other) {
      return Ends(other->identity) != ends || Place(other->identity) != Place(identity) ||
             Kind(other->identity) != Kind(identity);
    });
    const auto same_pins = std::find_if(
        others.begin(), others.end(), [&](const StoredRow* other) { return Pins(other->identity) == Pins(identity); });
    if (same_pins != others.end() || others.size() == 1) {
      pairs.push_back({row, same_pins != others.end() ? *same_pins : others[0], base, now, false});
    }
  }
  return pairs;
}

std::vector<RowPair> PairProtocols(const StoredRun& run) {
  return PairAlong(run, &RowIdentity::protocol, "1.2", [](const RowIdentity& row) {
    return Joined({Place(row), Ends(row), {row.handshake}, Certificates(row)});
  });
}

std::vector<RowPair> PairHandshakes(const StoredRun& run) {
  return PairAlong(run, &RowIdentity::handshake, "full", [](const RowIdentity& row) {
    return Joined({Place(row), Ends(row), {row.protocol}, Certificates(row)});
  });
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

Verdicts JudgeClients(const StoredRun& run, const Terms& terms) {
  Rows rows = Usable(run);
  std::erase_if(rows, [](const StoredRow* row) { return row->identity.client == kNullBackend; });
  const bool crossed = std::any_of(rows.begin(), rows.end(), [](const StoredRow* row) {
    return !row->identity.server.empty() && row->identity.client != row->identity.server;
  });
  Verdicts verdicts;
  const auto contests = GroupBy(rows, [&](const RowIdentity& row) {
    return Joined({Place(row), Kind(row), Certificates(row), {crossed ? row.server : ""}});
  });
  for (const auto& [key, contest] : contests) {
    // A run of several groups or suites has a contest in each; else what a library negotiated may differ from others.
    const auto clients = GroupBy(contest, [](const RowIdentity& row) { return Key{row.client}; });
    const auto split =
        clients.size() == contest.size() ? std::vector<std::pair<Key, Rows>>{{key, contest}} : GroupBy(contest, Pins);
    for (const auto& [pins, part] : split) {
      for (std::size_t quantity = 0; quantity < kQuantities.size(); ++quantity) {
        JudgeContest(part, quantity, terms, verdicts);
      }
    }
  }
  return verdicts;
}

}  // namespace tlsbench
