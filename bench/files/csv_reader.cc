#include "bench/files/csv_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace tlsbench {
namespace {

constexpr std::string_view kCutOff = "the file ends in the middle of line {}; was it cut off?";

// Reads the text once and counts its lines.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }

  // Returns whether the text ended in the middle of the last row.
  bool cut() const { return cut_; }

  tl::expected<CsvRow, std::string> Row() {
    CsvRow row;
    row.line = line_;
    while (true) {
      auto field = !rest_.empty() && rest_[0] == '"' ? Quoted() : Plain();
      if (!field) {
        return tl::unexpected(field.error());
      }
      row.fields.push_back(std::move(*field));
      if (Take(",")) {
        continue;
      }
      if (Take("\n") || Take("\r\n")) {
        ++line_;
        return row;
      }
      cut_ = rest_.empty();
      return tl::unexpected(rest_.empty() ? fmt::format(kCutOff, line_)
                                          : fmt::format("line {}: text beside a quoted field", line_));
    }
  }

 private:
  bool Take(std::string_view what) {
    if (!rest_.starts_with(what)) {
      return false;
    }
    rest_.remove_prefix(what.size());
    return true;
  }

  tl::expected<std::string, std::string> Plain() {
    const std::string_view field = rest_.substr(0, rest_.find_first_of(",\"\r\n"));
    rest_.remove_prefix(field.size());
    if (!rest_.empty() && rest_[0] == '"') {
      return tl::unexpected(fmt::format("line {}: a quote inside a field that is not quoted", line_));
    }
    if (!rest_.empty() && rest_[0] == '\r' && !rest_.starts_with("\r\n")) {
      return tl::unexpected(fmt::format("line {}: a carriage return inside a field that is not quoted", line_));
    }
    return std::string(field);
  }

  tl::expected<std::string, std::string> Quoted() {
    std::string field;
    const std::size_t begin = line_;
    Take("\"");
    while (true) {
      const std::size_t quote = rest_.find('"');
      if (quote == std::string_view::npos) {
        cut_ = true;
        return tl::unexpected(
            fmt::format("a quote that opens in line {} is never closed; was the file cut off?", begin));
      }
      const std::string_view part = rest_.substr(0, quote);
      field.append(part);
      line_ += static_cast<std::size_t>(std::count(part.begin(), part.end(), '\n'));
      rest_.remove_prefix(quote + 1);
      if (!Take("\"")) {
        return field;
      }
      field.push_back('"');
    }
  }

  std::string_view rest_;
  std::size_t line_ = 1;
  bool cut_ = false;
};

// Returns a name that two columns share; nullopt if all names are unique.
std::optional<std::string> Doubled(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  const auto found = std::adjacent_find(names.begin(), names.end());
  return found == names.end() ? std::nullopt : std::optional(*found);
}

bool IsInsideCharacter(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }  // UTF-8

}  // namespace

std::optional<std::size_t> CsvTable::Column(std::string_view name) const {
  const auto found = std::find(header.begin(), header.end(), name);
  return found == header.end() ? std::nullopt : std::optional<std::size_t>(found - header.begin());
}

tl::expected<CsvTable, std::string> ReadWholeRows(std::string_view text) {
  if (text.empty()) {
    return tl::unexpected(std::string("it is empty"));
  }
  Reader reader(text);
  CsvTable table;
  auto header = reader.Row();
  if (!header) {
    return tl::unexpected(header.error());
  }
  table.header = std::move(header->fields);
  if (const auto doubled = Doubled(table.header)) {
    return tl::unexpected(fmt::format("two columns are called '{}'", Shown(*doubled)));
  }
  while (!reader.done()) {
    auto row = reader.Row();
    if (!row && reader.cut()) {
      table.cut = row.error();
      return table;
    }
    if (!row) {
      return tl::unexpected(row.error());
    }
    if (row->fields.size() != table.header.size()) {
      return tl::unexpected(fmt::format("line {} has {} fields where the header has {}", row->line, row->fields.size(),
                                        table.header.size()));
    }
    table.rows.push_back(std::move(*row));
  }
  return table;
}

tl::expected<CsvTable, std::string> ReadCsv(std::string_view text) {
  auto table = ReadWholeRows(text);
  return !table || table->cut.empty() ? table : tl::unexpected(table->cut);
}

std::string Shown(std::string_view text, std::size_t most) {
  std::string shown(text.substr(0, most));
  if (text.size() > most) {
    std::size_t end = most;
    while (end > 0 && IsInsideCharacter(text[end])) {
      --end;
    }
    shown = std::string(text.substr(0, end)) + "...";
  }
  std::replace_if(
      shown.begin(), shown.end(), [](unsigned char c) { return c < ' ' || c == 127; }, '?');
  return shown;
}

}  // namespace tlsbench
