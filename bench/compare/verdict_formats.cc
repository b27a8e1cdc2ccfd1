#include "bench/compare/verdict_formats.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>
#include <variant>

#include "bench/files/csv_writer.h"
#include "bench/report/phrases.h"
#include "bench/text/grid.h"
#include "bench/text/quantities.h"
#include "bench/text/wrapping.h"

namespace tlsbench {
namespace {

using Json = nlohmann::ordered_json;
using Value = std::variant<std::string, std::optional<double>, std::size_t>;

struct Field {
  std::string_view name;
  Value (*value)(const Comparison& comparison);
};

std::optional<double> Bound(const Comparison& comparison, double Interval::*bound) {
  const bool known = comparison.ratio && comparison.ratio->interval;
  return known ? std::optional<double>((*comparison.ratio->interval).*bound) : std::nullopt;
}

std::string ProtocolText(const Cell& cell) { return std::string(ProtocolName(cell.scenario.protocol)); }
std::string HandshakeText(const Cell& cell) { return std::string(HandshakeName(cell.scenario.handshake)); }

// The columns are a contract with scripts: none is moved or removed. New ones are added at the end.
constexpr Field kFields[] = {
    {"base", [](const Comparison& c) -> Value { return c.base; }},
    {"new", [](const Comparison& c) -> Value { return c.now; }},
    {"client", [](const Comparison& c) -> Value { return c.row.cell.client; }},
    {"server", [](const Comparison& c) -> Value { return c.row.cell.server; }},
    {"link", [](const Comparison& c) -> Value { return std::string(LinkName(c.row.cell.link)); }},
    {"protocol", [](const Comparison& c) -> Value { return ProtocolText(c.row.cell); }},
    {"handshake", [](const Comparison& c) -> Value { return HandshakeText(c.row.cell); }},
    {"cipher_suite", [](const Comparison& c) -> Value { return c.row.parameters.cipher_suite; }},
    {"group", [](const Comparison& c) -> Value { return c.row.parameters.group; }},
    {"auth", [](const Comparison& c) -> Value { return c.row.parameters.auth; }},
    {"quantity", [](const Comparison& c) -> Value { return std::string(kQuantities[c.quantity]); }},
    {"base_value", [](const Comparison& c) -> Value { return c.base_value; }},
    {"new_value", [](const Comparison& c) -> Value { return c.now_value; }},
    {"ratio", [](const Comparison& c) -> Value { return c.ratio ? std::optional(c.ratio->value) : std::nullopt; }},
    {"ratio_low", [](const Comparison& c) -> Value { return Bound(c, &Interval::low); }},
    {"ratio_high", [](const Comparison& c) -> Value { return Bound(c, &Interval::high); }},
    {"p_value", [](const Comparison& c) -> Value { return c.p_value; }},
    {"detectable_percent", [](const Comparison& c) -> Value { return c.detectable_percent; }},
    {"rounds", [](const Comparison& c) -> Value { return c.rounds; }},
    {"paired", [](const Comparison& c) -> Value { return std::size_t{c.paired}; }},
    {"verdict", [](const Comparison& c) -> Value { return std::string(VerdictName(c.verdict)); }},
    {"words", [](const Comparison& c) -> Value { return c.text; }},
    {"target", [](const Comparison& c) -> Value { return c.row.cell.target; }},
    {"chain_bytes", [](const Comparison& c) -> Value { return ChainText(c.row.cell); }},
    {"rtt_ms", [](const Comparison& c) -> Value { return RttText(c.row.cell); }},
    {"path", [](const Comparison& c) -> Value { return PathText(c.row.cell); }},
};

// Writes a value. Six decimals are enough for a ratio and a small p-value, and never need an exponent.
std::string Text(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    return *text;
  }
  if (const auto* count = std::get_if<std::size_t>(&value)) {
    return fmt::format("{}", *count);
  }
  const auto number = std::get<std::optional<double>>(value);
  return number ? Fixed(number, 6) : "";
}

Json AsJson(const Value& value) {
  if (const auto* number = std::get_if<std::optional<double>>(&value)) {
    return *number ? Json(**number) : Json();
  }
  if (const auto* count = std::get_if<std::size_t>(&value)) {
    return *count;
  }
  return std::get<std::string>(value);
}

std::string QuantityName(std::size_t quantity) {
  constexpr std::array<const char*, kQuantities.size()> kNames = {"client CPU, us", "server CPU, us", "handshake, ms",
                                                                  "first byte, ms"};
  return kNames[quantity];
}

int Decimals(double value) { return value < 10 ? 4 : (value < 100 ? 2 : 1); }

std::string Short(std::optional<double> value) { return Fixed(value, value ? Decimals(*value) : 0); }

std::string Signed(double ratio) { return fmt::format("{:+.1f}", (ratio - 1) * 100); }

std::string ChangeOf(const Comparison& c) { return c.ratio ? Signed(c.ratio->value) : "-"; }

std::string IntervalOf(const Comparison& c) {
  const bool known = c.ratio && c.ratio->interval;
  return known ? fmt::format("{} to {}", Signed(c.ratio->interval->low), Signed(c.ratio->interval->high)) : "-";
}

std::string PlaceOf(const Cell& cell) {
  std::string place = cell.target.empty() ? std::string(LinkName(cell.link)) : cell.target;
  place += cell.link == LinkKind::kPath ? fmt::format(", RTT {} ms", RttText(cell)) : "";
  const std::string path = PathText(cell);
  return path.empty() ? place : fmt::format("{}, {}", place, path);
}

using Cells = std::vector<Comparison>;

struct Shown {
  std::string name;
  std::string (*cell)(const Comparison&);
  bool key;  // identifies the row: left out if all rows have the same value
  bool left;
};

const std::vector<Shown>& ShownColumns() {
  static const std::vector<Shown> columns = {
      {"base", [](const Comparison& c) { return c.base; }, true, true},
      {"new", [](const Comparison& c) { return c.now; }, true, true},
      {"backend", [](const Comparison& c) { return EndsName(c.row.cell); }, true, true},
      {"place", [](const Comparison& c) { return PlaceOf(c.row.cell); }, true, true},
      {"TLS", [](const Comparison& c) { return ProtocolText(c.row.cell); }, true, true},
      {"kind", [](const Comparison& c) { return HandshakeText(c.row.cell); }, true, true},
      {"certificate", [](const Comparison& c) { return c.row.parameters.auth; }, true, true},
      {"chain bytes", [](const Comparison& c) { return ChainText(c.row.cell); }, true, true},
      {"group", [](const Comparison& c) { return c.row.parameters.group; }, true, true},
      {"of", [](const Comparison& c) { return QuantityName(c.quantity); }, true, true},
      {"base value", [](const Comparison& c) { return Short(c.base_value); }, false, false},
      {"new value", [](const Comparison& c) { return Short(c.now_value); }, false, false},
      {"change %", ChangeOf, false, false},
      {"95 %", IntervalOf, false, false},
      {"p", [](const Comparison& c) { return Fixed(c.p_value, 3); }, false, false},
      {"detects %", [](const Comparison& c) { return Fixed(c.detectable_percent, 1); }, false, false},
      {"rounds", [](const Comparison& c) { return fmt::format("{}", c.rounds); }, false, false},
      {"verdict", [](const Comparison& c) { return c.text; }, false, true},
  };
  return columns;
}

std::vector<std::string> CellsOf(const Cells& rows, const Shown& column) {
  std::vector<std::string> cells;
  std::transform(rows.begin(), rows.end(), std::back_inserter(cells), column.cell);
  return cells;
}

bool AllEqual(const std::vector<std::string>& cells) {
  return std::adjacent_find(cells.begin(), cells.end(), std::not_equal_to<>()) == cells.end();
}

// Returns whether a column only repeats the column that names what is compared.
bool RepeatsNew(const Cells& rows, const std::vector<std::string>& cells) {
  return std::equal(rows.begin(), rows.end(), cells.begin(),
                    [](const Comparison& row, const std::string& cell) { return row.now == cell; });
}

// Holds the columns that distinguish rows, and all that were measured. A value that all rows share is printed once,
// above.
struct Layout {
  std::vector<GridColumn> columns;
  std::size_t keys = 0;
  std::vector<std::string> shared;
};

Layout LayoutOf(const Cells& rows) {
  Layout layout;
  if (rows.empty()) {
    return layout;
  }
  for (const Shown& column : ShownColumns()) {
    std::vector<std::string> cells = CellsOf(rows, column);
    const bool always = !column.key || column.name == "of";
    if (column.key && column.name != "new" && RepeatsNew(rows, cells)) {
      continue;
    }
    if (!always && AllEqual(cells)) {
      if (!cells[0].empty()) {
        layout.shared.push_back(fmt::format("{} {}", column.name, cells[0]));
      }
      continue;
    }
    layout.keys += column.key ? 1 : 0;
    layout.columns.push_back({"", column.name, std::move(cells), column.left});
  }
  return layout;
}

// Returns text such as ", rsa-2048, 20000 bytes of certificates".
std::string CertificateText(const ComparedCell& row) {
  const std::string auth = row.parameters.auth.empty() ? "" : fmt::format(", {}", row.parameters.auth);
  const std::string chain = ChainText(row.cell);
  return chain.empty() ? auth : fmt::format("{}, {} bytes of certificates", auth, chain);
}

std::string RankingText(const Ranking& ranking) {
  std::vector<std::string> places;
  std::size_t place = 1;
  for (const auto& group : ranking.groups) {
    places.push_back(fmt::format("{}. {}{}", place, ListOf(group), group.size() > 1 ? " (not told apart)" : ""));
    place += group.size();
  }
  return fmt::format("{}, TLS {} {}, {}{}: {}.", PlaceOf(ranking.row.cell), ProtocolText(ranking.row.cell),
                     HandshakeText(ranking.row.cell), QuantityName(ranking.quantity), CertificateText(ranking.row),
                     fmt::join(places, ", "));
}

// Returns text for a cell of a table: a bar or a line break would end the cell.
std::string MarkdownCell(const std::string& text) {
  std::string cell;
  for (const char c : text) {
    if (c == '|') {
      cell.push_back('\\');
    }
    cell.push_back(static_cast<unsigned char>(c) < ' ' ? ' ' : c);
  }
  return cell;
}

}  // namespace

