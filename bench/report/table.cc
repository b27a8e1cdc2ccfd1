#include "bench/report/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "bench/report/grid.h"
#include "bench/report/phrases.h"
#include "bench/report/reasons.h"

namespace tlsbench {
namespace {

constexpr std::string_view kBold = "\033[1m";
constexpr std::string_view kReset = "\033[0m";

using Rows = std::vector<const Summary*>;

template <class Text>
GridColumn TextColumn(const std::string& group, const std::string& name, const Rows& rows, Text text) {
  GridColumn column{group, name, {}, false};
  for (const Summary* row : rows) {
    column.cells.push_back(text(*row));
  }
  return column;
}

template <class Text>
GridColumn LeftColumn(const std::string& name, const Rows& rows, Text text) {
  GridColumn column = TextColumn("", name, rows, text);
  column.left = true;
  return column;
}

// One number of decimals for a column, so that its points stand in line: the largest number gets four digits.
template <class Get>
int DecimalsFor(const Rows& rows, Get get) {
  double largest = 0;
  for (const Summary* row : rows) {
    largest = std::max(largest, std::fabs(get(*row).value_or(0)));
  }
  return largest > 0 ? std::clamp(3 - static_cast<int>(std::floor(std::log10(largest))), 0, 3) : 0;
}

template <class Get>
GridColumn Numbers(const std::string& group, const std::string& name, const Rows& rows, Get get) {
  const int decimals = DecimalsFor(rows, get);
  return TextColumn(group, name, rows, [&](const Summary& row) { return Fixed(get(row), decimals); });
}

template <class Integer>
GridColumn Counts(const std::string& group, const std::string& name, const Rows& rows, Integer FlightCounts::*count) {
  return TextColumn(group, name, rows,
                    [&](const Summary& row) { return row.counts ? fmt::format("{}", (*row.counts).*count) : "-"; });
}

GridColumn Verified(const Rows& rows) {
  return TextColumn("", "verified", rows, [](const Summary& row) {
    return row.handshakes == 0 ? "-" : fmt::format("{}/{}", row.verified, row.handshakes);
  });
}

void Add(std::vector<GridColumn>& columns, std::vector<GridColumn> more) {
  std::move(more.begin(), more.end(), std::back_inserter(columns));
}

std::vector<GridColumn> CpuColumns(const std::string& side, const Rows& rows, std::optional<Estimate> Summary::*cpu,
                                   std::optional<double> Summary::*min) {
  const std::string group = side + " CPU, us";
  const auto median = [&](const Summary& row) {
    return row.*cpu ? std::optional<double>((row.*cpu)->value) : std::nullopt;
  };
  const int decimals = DecimalsFor(rows, median);
  const auto interval = [&](const Summary& row) {
    const bool known = row.*cpu && (row.*cpu)->interval && row.rounds >= kRoundsForVerdict;
    return known ? fmt::format("{:.{}f}-{:.{}f}", (row.*cpu)->interval->low, decimals, (row.*cpu)->interval->high,
                               decimals)
                 : std::string("-");
  };
  return {TextColumn(group, "median", rows, [&](const Summary& row) { return Fixed(median(row), decimals); }),
          TextColumn(group, "95 %", rows, interval),
          TextColumn(group, "min", rows, [&](const Summary& row) { return Fixed(row.*min, decimals); })};
}

std::vector<GridColumn> MemoryColumns(const Rows& rows) {
  std::vector<GridColumn> columns = CpuColumns("client", rows, &Summary::client_cpu_us, &Summary::client_cpu_us_min);
  Add(columns, CpuColumns("server", rows, &Summary::server_cpu_us, &Summary::server_cpu_us_min));
  Add(columns,
      {Counts("", "RT", rows, &FlightCounts::round_trips), Counts("bytes", "sent", rows, &FlightCounts::bytes_sent),
       Counts("bytes", "received", rows, &FlightCounts::bytes_received), Verified(rows)});
  return columns;
}

std::vector<GridColumn> HandshakeMsColumns(const Rows& rows, bool p99) {
  const std::string group = "handshake, ms";
  std::vector<GridColumn> columns = {
      Numbers(group, "p50", rows, [](const Summary& row) { return row.handshake_ms.p50; }),
      Numbers(group, "p90", rows, [](const Summary& row) { return row.handshake_ms.p90; })};
  if (p99) {
    columns.push_back(Numbers(group, "p99", rows, [](const Summary& row) { return row.handshake_ms.p99; }));
  }
  return columns;
}

std::vector<GridColumn> LoopbackColumns(const Rows& rows) {
  std::vector<GridColumn> columns = HandshakeMsColumns(rows, true);
  const auto first_byte = [](const Summary& row) { return row.first_byte_ms.p50; };
  const auto rate = [](const Summary& row) { return row.handshakes_per_second; };
  const auto client = [](const Summary& row) { return row.client_process_cpu_us; };
  const auto server = [](const Summary& row) { return row.server_process_cpu_us; };
  Add(columns, {Numbers("first byte", "p50, ms", rows, first_byte), Numbers("handshakes", "per second", rows, rate),
                Numbers("process CPU, us", "client", rows, client), Numbers("process CPU, us", "server", rows, server),
                Counts("", "RT", rows, &FlightCounts::round_trips), Verified(rows)});
  return columns;
}

std::vector<GridColumn> TargetColumns(const Rows& rows) {
  const auto connect = [](const Summary& row) { return row.connect_ms_p50; };
  std::vector<GridColumn> columns = {Numbers("connect", "p50, ms", rows, connect)};
  Add(columns, HandshakeMsColumns(rows, false));
  const std::string group = "first byte, ms";
  Add(columns,
      {Numbers(group, "p50", rows, [](const Summary& row) { return row.first_byte_ms.p50; }),
       Numbers(group, "p90", rows, [](const Summary& row) { return row.first_byte_ms.p90; }),
       Counts("", "RT", rows, &FlightCounts::round_trips), Counts("bytes", "sent", rows, &FlightCounts::bytes_sent),
       Counts("bytes", "received", rows, &FlightCounts::bytes_received), Verified(rows)});
  return columns;
}

// What a user waits for, and what the counted round trips say of it.
std::vector<GridColumn> PathColumns(const Rows& rows) {
  const auto connect = [](const Summary& row) { return row.connect_ms_p50; };
  const auto handshake = [](const Summary& row) { return row.handshake_ms.p50; };
  const auto first_byte = [](const Summary& row) { return row.first_byte_ms.p50; };
  const auto p90 = [](const Summary& row) { return row.first_byte_ms.p90; };
  const auto predicted = [](const Summary& row) {
    return row.prediction ? std::optional<double>(row.prediction->first_byte_ms) : std::nullopt;
  };
  const auto residual = [](const Summary& row) {
    return row.prediction ? fmt::format("{:+.1f}", row.prediction->residual_percent) : "-";
  };
  const auto round_trips = [](const Summary& row) {
    return row.prediction ? fmt::format("{}", row.prediction->round_trips) : "-";
  };
  const auto stalls = [](const Summary& row) {
    return row.tcp && row.tcp->stalls ? fmt::format("{}", *row.tcp->stalls) : "-";
  };
  const auto again = [](const Summary& row) {
    return row.tcp ? fmt::format("{}/{}", row.tcp->retransmitted_connections, row.tcp->connections) : "-";
  };
  std::vector<GridColumn> columns = {Numbers("p50, ms", "connect", rows, connect),
                                     Numbers("p50, ms", "handshake", rows, handshake)};
  const std::string group = "first byte, ms";
  Add(columns, {Numbers(group, "p50", rows, first_byte), Numbers(group, "p90", rows, p90),
                Numbers(group, "predicted", rows, predicted), TextColumn(group, "off, %", rows, residual),
                Counts("round trips", "TLS", rows, &FlightCounts::round_trips),
                TextColumn("round trips", "all", rows, round_trips), TextColumn("", "stalls", rows, stalls),
                TextColumn("", "resent", rows, again), Verified(rows)});
  return columns;
}

// What was negotiated. What is equal in all rows of a protocol and authentication stands above the table, the rest in
// columns. Only rows with a verified handshake negotiated anything.
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

