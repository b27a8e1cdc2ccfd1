#include "bench/report/heap_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "bench/report/phrases.h"
#include "bench/report/row_labels.h"
#include "bench/result/change.h"
#include "bench/text/quantities.h"
#include "bench/text/wrapping.h"

namespace tlsbench {
namespace {

using Side = SideHeap HeapCost::*;

struct End {
  std::string_view name;
  Side side;
  std::string Cell::*library;
};

constexpr End kEnds[] = {{"client", &HeapCost::client, &Cell::client}, {"server", &HeapCost::server, &Cell::server}};

std::string Bytes(std::int64_t count) { return Counted(static_cast<std::uint64_t>(count), "byte"); }

// Holds one library at one side, over all rows in which its heap grows.
struct Growth {
  std::string who;
  std::vector<std::string> rows;
  std::int64_t least;
  std::int64_t most;
};

void Add(const std::string& who, const std::string& row, std::int64_t bytes, std::vector<Growth>& all) {
  auto growth = std::find_if(all.begin(), all.end(), [&](const Growth& other) { return other.who == who; });
  if (growth == all.end()) {
    growth = all.insert(all.end(), {who, {}, bytes, bytes});
  }
  growth->rows.push_back(row);
  growth->least = std::min(growth->least, bytes);
  growth->most = std::max(growth->most, bytes);
}

std::vector<Growth> Growths(const std::vector<Summary>& rows) {
  std::vector<Growth> all;
  for (const Summary& row : rows) {
    for (const End& end : kEnds) {
      const std::int64_t bytes = row.heap ? ((*row.heap).*end.side).leaked_bytes : 0;
      if (bytes > 0) {
        Add(fmt::format("{}: {}", row.cell.*end.library, end.name),
            ScenarioNames(rows, row.cell).Name(row.cell.scenario), bytes, all);
      }
    }
  }
  return all;
}

std::string GrowthText(const std::vector<Summary>& rows, std::size_t width) {
  std::string text;
  for (const Growth& growth : Growths(rows)) {
    const std::string bytes =
        growth.least == growth.most
            ? Bytes(growth.most)
            : fmt::format("{} to {}", Thousands(static_cast<std::uint64_t>(growth.least)), Bytes(growth.most));
    const std::string where = growth.rows.size() == 1 ? growth.rows[0] : Counted(growth.rows.size(), "row");
    text += Wrap("  - ", fmt::format("{} heap grows by {} a handshake ({}).", growth.who, bytes, where), width);
  }
  return text.empty() ? "" : "memory, heap that grows:\n" + text + "\n";
}

// Returns the libraries by what an idle connection of one side keeps, the least first.
std::vector<std::pair<std::int64_t, std::string>> Ranked(const std::vector<Summary>& rows, const Scenario& scenario,
                                                         Side side) {
  std::vector<std::pair<std::int64_t, std::string>> ranked;
  for (const Summary& row : rows) {
    if (row.heap && IsComparable(row) && !IsCrossed(row.cell) && row.cell.scenario == scenario) {
      ranked.emplace_back(((*row.heap).*side).idle_bytes, row.cell.client);
    }
  }
  std::sort(ranked.begin(), ranked.end());
  return ranked;
}

// Returns the sentence on idle connections; empty if there are not two libraries to compare.
std::string IdleSentence(const std::vector<Summary>& rows, const Summary& first) {
  std::vector<std::string> words;
  for (const End& end : kEnds) {
    const auto ranked = Ranked(rows, first.cell.scenario, end.side);
    if (ranked.size() < 2) {
      return "";
    }
    words.push_back(fmt::format("{} {} with {}, then {} with {}", end.name, ranked[0].second, Bytes(ranked[0].first),
                                ranked[1].second, Bytes(ranked[1].first)));
  }
  return fmt::format("{}: {}.", ScenarioNames(rows, first.cell).Name(first.cell.scenario), fmt::join(words, "; "));
}

std::string IdleText(const std::vector<Summary>& rows, std::size_t width) {
  std::string text;
  std::vector<Scenario> said;
  for (const Summary& row : rows) {
    const Scenario& scenario = row.cell.scenario;
    if (!row.heap || scenario.resumes() || std::find(said.begin(), said.end(), scenario) != said.end()) {
      continue;
    }
    said.push_back(scenario);
    if (const std::string sentence = IdleSentence(rows, row); !sentence.empty()) {
      text += Wrap("  - ", sentence, width);
    }
  }
  return text.empty() ? "" : "memory, the least heap for an idle connection and the next:\n" + text + "\n";
}

}  // namespace

std::string HeapText(const std::vector<Summary>& rows, std::size_t width) {
  return IdleText(rows, width) + GrowthText(rows, width);
}

}  // namespace tlsbench
