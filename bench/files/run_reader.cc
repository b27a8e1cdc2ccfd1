#include "bench/files/run_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "bench/files/csv_reader.h"
#include "bench/os/file.h"
#include "bench/result/result.h"

namespace tlsbench {
namespace {

using Words = std::optional<std::string>;  // what is wrong; empty if all is well
using Key = std::vector<std::string>;

// A table whose columns are known to be there.
class File {
 public:
  File(std::string name, CsvTable table) : name_(std::move(name)), table_(std::move(table)) {}

  const CsvTable& table() const { return table_; }

  Words Require(const std::vector<std::string_view>& columns) const {
    for (const std::string_view column : columns) {
      if (!table_.Column(column)) {
        return fmt::format("{} has no column '{}': is it a file of tlsbench?", name_, column);
      }
    }
    return std::nullopt;
  }

  // Empty if there is no such column: older runs have fewer.
  std::string Text(const CsvRow& row, std::string_view column) const {
    const auto index = table_.Column(column);
    return index ? row.fields[*index] : "";
  }

  std::string Complaint(const CsvRow& row, std::string_view words) const {
    return fmt::format("{}, line {}: {}", name_, row.line, words);
  }

  // A whole number of at least 0.
  tl::expected<int, std::string> Count(const CsvRow& row, std::string_view column) const {
    const std::string text = Text(row, column);
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0) {
      return tl::unexpected(Complaint(row, fmt::format("{} is '{}', which is no count", column, Shown(text))));
    }
    return value;
  }

  // A finite time of at least 0; empty if it was not measured.
  tl::expected<std::optional<double>, std::string> Time(const CsvRow& row, std::string_view column) const {
    const std::string text = Text(row, column);
    if (text.empty()) {
      return std::nullopt;
    }
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value) || value < 0) {
      return tl::unexpected(Complaint(row, fmt::format("{} is '{}', which is no time", column, Shown(text))));
    }
    return value;
  }

 private:
  std::string name_;
  CsvTable table_;
};

tl::expected<File, std::string> Parse(const std::string& path, std::string_view name, std::string_view text) {
  const std::string file = fmt::format("{}/{}", path, name);
  auto table = ReadCsv(text);
  if (!table) {
    return tl::unexpected(fmt::format("cannot read {}: {}", file, table.error()));
  }
  return File(file, std::move(*table));
}

RowIdentity IdentityIn(const File& file, const CsvRow& row) {
  return IdentityOf([&](std::string_view column) { return file.Text(row, column); });
}

// The first column that a row of a run may not leave empty.
Words Missing(const File& file, const CsvRow& row) {
  for (const std::string_view column : {"client", "link", "protocol", "handshake"}) {
    if (file.Text(row, column).empty()) {
      return file.Complaint(row, fmt::format("{} is empty", column));
    }
  }
  return std::nullopt;
}

constexpr std::size_t kMaxRows = 10000;  // rows are held against each other; no run has a hundredth of these

// Rows by identity, while the rounds are read.
class Rows {
 public:
  explicit Rows(std::vector<StoredRow>& rows) : rows_(rows) {}

  bool Add(StoredRow row) {
    const bool is_new = index_.emplace(KeyOf(row.identity), rows_.size()).second;
    rows_.push_back(std::move(row));
    return is_new;
  }

  StoredRow* Find(const RowIdentity& identity) {
    const auto found = index_.find(KeyOf(identity));
    if (found != index_.end()) {
      return &rows_[found->second];
    }
    if (!IsTwin(identity) || rows_.size() >= kMaxRows) {
      return nullptr;
    }
    StoredRow twin;  // summary.csv need not have it
    twin.identity = identity;
    twin.status = StatusName(Status::kOk);
    Add(std::move(twin));
    return &rows_.back();
  }

 private:
  std::vector<StoredRow>& rows_;
  std::map<Key, std::size_t> index_;
};

Words ReadSummary(const File& file, Rows& rows) {
  std::vector<std::string_view> columns = IdentityColumns();
  columns.insert(columns.end(), {"status", "reason"});
  if (auto words = file.Require(columns)) {
    return words;
  }
  for (const CsvRow& row : file.table().rows) {
    if (&row - file.table().rows.data() >= static_cast<std::ptrdiff_t>(kMaxRows)) {
      return file.Complaint(row, fmt::format("more than {} rows", kMaxRows));
    }
    if (auto words = Missing(file, row)) {
      return words;
    }
    StoredRow stored;
    stored.identity = IdentityIn(file, row);
    stored.status = file.Text(row, "status");
    stored.reason = file.Text(row, "reason");
    if (!rows.Add(std::move(stored))) {
      return file.Complaint(row, "an earlier line is about the same cell");
    }
  }
  return std::nullopt;
}

// Adds one round's value of one quantity, if it has one.
Words AddValue(const File& file, const CsvRow& row, std::pair<int, int> round, const std::string& column,
               Sample& sample) {
  const auto value = file.Time(row, column);
  if (!value) {
    return value.error();
  }
  if (*value) {
    sample.push_back({round.first, round.second, **value});
  }
  return std::nullopt;
}