std::string VerdictTable(const VerdictReport& report, std::size_t width) {
  const Layout layout = LayoutOf(report.verdicts.comparisons);
  std::string text;
  if (!report.verdicts.comparisons.empty()) {
    text = Wrap("", ListOf(layout.shared), width) + "\n" + LayOut(layout.columns, layout.keys, {width, false, {}});
  }
  if (!report.verdicts.rankings.empty()) {
    text += "\nFrom the cheapest on:\n";
  }
  for (const Ranking& ranking : report.verdicts.rankings) {
    text += Wrap("  - ", RankingText(ranking), width);
  }
  for (const std::string& note : report.notes) {
    text.append("\n").append(Wrap("", note, width));
  }
  return text;
}

std::string VerdictCsv(const VerdictReport& report) {
  std::vector<std::string_view> names;
  for (const Field& field : kFields) {
    names.push_back(field.name);
  }
  std::string text = fmt::format("{}\n", fmt::join(names, ","));
  for (const Comparison& comparison : report.verdicts.comparisons) {
    std::vector<std::string> fields;
    for (const Field& field : kFields) {
      fields.push_back(CsvField(Text(field.value(comparison))));
    }
    text += fmt::format("{}\n", fmt::join(fields, ","));
  }
  return text;
}

std::string VerdictJson(const VerdictReport& report) {
  Json comparisons = Json::array();
  for (const Comparison& comparison : report.verdicts.comparisons) {
    Json object;
    for (const Field& field : kFields) {
      object[std::string(field.name)] = AsJson(field.value(comparison));
    }
    object["paired"] = comparison.paired;
    comparisons.push_back(std::move(object));
  }
  Json rankings = Json::array();
  for (const Ranking& ranking : report.verdicts.rankings) {
    const Cell& cell = ranking.row.cell;
    rankings.push_back({{"link", LinkName(cell.link)},
                        {"target", cell.target},
                        {"rtt_ms", RttText(cell)},
                        {"path", PathText(cell)},
                        {"protocol", ProtocolText(cell)},
                        {"handshake", HandshakeText(cell)},
                        {"auth", ranking.row.parameters.auth},
                        {"chain_bytes", ChainText(cell)},
                        {"quantity", kQuantities[ranking.quantity]},
                        {"groups", ranking.groups}});
  }
  const Json json = {{"comparisons", comparisons}, {"rankings", rankings}, {"notes", report.notes}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";  // names in a file may be invalid UTF-8
}

std::string VerdictMarkdown(const VerdictReport& report) {
  const Layout layout = LayoutOf(report.verdicts.comparisons);
  std::string text;
  if (!report.verdicts.comparisons.empty()) {
    text = layout.shared.empty() ? "" : MarkdownCell(ListOf(layout.shared)) + "\n\n";
    std::string rule = "|";
    text += "|";
    for (const GridColumn& column : layout.columns) {
      text += fmt::format(" {} |", column.name);
      rule += column.left ? " :-- |" : " --: |";
    }
    text += fmt::format("\n{}\n", rule);
  }
  for (std::size_t row = 0; row < report.verdicts.comparisons.size(); ++row) {
    text += "|";
    for (const GridColumn& column : layout.columns) {
      text += fmt::format(" {} |", MarkdownCell(column.cells[row]));
    }
    text += "\n";
  }
  text += report.verdicts.rankings.empty() ? "" : "\n";
  for (const Ranking& ranking : report.verdicts.rankings) {
    text += fmt::format("- {}\n", MarkdownCell(RankingText(ranking)));
  }
  for (const std::string& note : report.notes) {
    text += fmt::format("\n{}\n", MarkdownCell(note));
  }
  return text;
}

}  // namespace tlsbench
