#include "bench/report/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "bench/report/phrases.h"
#include "bench/report/row_labels.h"
#include "bench/report/row_reasons.h"
#include "bench/report/table_columns.h"
#include "bench/text/grid.h"
#include "bench/text/quantities.h"
#include "bench/text/wrapping.h"

namespace tlsbench {
namespace {

constexpr std::string_view kBold = "\033[1m";
constexpr std::string_view kReset = "\033[0m";

// Shows what was negotiated. Values that are equal in all rows of a protocol and authentication are printed above the
// table, the others in columns. Only rows with a verified handshake negotiated anything.
class Negotiation {
 public:
  explicit Negotiation(const Rows& rows) {
    for (const Summary* row : rows) {
      if (row->verified > 0) {
        Insert(*row);
      }
    }
  }

  bool auth_varies() const { return auths_.size() > 1; }

  // A value that every row got as asked is not repeated: the column of that axis shows it already.
  void AddColumns(const Rows& rows, const ScenarioNames& names, std::vector<GridColumn>& columns) const {
    const auto as_asked = [&](std::string_view axis, std::string Parameters::*got) {
      return names.Varies(axis) && std::all_of(rows.begin(), rows.end(), [&](const Summary* row) {
               const std::string& value = row->parameters.*got;
               return row->verified == 0 || value.empty() || value == AxisNamed(axis).CellText(row->cell.scenario);
             });
    };
    if (Varies(&Agreed::suites) && !as_asked("cipher", &Parameters::cipher_suite)) {
      columns.push_back(
          LeftColumn("cipher suite", rows, [](const Summary& row) { return Shown(row, row.parameters.cipher_suite); }));
    }
    if (Varies(&Agreed::groups) && !as_asked("group", &Parameters::group)) {
      columns.push_back(LeftColumn("group", rows, [](const Summary& row) { return Shown(row, row.parameters.group); }));
    }
  }

  // Returns one line for each protocol and authentication.
  std::string Lines() const {
    std::string lines;
    for (const auto& [key, agreed] : agreed_) {
      std::vector<std::string> words = {fmt::format("TLS {}", ProtocolName(key.first))};
      for (const auto* set : {&agreed.suites, &agreed.groups}) {
        words.insert(words.end(), set->size() == 1 ? set->begin() : set->end(), set->end());
      }
      if (!key.second.empty()) {
        words.push_back(key.second);
      }
      lines += fmt::format("{}\n", fmt::join(words, ", "));
    }
    return lines;
  }

 private:
  struct Agreed {
    std::set<std::string> suites;
    std::set<std::string> groups;
  };

  static std::string Shown(const Summary& row, const std::string& name) {
    return row.verified == 0 || name.empty() ? "-" : name;
  }

  void Insert(const Summary& row) {
    const Parameters& parameters = row.parameters;
    auths_.insert(parameters.auth);
    Agreed& agreed = agreed_[{row.cell.scenario.protocol, parameters.auth}];
    agreed.suites.insert(parameters.cipher_suite);
    if (!parameters.group.empty()) {  // a resumption without a key exchange has no group to compare
      agreed.groups.insert(parameters.group);
    }
  }

  bool Varies(std::set<std::string> Agreed::*set) const {
    return std::any_of(agreed_.begin(), agreed_.end(), [&](auto& entry) { return (entry.second.*set).size() > 1; });
  }

