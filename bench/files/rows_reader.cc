#include "bench/files/rows_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "bench/files/csv_reader.h"
#include "bench/scenario/code_points.h"
#include "bench/scenario/scenario.h"

namespace tlsbench {
namespace {

using Words = RowsReader::Words;

constexpr std::size_t kMaxRows = 10000;  // rows are compared with each other; no run has a tenth of these

// Holds one CSV file of a run and hands out its rows, one after another.
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

  // Hands each row to `take`, which returns an error if the row is wrong.
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
  // Reads one row. None of these columns is empty in a row of a run.
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

bool NamesGroups(const std::vector<std::string>& arguments) {
  return std::any_of(arguments.begin(), arguments.end(), [](auto& word) { return word.starts_with("--group"); });
}

}  // namespace

RowsReader::RowsReader(StoredRun& run) : run_(run), names_groups_(NamesGroups(run.facts.arguments)) {}

// Fills in how TCP was used, which is the same in the whole run.
void RowsReader::CompleteTransport(bool told, FileRow& row) const {
  Transport& transport = row.cell.transport;
  if (row.cell.link == LinkKind::kMemory) {
    return;
  }
  if (!told) {
    transport = run_.facts.transport;
  }
  transport.congestion = run_.facts.transport.congestion;
}

// Fills in what was asked for, which older files lack: it is what was negotiated, if parameters were pinned. A
// handshake without a key exchange has no group; if none was named, it is the group that is always pinned.
void RowsReader::CompleteScenario(bool asked, FileRow& row) const {
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

std::optional<std::size_t> RowsReader::Find(const Cell& cell) const {
  const auto same_ends = cells_.find({cell.client, cell.server});
  if (same_ends == cells_.end()) {
    return std::nullopt;
  }
  const std::vector<std::size_t>& cells = same_ends->second;
  const auto found = std::find_if(cells.begin(), cells.end(), [&](std::size_t one) { return run_.cells[one] == cell; });
  return found == cells.end() ? std::nullopt : std::optional(*found);
}

std::size_t RowsReader::AddCell(const Cell& cell) {
  cells_[{cell.client, cell.server}].push_back(run_.cells.size());
  run_.cells.push_back(cell);
  return run_.cells.size() - 1;
}

// Finds or adds the cell: twins have no row in summary.csv, and a run that was killed may have written none.
std::optional<std::size_t> RowsReader::FindOrAdd(const Cell& cell) {
  const auto found = Find(cell);
  const bool may_add = cell.twin || run_.rows.empty();
  if (found || !may_add || run_.cells.size() >= kMaxRows) {
    return found;
  }
  return AddCell(cell);
}

RowsReader::Words RowsReader::Add(SummaryRow& row) {
  if (run_.rows.size() >= kMaxRows) {
    return fmt::format("more than {} rows", kMaxRows);
  }
  if (row.cell.twin || Find(row.cell)) {
    return row.cell.twin ? "a cell's second measurement is no row" : "an earlier line is about the same cell";
  }
  AddCell(row.cell);
  run_.rows.push_back(SummaryOf(row));
  return std::nullopt;
}

RowsReader::Words RowsReader::Add(RoundRow& row) {
  Round& round = row.round;
  const auto cell = FindOrAdd(row.cell);
  if (!cell) {
    // An unverified round shows what was asked for, in older files even if nothing was pinned.
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

RowsReader::Words RowsReader::Add(SampleRow& row) {
  const auto cell = Find(row.cell);
  const auto round = rounds_.find({cell.value_or(run_.cells.size()), row.execution, row.round});
  if (round == rounds_.end()) {
    const bool may_be_cut = !run_.notes.empty();
    return may_be_cut ? std::nullopt : std::optional<std::string>("no row of rounds.csv is about this round");
  }
  run_.rounds[round->second].latencies.push_back(std::move(row.latency));
  return std::nullopt;
}

RowsReader::Words RowsReader::Add(FlightRow& row) {
  const auto cell = Find(row.cell);
  if (!cell) {
    return "no row of summary.csv is about this cell";
  }
  CellFlights& flights = run_.flights[*cell];
  if (row.number != static_cast<int>(flights.flights.size()) + 1) {
    return fmt::format("flight {} of this cell does not follow the one before", row.number);
  }
  flights.parameters = row.parameters;
  flights.flights.push_back(std::move(row.flight));
  return std::nullopt;
}

template <class Row>
RowsReader::Words RowsReader::ReadFile(std::string_view name, std::string_view text, const Columns<Row>& columns,
                                       std::vector<std::string_view> required) {
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
  if (name == "flights.csv" && !asked) {
    return std::nullopt;  // in an older file a row may belong to several cells
  }
  return file.ForEach([&](Row& row) {
    CompleteTransport(transport, row);
    CompleteScenario(asked, row);
    return Add(row);
  });
}

RowsReader::Words RowsReader::ReadSummary(std::string_view text) {
  return ReadFile("summary.csv", text, SummaryColumns(), {"status", "reason"});
}

RowsReader::Words RowsReader::ReadRounds(std::string_view text) {
  return ReadFile("rounds.csv", text, RoundColumns(),
                  {"execution", "round", "handshakes", "verified", "client_cpu_us", "server_cpu_us", "handshake_ms",
                   "first_byte_ms"});
}

RowsReader::Words RowsReader::ReadSamples(std::string_view text) {
  return ReadFile("samples.csv", text, SampleColumns(), {"execution", "round", "connect_ms"});
}

RowsReader::Words RowsReader::ReadFlights(std::string_view text) {
  return ReadFile("flights.csv", text, FlightColumns(), {"flight", "from", "messages"});
}

}  // namespace tlsbench
