#include "bench/files/run_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <numeric>
#include <tuple>
#include <utility>

#include "bench/files/csv_reader.h"
#include "bench/files/csv_writer.h"
#include "bench/files/file_rows.h"
#include "bench/os/file.h"
#include "bench/scenario/code_points.h"
#include "bench/scenario/endpoint.h"

namespace tlsbench {
namespace {

using Words = std::optional<std::string>;  // what is wrong; empty if all is well

constexpr std::size_t kMaxRows = 2000;  // rows are held against each other; no run has a tenth of these

// One CSV file of a run: its rows, one after another.
template <class Row>
class File {
 public:
  File(std::string name, CsvTable table, const Columns<Row>& columns)
      : name_(std::move(name)), table_(std::move(table)), reader_(table_, columns) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  const CsvTable& table() const { return table_; }
  bool Has(std::string_view column) const { return table_.Column(column).has_value(); }

  Words Require(const std::vector<std::string_view>& columns) const {
    for (const std::string_view column : columns) {
      if (!Has(column)) {
        return fmt::format("{} has no column '{}': is it a file of tlsbench?", name_, column);
      }
    }
    return std::nullopt;
  }

  // Hands each row to `take`, which says what is wrong with it.
  template <class Take>
  Words ForEach(Take take) const {
    for (const CsvRow& line : table_.rows) {
      auto row = Read(line);
      const Words words = row ? take(*row) : row.error();
      if (words) {
        return fmt::format("{}, line {}: {}", name_, line.line, *words);
      }
    }
    return std::nullopt;
  }

 private:
  // A row of a run leaves none of these empty.
  tl::expected<Row, std::string> Read(const CsvRow& line) const {
    for (const std::string_view name : {"client", "link", "protocol", "handshake"}) {
      const auto index = table_.Column(name);
      if (index && line.fields[*index].empty()) {
        return tl::unexpected(fmt::format("{} is empty", name));
      }
    }
    return reader_.Read(line);
  }

  std::string name_;
  CsvTable table_;
  ColumnReader<Row> reader_;
};

const std::vector<std::string_view> kIdentity = {"client",    "server",       "link",  "target", "protocol",
                                                 "handshake", "cipher_suite", "group", "auth",   "tickets"};

// Fills a StoredRun, file after file.
class RunReader {
 public:
  explicit RunReader(StoredRun& run) : run_(run) {
    const std::vector<std::string>& words = run.facts.arguments;
    names_groups_ = std::any_of(words.begin(), words.end(), [](const auto& word) { return word.starts_with("--group"); });
  }

  Words ReadSummary(std::string_view text) {
    return ReadFile<SummaryRow>("summary.csv", text, SummaryColumns(), {"status", "reason"},
                                [&](SummaryRow& row) { return AddRow(row); });
  }

  Words ReadRounds(std::string_view text) {
    return ReadFile<RoundRow>("rounds.csv", text, RoundColumns(),
                              {"execution", "round", "handshakes", "verified", "client_cpu_us", "server_cpu_us",
                               "handshake_ms", "first_byte_ms"},
                              [&](RoundRow& row) { return AddRound(row); });
  }

  Words ReadSamples(std::string_view text) {
    return ReadFile<SampleRow>("samples.csv", text, SampleColumns(), {"execution", "round", "connect_ms"},
                               [&](SampleRow& row) { return AddSample(row); });
  }

  Words ReadFlights(std::string_view text) {
    return ReadFile<FlightRow>("flights.csv", text, FlightColumns(), {"flight", "from", "messages"},
                               [&](FlightRow& row) { return AddFlight(row); });
  }

 private:
  template <class Row, class Take>
  Words ReadFile(std::string_view name, std::string_view text, const Columns<Row>& columns,
                 std::vector<std::string_view> required, Take take) {
    const std::string path = fmt::format("{}/{}", run_.path, name);
    const bool grows = name == "rounds.csv" || name == "samples.csv";
    auto table = grows ? ReadWholeRows(text) : ReadCsv(text);
    if (!table) {
      return fmt::format("cannot read {}: {}", path, table.error());
    }
    if (!table->cut.empty()) {
      run_.notes.push_back(fmt::format("{}: {} Its {} whole rows were read", path, table->cut, table->rows.size()));
    }
    const File<Row> file(path, std::move(*table), columns);
    required.insert(required.begin(), kIdentity.begin(), kIdentity.end());
    if (auto words = file.Require(required)) {
      return words;
    }
    const bool asked = file.Has("group_asked");
    const bool transport = file.Has("nagle");
    return file.ForEach([&](Row& row) {
      CompleteTransport(transport, row);
      CompleteScenario(asked, row);
      return take(row);
    });
  }