  std::set<std::string> auths_;
  std::map<std::pair<std::uint16_t, std::string>, Agreed> agreed_;
};

std::vector<GridColumn> KeyColumns(const Rows& rows, const ScenarioNames& names, bool auth) {
  std::vector<GridColumn> columns = {
      LeftColumn("backend", rows, [](const Summary& row) { return EndsName(row.cell); }),
      LeftColumn("TLS", rows, [](const Summary& row) { return std::string(ProtocolName(row.cell.scenario.protocol)); }),
      LeftColumn("kind", rows,
                 [](const Summary& row) { return std::string(HandshakeName(row.cell.scenario.handshake)); })};
  if (auth) {
    columns.push_back(LeftColumn("auth", rows, [](const Summary& row) { return row.parameters.auth; }));
  }
  for (const ScenarioAxis* axis : names.varied()) {
    if (axis->name != "auth") {  // its column shows what was negotiated
      columns.push_back(LeftColumn(std::string(axis->title), rows,
                                   [&](const Summary& row) { return axis->CellText(row.cell.scenario); }));
    }
  }
  if (std::any_of(rows.begin(), rows.end(), [](const Summary* row) { return row->status != Status::kOk; })) {
    columns.push_back(
        LeftColumn("status", rows, [](const Summary& row) { return std::string(StatusName(row.status)); }));
  }
  if (std::any_of(rows.begin(), rows.end(), [](const Summary* row) { return !row->noisy.empty(); })) {
    columns.push_back(LeftColumn("health", rows, [](const Summary& row) { return row.noisy.empty() ? "-" : "noisy"; }));
  }
  return columns;
}

std::string RoundsText(const Rows& rows) {
  unsigned least = ~0U;
  unsigned most = 0;
  for (const Summary* row : rows) {
    if (row->rounds > 0) {
      least = std::min(least, row->rounds);
      most = std::max(most, row->rounds);
    }
  }
  return least >= most ? Counted(most, "round") : fmt::format("{} to {} rounds", least, most);
}

std::string Heading(const Rows& rows) {
  const Cell& cell = rows[0]->cell;
  const std::string place = fmt::format("{}{}", PlaceName(cell), IsCrossed(cell) ? ", client -> server" : "");
  switch (cell.link) {
    case LinkKind::kMemory:
      return fmt::format("{}: CPU time of one handshake, {}, their median with its 95 % interval and their minimum",
                         place, RoundsText(rows));
    case LinkKind::kLoopback:
      return fmt::format("{}: TCP on this machine, one connection after another, {}", place, RoundsText(rows));
    case LinkKind::kPath:
      return fmt::format("{}: an emulated path with the kernel's TCP, one connection after another, {}", place,
                         RoundsText(rows));
    case LinkKind::kTarget:
      return fmt::format("{}: a real server, one connection after another, {}", place, RoundsText(rows));
  }
  return "";
}

std::string PreemptedLine(const Rows& rows) {
  unsigned preempted = 0;
  unsigned all = 0;
  for (const Summary* row : rows) {
    preempted += row->preempted_rounds;
    all += row->preempted_rounds + row->rounds;
  }
  return preempted == 0 ? "" : fmt::format("{} of {} left out: preempted\n", preempted, Counted(all, "round"));
}

std::string Section(const Rows& rows, const ScenarioNames& names, const TableOptions& options) {
  const Negotiation negotiation(rows);
  std::vector<GridColumn> columns = KeyColumns(rows, names, negotiation.auth_varies());
  const std::size_t keys = columns.size();
  AddMeasurements(rows, columns);
  negotiation.AddColumns(rows, names, columns);
  GridStyle style{options.width, options.colour, {}};
  for (const Summary* row : rows) {
    style.marked_rows.push_back(row->status == Status::kFailed);
  }
  const std::string heading = Wrap("", Heading(rows), options.width);
  return fmt::format("{}{}{}{}\n{}{}\n", options.colour ? kBold : "", heading, options.colour ? kReset : "",
                     negotiation.Lines(), LayOut(columns, keys, style), PreemptedLine(rows));
}

// Returns the sections in the order of their first rows. Cells of two libraries have a section of their own, because
// two names in one column would widen it for every row.
std::vector<Rows> Sections(const std::vector<Summary>& rows) {
  std::vector<Rows> sections;
  for (const Summary& row : rows) {
    auto place = std::find_if(sections.begin(), sections.end(), [&](const Rows& section) {
      return SamePlace(section[0]->cell, row.cell) && IsCrossed(section[0]->cell) == IsCrossed(row.cell);
    });
    if (place == sections.end()) {
      place = sections.emplace(sections.end());
    }
    place->push_back(&row);
  }
  return sections;
}

// Returns the warning about a busy machine. It is not part of the rows' own reasons, because the remedy is the same for
// all rows.
std::string BusyWarning(const std::vector<Summary>& rows) {
  const auto without = std::count_if(rows.begin(), rows.end(), [](const Summary& row) {
    return row.cell.link == LinkKind::kMemory && row.preempted_rounds > 0 && row.rounds == 0;
  });
  return without == 0 ? ""
                      : fmt::format(
                            "WARNING: this machine was too busy to measure CPU time in {}; stop what else runs "
                            "on it, or give the run more --time.\n",
                            Counted(static_cast<std::uint64_t>(without), "row"));
}

// Returns the warning about replays (RFC 9846, section 8); backends/README.md describes each library's protection.
std::string ReplayText(const std::vector<Summary>& rows, std::size_t width) {
  const auto any = [&](bool target) {
    return std::any_of(rows.begin(), rows.end(), [&](const Summary& row) {
      return row.cell.scenario.early_data() && (row.cell.link == LinkKind::kTarget) == target;
    });
  };
  std::string text;
  if (any(false)) {
    text += Wrap("",
                 "Early data: the servers keep no record of what they have taken, so it can be replayed (RFC 9846, "
                 "section 8); what protection costs is not in these rows.",
                 width);
  }
  return any(true) ? text + Wrap("",
                                 "Early data can be replayed (RFC 9846, section 8); whether the target has a "
                                 "protection does not show.",
                                 width)
                   : text;
}

std::string RoundTripText(const std::vector<Summary>& rows) {
  const auto on_path = [](const Summary& row) { return row.cell.link == LinkKind::kPath; };
  std::string text;
  if (!std::all_of(rows.begin(), rows.end(), on_path)) {
    text += "RT: round trips until the client may send; connecting TCP takes one more.\n";
  }
  if (std::any_of(rows.begin(), rows.end(), on_path)) {
    text +=
        "Round trips: TLS, until the client may send; all, until the first byte: TCP's, TLS's, the request's, and "
        "stalls.\nPredicted: all round trips x RTT + CPU time of both sides. Stalls: waits inside a flight larger "
        "than the\ncongestion window. Resent: connections in which a segment was sent again.\n";
  }
  return text;
}

}  // namespace

std::string Table(const std::vector<Summary>& rows, const TableOptions& options) {
  std::string text;
  for (const Rows& section : Sections(rows)) {
    text += Section(section, ScenarioNames(rows, section[0]->cell), options);
  }
  if (!text.empty()) {
    text += RoundTripText(rows) + ReplayText(rows, options.width);
  }
  text += BusyWarning(rows);
  text += ReasonText(rows, options.width);
  for (const std::string& note : options.notes) {
    text += note + "\n";
  }
  return text;
}

}  // namespace tlsbench