  void AddColumns(const Rows& rows, std::vector<GridColumn>& columns) const {
    if (Varies(&Agreed::suites)) {
      columns.push_back(
          LeftColumn("cipher suite", rows, [](const Summary& row) { return Shown(row, row.parameters.cipher_suite); }));
    }
    if (Varies(&Agreed::groups)) {
      columns.push_back(LeftColumn("group", rows, [](const Summary& row) { return Shown(row, row.parameters.group); }));
    }
  }

  // One line for each protocol and authentication.
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
    if (!parameters.group.empty()) {  // a resumption without a key exchange disagrees with nobody
      agreed.groups.insert(parameters.group);
    }
  }

  bool Varies(std::set<std::string> Agreed::*set) const {
    return std::any_of(agreed_.begin(), agreed_.end(), [&](auto& entry) { return (entry.second.*set).size() > 1; });
  }

  std::set<std::string> auths_;
  std::map<std::pair<std::uint16_t, std::string>, Agreed> agreed_;
};

std::vector<GridColumn> KeyColumns(const Rows& rows, bool auth) {
  std::vector<GridColumn> columns = {
      LeftColumn("backend", rows, [](const Summary& row) { return EndsName(row.cell); }),
      LeftColumn("TLS", rows, [](const Summary& row) { return std::string(ProtocolName(row.cell.scenario.protocol)); }),
      LeftColumn("kind", rows,
                 [](const Summary& row) { return std::string(HandshakeName(row.cell.scenario.handshake)); })};
  if (auth) {
    columns.push_back(LeftColumn("auth", rows, [](const Summary& row) { return row.parameters.auth; }));
  }
  const auto chain = [](const Summary& row) { return row.cell.scenario.chain_bytes; };
  if (std::any_of(rows.begin(), rows.end(), [&](const Summary* row) { return chain(*row) != chain(*rows[0]); })) {
    columns.push_back(LeftColumn(
        "chain", rows, [&](const Summary& row) { return chain(row) == 0 ? "-" : fmt::format("{} B", chain(row)); }));
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

std::string RoundsWords(const Rows& rows) {
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
                         place, RoundsWords(rows));
    case LinkKind::kLoopback:
      return fmt::format("{}: TCP on this machine, one connection after another, {}", place, RoundsWords(rows));
    case LinkKind::kPath:
      return fmt::format("{}: an emulated path with the kernel's TCP, one connection after another, {}", place,
                         RoundsWords(rows));
    case LinkKind::kTarget:
      return fmt::format("{}: a real server, one connection after another, {}", place, RoundsWords(rows));
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

std::string Section(const Rows& rows, const TableOptions& options) {
  const Negotiation negotiation(rows);
  std::vector<GridColumn> columns = KeyColumns(rows, negotiation.auth_varies());
  const std::size_t keys = columns.size();
  switch (rows[0]->cell.link) {
    case LinkKind::kMemory:
      Add(columns, MemoryColumns(rows));
      break;
    case LinkKind::kLoopback:
      Add(columns, LoopbackColumns(rows));
      break;
    case LinkKind::kPath:
      Add(columns, PathColumns(rows));
      break;
    case LinkKind::kTarget:
      Add(columns, TargetColumns(rows));
      break;
  }
  negotiation.AddColumns(rows, columns);
  GridStyle style{options.width, options.colour, {}};
  for (const Summary* row : rows) {
    style.marked_rows.push_back(row->status == Status::kFailed);
  }
  const std::string heading = Wrap("", Heading(rows), options.width);
  return fmt::format("{}{}{}{}\n{}{}\n", options.colour ? kBold : "", heading, options.colour ? kReset : "",
                     negotiation.Lines(), LayOut(columns, keys, style), PreemptedLine(rows));
}

// Sections in the order in which their first rows come. Two names in one column would widen it for every row, so cells
// of two libraries have a section of their own.
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

// Said apart from the rows' own reasons: what to do about it is the same for all.
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

}  // namespace

namespace {

std::string RoundTripWords(const std::vector<Summary>& rows) {
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
    text += Section(section, options);
  }
  if (!text.empty()) {
    text += RoundTripWords(rows);
  }
  text += BusyWarning(rows);
  text += ReasonWords(rows, options.width);
  for (const std::string& note : options.notes) {
    text += note + "\n";
  }
  return text;
}

}  // namespace tlsbench