  // How TCP was used holds for the whole run.
  void CompleteTransport(bool told, FileRow& row) const {
    Transport& transport = row.cell.transport;
    if (row.cell.link == LinkKind::kMemory) {
      return;
    }
    if (!told) {
      transport = run_.facts.transport;
    }
    transport.congestion = run_.facts.transport.congestion;
  }

  // Files of before do not tell what was asked for: there it is what was negotiated, where parameters were pinned. A
  // handshake without a key exchange has no group; if none was named, it is the one that is always pinned.
  void CompleteScenario(bool asked, FileRow& row) const {
    Scenario& scenario = row.cell.scenario;
    scenario.as_shipped = run_.facts.as_shipped;
    if (asked || row.cell.link == LinkKind::kTarget || scenario.as_shipped) {
      return;
    }
    scenario.cipher_suite = ParseCipherSuite(row.parameters.cipher_suite).value_or(0);
    if (scenario.offered_groups.empty()) {
      const auto group = ParseGroup(row.parameters.group);
      scenario.group = group ? *group : names_groups_ ? std::uint16_t{0} : DefaultGroup(scenario.cipher_suite);
    }
    scenario.auth = ParseAuth(row.parameters.auth).value_or(scenario.auth);
  }

  // Rows of one cell mostly follow each other, or the cells do.
  std::optional<std::size_t> Find(const Cell& cell) {
    for (std::size_t i = 0; i < run_.cells.size(); ++i) {
      const std::size_t index = (found_ + i) % run_.cells.size();
      if (run_.cells[index] == cell) {
        found_ = index;
        return index;
      }
    }
    return std::nullopt;
  }

  Words AddRow(SummaryRow& row) {
    if (run_.rows.size() >= kMaxRows) {
      return fmt::format("more than {} rows", kMaxRows);
    }
    if (row.cell.twin || Find(row.cell)) {
      return row.cell.twin ? "a cell's second measurement is no row" : "an earlier line is about the same cell";
    }
    run_.cells.push_back(row.cell);
    run_.rows.push_back(SummaryOf(row));
    return std::nullopt;
  }

  Words AddRound(RoundRow& row) {
    Round& round = row.round;
    const auto cell = FindOrAdd(row.cell);
    if (!cell) {
      // A round that was not verified names what was asked for, in files of before even where nothing was pinned.
      return round.verified < round.handshakes || round.verified == 0
                 ? std::nullopt
                 : std::optional<std::string>("no row of summary.csv is about this cell");
    }
    if (!rounds_.emplace(std::tuple(*cell, round.execution, round.round), run_.rounds.size()).second) {
      return fmt::format("execution {}, round {} of this cell stands there twice", round.execution, round.round);
    }
    round.cell = *cell;
    round.parameters = round.verified > 0 ? row.parameters : Parameters();
    run_.rounds.push_back(std::move(round));
    return std::nullopt;
  }

  // Twins have no row in summary.csv, and a run that was killed may have written none.
  std::optional<std::size_t> FindOrAdd(const Cell& cell) {
    const auto found = Find(cell);
    const bool may_add = cell.twin || run_.rows.empty();
    if (found || !may_add || run_.cells.size() >= kMaxRows) {
      return found;
    }
    run_.cells.push_back(cell);
    return run_.cells.size() - 1;
  }

  Words AddSample(SampleRow& row) {
    const auto cell = Find(row.cell);
    const auto round = rounds_.find({cell.value_or(run_.cells.size()), row.execution, row.round});
    if (round == rounds_.end()) {
      return "no row of rounds.csv is about this round";
    }
    run_.rounds[round->second].latencies.push_back(std::move(row.latency));
    return std::nullopt;
  }

  // Files of before do not tell all of a cell here: where more than one may be meant, none is.
  Words AddFlight(FlightRow& row) {
    if (const auto cell = Find(row.cell)) {
      CellFlights& flights = run_.flights[*cell];
      flights.parameters = row.parameters;
      flights.flights.push_back(std::move(row.flight));
    }
    return std::nullopt;
  }

