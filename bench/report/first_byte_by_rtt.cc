#include "bench/report/first_byte_by_rtt.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "bench/report/phrases.h"
#include "bench/report/row_labels.h"
#include "bench/result/change.h"
#include "bench/result/latency_model.h"
#include "bench/text/grid.h"
#include "bench/text/quantities.h"
#include "bench/text/wrapping.h"

namespace tlsbench {
namespace {

double RttMs(const Summary& row) { return static_cast<double>(row.cell.path.rtt_us) / 1000; }

// Holds one kind of handshake between two ends, at every distance.
struct Line {
  const Summary* first;
  std::map<double, const Summary*> by_rtt;
};

bool SameButForTheDistance(const Cell& a, const Cell& b) {
  PathConditions path = a.path;
  path.rtt_us = b.path.rtt_us;
  return SameEnds(a, b) && a.scenario == b.scenario && path == b.path;
}

std::vector<Line> LinesOf(const std::vector<Summary>& rows) {
  std::vector<Line> lines;
  for (const Summary& row : rows) {
    if (row.cell.link != LinkKind::kPath || row.status != Status::kOk || !row.first_byte_ms.p50) {
      continue;
    }
    auto line = std::find_if(lines.begin(), lines.end(),
                             [&](const Line& known) { return SameButForTheDistance(known.first->cell, row.cell); });
    if (line == lines.end()) {
      line = lines.insert(lines.end(), Line{&row, {}});
    }
    line->by_rtt[RttMs(row)] = &row;
  }
  std::erase_if(lines, [](const Line& line) { return line.by_rtt.size() < 2; });
  return lines;
}

std::string SlopeText(const Line& line) {
  std::vector<std::pair<double, double>> points;
  for (const auto& [rtt, row] : line.by_rtt) {
    points.emplace_back(rtt, *row->first_byte_ms.p50);
  }
  return Fixed(Slope(points), 2);
}

std::string CountedText(const Line& line) {
  std::set<std::string> counted;
  for (const auto& [rtt, row] : line.by_rtt) {
    counted.insert(row->prediction ? fmt::format("{}", row->prediction->round_trips) : "-");
  }
  return fmt::format("{}", fmt::join(counted, " to "));
}

template <class Text>
GridColumn ColumnOf(const std::string& group, const std::string& name, const std::vector<Line>& lines, Text text) {
  GridColumn column{group, name, {}};
  for (const Line& line : lines) {
    column.cells.push_back(text(line));
  }
  return column;
}

std::string TableOf(const std::vector<Line>& lines, const ScenarioNames& names, std::size_t width) {
  std::set<double> rtts;
  for (const Line& line : lines) {
    for (const auto& [rtt, row] : line.by_rtt) {
      rtts.insert(rtt);
    }
  }
  std::vector<GridColumn> columns = {
      ColumnOf("", "backend", lines, [](const Line& line) { return EndsName(line.first->cell); }),
      ColumnOf("", "kind", lines, [&](const Line& line) { return names.Name(line.first->cell.scenario); })};
  columns[0].left = columns[1].left = true;
  for (const double rtt : rtts) {
    columns.push_back(ColumnOf("first byte p50, ms, at an RTT in ms of", Plain(rtt), lines, [&](const Line& line) {
      const auto found = line.by_rtt.find(rtt);
      return found == line.by_rtt.end() ? std::string("-") : Fixed(found->second->first_byte_ms.p50, 1);
    }));
  }
  columns.push_back(ColumnOf("round trips", "counted", lines, CountedText));
  columns.push_back(ColumnOf("round trips", "slope", lines, SlopeText));
  return LayOut(columns, 2, {width, false, {}});
}

// Returns what the lines of one table share, such as "path, 1 % loss".
std::string ConditionsName(Cell cell) {
  cell.path.rtt_us = 0;
  std::string name = PlaceName(cell);
  const std::string distance = ", RTT 0 ms";
  return name.erase(name.find(distance), distance.size());
}

}  // namespace

std::optional<double> Slope(const std::vector<std::pair<double, double>>& points) {
  double mean_x = 0;
  double mean_y = 0;
  for (const auto& [x, y] : points) {
    mean_x += x / static_cast<double>(points.size());
    mean_y += y / static_cast<double>(points.size());
  }
  double above = 0;
  double below = 0;
  for (const auto& [x, y] : points) {
    above += (x - mean_x) * (y - mean_y);
    below += (x - mean_x) * (x - mean_x);
  }
  return below > 0 ? std::optional(above / below) : std::nullopt;
}

std::string FirstByteText(const std::vector<Summary>& rows, std::size_t width) {
  std::map<std::string, std::vector<Line>> tables;
  for (Line& line : LinesOf(rows)) {
    tables[ConditionsName(line.first->cell)].push_back(line);
  }
  std::string text;
  for (const auto& [name, lines] : tables) {
    const ScenarioNames names(rows, lines[0].first->cell);
    text += fmt::format("{}, what a user waits for:\n{}\n", name, TableOf(lines, names, width));
  }
  return text;
}

std::string ResidualText(const std::vector<Summary>& rows, std::size_t width) {
  std::map<std::string, std::vector<std::string>> by_reason;  // each reason is printed once
  for (const Summary& row : rows) {
    if (row.cell.link == LinkKind::kPath && row.prediction && !row.prediction->cause.empty()) {
      const ScenarioNames names(rows, row.cell);
      by_reason[row.prediction->cause].push_back(fmt::format("{}, {}, {} ({:+.1f} %)", PlaceName(row.cell),
                                                             EndsName(row.cell), names.Name(row.cell.scenario),
                                                             row.prediction->residual_percent));
    }
  }
  std::string text;
  for (const auto& [reason, which] : by_reason) {
    text += Wrap("  - ", fmt::format("{}: {}.", reason, fmt::join(which, "; ")), width);
  }
  return text.empty() ? "" : fmt::format("Measured against predicted:\n{}\n", text);
}

std::string RelayLine(const std::vector<std::pair<PathConditions, RelayFacts>>& relays, std::size_t width) {
  if (relays.empty()) {
    return "";
  }
  RelayFacts all;
  for (const auto& [path, facts] : relays) {
    all.packets += facts.packets;
    all.lost += facts.lost;
    all.overflowed += facts.overflowed;
    all.late_us_p50 = std::max(all.late_us_p50, facts.late_us_p50);
    all.late_us_p99 = std::max(all.late_us_p99, facts.late_us_p99);
  }
  std::string words =
      fmt::format("The path's relay delivered {}, {:.0f} us late at the median and {:.0f} us at the 99th percentile",
                  Counted(all.packets, "packet"), all.late_us_p50, all.late_us_p99);
  words += relays.size() > 1 ? " (of the worst path and execution)" : "";
  words += all.lost > 0 ? fmt::format("; it lost {}, as asked", Thousands(all.lost)) : "";
  words += all.overflowed > 0 ? fmt::format("; {} found its queue full", Thousands(all.overflowed)) : "";
  return Wrap("", words + ".", width);
}

}  // namespace tlsbench