Words ReadRound(const File& file, const CsvRow& row, Rows& rows, std::set<std::tuple<Key, int, int>>& seen) {
  const auto execution = file.Count(row, "execution");
  const auto number = file.Count(row, "round");
  const auto handshakes = file.Count(row, "handshakes");
  const auto verified = file.Count(row, "verified");
  for (const auto* count : {&execution, &number, &handshakes, &verified}) {
    if (!*count) {
      return count->error();
    }
  }
  if (auto words = Missing(file, row)) {
    return words;
  }
  const RowIdentity identity = IdentityIn(file, row);
  if (!seen.emplace(KeyOf(identity), *execution, *number).second) {
    return file.Complaint(row,
                          fmt::format("execution {}, round {} of this cell stands there twice", *execution, *number));
  }
  if (*verified == 0 || *verified != *handshakes) {
    return std::nullopt;  // such a round enters no statistic, and names what was asked for, not what came
  }
  StoredRow* const stored = rows.Find(identity);
  if (stored == nullptr) {
    return file.Complaint(row, "no row of summary.csv is about this cell");
  }
  const bool preempted = file.Text(row, "preempted") == "1";
  for (std::size_t i = 0; i < kQuantities.size(); ++i) {
    Sample discarded;
    const std::string column(kQuantities[i]);
    StoredSample& sample = stored->samples[i];
    const std::pair<int, int> round = {*execution, *number};
    if (auto words = AddValue(file, row, round, column, preempted ? discarded : sample.medians)) {
      return words;
    }
    if (auto words = AddValue(file, row, round, column + "_min", preempted ? discarded : sample.minima)) {
      return words;
    }
  }
  return std::nullopt;
}

Words ReadRounds(const File& file, Rows& rows) {
  std::vector<std::string_view> columns = IdentityColumns();
  columns.insert(columns.end(), {"execution", "round", "handshakes", "verified"});
  columns.insert(columns.end(), kQuantities.begin(), kQuantities.end());
  if (auto words = file.Require(columns)) {
    return words;
  }
  std::set<std::tuple<Key, int, int>> seen;
  for (const CsvRow& row : file.table().rows) {
    if (auto words = ReadRound(file, row, rows, seen)) {
      return words;
    }
  }
  return std::nullopt;
}

using Json = nlohmann::json;

// "AMD EPYC, 2 cores"; empty if the run does not say.
std::string MachineOf(const Json& run) {
  const Json machine = run.value("machine", Json::object());
  const Json cpu = machine.is_object() ? machine.value("cpu", Json()) : Json();
  if (!cpu.is_string()) {
    return "";
  }
  const Json cores = machine.value("cores", Json());
  return cores.is_number_integer() ? fmt::format("{}, {} cores", cpu.get<std::string>(), cores.dump())
                                   : cpu.get<std::string>();
}

// Backends whose files all have a hash. A plug-in with shared libraries is those too.
std::map<std::string, std::string> BuildsOf(const Json& run) {
  std::map<std::string, std::string> builds;
  const Json backends = run.value("backends", Json::array());
  for (const Json& backend : backends) {
    if (!backend.is_object() || !backend.value("name", Json()).is_string()) {
      continue;
    }
    const std::string files =
        backend.value("plugin", Json()).dump(-1, ' ', false, Json::error_handler_t::replace) +
        backend.value("shared_libraries", Json()).dump(-1, ' ', false, Json::error_handler_t::replace);
    if (files.find("\"sha256\":\"") != std::string::npos && files.find("\"sha256\":null") == std::string::npos) {
      builds[backend["name"].get<std::string>()] = files;
    }
  }
  return builds;
}

// Fills in what run.json says, or returns what is wrong with it.
Words ReadFacts(std::string_view text, StoredRun& run) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object()) {
    return fmt::format("{}/run.json is no JSON object; was the run ended or the file cut off?", run.path);
  }
  const Json schema = json.value("schema", Json());
  if (!schema.is_number_integer()) {
    return fmt::format("{}/run.json has no schema: is it a run of tlsbench?", run.path);
  }
  if (schema != kRunSchema) {
    return fmt::format(
        "{}/run.json is of schema {} and this tlsbench reads {}; measure again, or compare with the version that wrote "
        "it",
        run.path, schema.dump(), kRunSchema);
  }
  run.machine = MachineOf(json);
  run.builds = BuildsOf(json);
  const Json started = json.value("started", Json());
  run.started = started.is_string() ? started.get<std::string>() : "";
  return std::nullopt;
}

}  // namespace

tl::expected<StoredRun, std::string> ReadRunTexts(const std::string& path, std::string_view run_json,
                                                  std::string_view summary_csv, std::string_view rounds_csv) {
  StoredRun run;
  run.path = path;
  if (auto words = ReadFacts(run_json, run)) {
    return tl::unexpected(*words);
  }
  const auto summary = Parse(path, "summary.csv", summary_csv);
  const auto rounds = Parse(path, "rounds.csv", rounds_csv);
  for (const auto* file : {&summary, &rounds}) {
    if (!*file) {
      return tl::unexpected(file->error());
    }
  }
  Rows rows(run.rows);
  if (auto words = ReadSummary(*summary, rows)) {
    return tl::unexpected(*words);
  }
  if (auto words = ReadRounds(*rounds, rows)) {
    return tl::unexpected(*words);
  }
  if (rounds->table().rows.empty()) {
    return tl::unexpected(fmt::format("{}/rounds.csv holds no round: nothing was measured", path));
  }
  return run;
}

tl::expected<StoredRun, std::string> ReadRun(const std::string& path) {
  std::error_code error;
  std::array<std::string, 3> texts;
  constexpr std::array<const char*, 3> kNames = {"run.json", "summary.csv", "rounds.csv"};
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    const std::string file = fmt::format("{}/{}", path, kNames[i]);
    if (!std::filesystem::is_regular_file(file, error)) {
      return tl::unexpected(
          fmt::format("{} is no folder of a run: it has no {}; name a folder that tlsbench wrote", path, kNames[i]));
    }
    auto text = ReadFile(file);
    if (!text) {
      return tl::unexpected(text.error());
    }
    texts[i] = std::move(*text);
  }
  return ReadRunTexts(path, texts[0], texts[1], texts[2]);
}

}  // namespace tlsbench