  StoredRun& run_;
  bool names_groups_ = false;  // on the command line
  std::size_t found_ = 0;
  std::map<std::tuple<std::size_t, int, int>, std::size_t> rounds_;  // cell, execution and round; their index
};

std::vector<Round> RoundsOf(const StoredRun& run, std::size_t cell) {
  std::vector<Round> rounds;
  std::copy_if(run.rounds.begin(), run.rounds.end(), std::back_inserter(rounds),
               [&](const Round& round) { return round.cell == cell; });
  return rounds;
}

// Of a run that was killed before it wrote any row: what its rounds tell, the twins' last.
void AddRowsOfRounds(StoredRun& run) {
  std::vector<std::size_t> order(run.cells.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_partition(order.begin(), order.end(), [&](std::size_t cell) { return !run.cells[cell].twin; });
  std::vector<std::size_t> place(order.size());
  std::vector<Cell> cells;
  for (const std::size_t cell : order) {
    place[cell] = cells.size();
    cells.push_back(std::move(run.cells[cell]));
  }
  run.cells = std::move(cells);
  for (Round& round : run.rounds) {
    round.cell = place[round.cell];
  }
  for (std::size_t i = 0; i < run.cells.size() && !run.cells[i].twin; ++i) {
    run.rows.push_back(AsWritten(Summarize(run.cells[i], RoundsOf(run, i), Status::kIncomplete, "the run did not end")));
  }
}

std::vector<std::uint16_t> ProtocolsOf(const std::vector<Cell>& cells) {
  std::vector<std::uint16_t> protocols;
  for (const Cell& cell : cells) {
    if (std::find(protocols.begin(), protocols.end(), cell.scenario.protocol) == protocols.end()) {
      protocols.push_back(cell.scenario.protocol);
    }
  }
  return protocols;
}

}  // namespace

tl::expected<StoredRun, std::string> ReadRunTexts(const std::string& path, const RunTexts& texts) {
  StoredRun run;
  run.path = path;
  auto facts = ReadRunJson(texts.run_json);
  if (!facts) {
    return tl::unexpected(fmt::format("{}/run.json {}", path, facts.error()));
  }
  run.facts = std::move(*facts);
  RunReader reader(run);
  Words words = reader.ReadSummary(texts.summary_csv);
  words = words ? words : reader.ReadRounds(texts.rounds_csv);
  if (!words && run.rounds.empty() && run.rows.empty()) {
    words = fmt::format("{}/rounds.csv holds no round: nothing was measured", path);
  }
  words = words || !texts.samples_csv ? words : reader.ReadSamples(*texts.samples_csv);
  if (!words && run.rows.empty()) {
    AddRowsOfRounds(run);
    run.notes.push_back(fmt::format("{}: the run did not end, and its rows are made of the rounds that it wrote", path));
  }
  words = words || !texts.flights_csv ? words : reader.ReadFlights(*texts.flights_csv);
  if (words) {
    return tl::unexpected(*words);
  }
  if (run.facts.protocols.empty()) {
    run.facts.protocols = ProtocolsOf(run.cells);
  }
  run.facts.spread = MeasureSpread(run.cells, run.rounds);
  return run;
}

namespace {

// Nothing if the run has no such file.
tl::expected<std::optional<std::string>, std::string> TextOf(const std::string& path, std::string_view name) {
  std::error_code error;
  const std::string file = fmt::format("{}/{}", path, name);
  if (!std::filesystem::is_regular_file(file, error)) {
    return std::nullopt;
  }
  auto text = ReadFile(file);
  return text ? tl::expected<std::optional<std::string>, std::string>(std::move(*text)) : tl::unexpected(text.error());
}

}  // namespace

tl::expected<StoredRun, std::string> ReadRun(const std::string& path, Samples samples) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) {
    return tl::unexpected(fmt::format("there is no folder {}; name a folder that tlsbench wrote", path));
  }
  RunTexts texts;
  const std::pair<const char*, std::string*> needed[] = {
      {"run.json", &texts.run_json}, {"summary.csv", &texts.summary_csv}, {"rounds.csv", &texts.rounds_csv}};
  for (const auto& [name, place] : needed) {
    auto text = TextOf(path, name);
    if (!text) {
      return tl::unexpected(text.error());
    }
    if (!*text) {
      return tl::unexpected(
          fmt::format("{} is no folder of a run: it has no {}; name a folder that tlsbench wrote", path, name));
    }
    *place = std::move(**text);
  }
  const std::pair<const char*, std::optional<std::string>*> more[] = {{"samples.csv", &texts.samples_csv},
                                                                      {"flights.csv", &texts.flights_csv}};
  for (const auto& [name, place] : more) {
    if (place == &texts.samples_csv && samples == Samples::kSkip) {
      continue;
    }
    auto text = TextOf(path, name);
    if (!text) {
      return tl::unexpected(text.error());
    }
    *place = std::move(*text);
  }
  return ReadRunTexts(path, texts);
}

Summary Recomputed(const StoredRun& run, std::size_t row) {
  const Summary& written = run.rows.at(row);
  const std::string& reason = written.status == Status::kOk ? std::string() : written.reason;
  Summary computed = Summarize(written.cell, RoundsOf(run, row), written.status, reason);
  computed.heap = written.heap;
  computed.instructions = written.instructions;
  return AsWritten(computed);
}

}  // namespace tlsbench
