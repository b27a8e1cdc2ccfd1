#include "bench/files/run_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <numeric>
#include <utility>

#include "bench/files/csv_writer.h"
#include "bench/files/rows_reader.h"
#include "bench/os/file.h"

namespace tlsbench {
namespace {

std::vector<Round> RoundsOf(const StoredRun& run, std::size_t cell) {
  std::vector<Round> rounds;
  std::copy_if(run.rounds.begin(), run.rounds.end(), std::back_inserter(rounds),
               [&](const Round& round) { return round.cell == cell; });
  return rounds;
}

// Adds the rows of a run that was killed before it wrote any: they are computed from its rounds, twins last.
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
    run.rows.push_back(
        AsWritten(Summarize(run.cells[i], RoundsOf(run, i), Status::kIncomplete, "the run did not end")));
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
  RowsReader reader(run);
  RowsReader::Words words = reader.ReadSummary(texts.summary_csv);
  words = words ? words : reader.ReadRounds(texts.rounds_csv);
  if (!words && run.rounds.empty() && run.rows.empty()) {
    words = fmt::format("{}/rounds.csv holds no round: nothing was measured", path);
  }
  words = words || !texts.samples_csv ? words : reader.ReadSamples(*texts.samples_csv);
  words = words || !texts.flights_csv || run.rows.empty() ? words : reader.ReadFlights(*texts.flights_csv);
  if (words) {
    return tl::unexpected(*words);
  }
  if (run.rows.empty()) {
    AddRowsOfRounds(run);
    run.notes.push_back(
        fmt::format("{}: the run did not end, and its rows are made of the rounds that it wrote", path));
  }
  if (run.facts.protocols.empty()) {
    run.facts.protocols = ProtocolsOf(run.cells);
  }
  run.facts.spread = MeasureSpread(run.cells, run.rounds);
  return run;
}

namespace {

// Returns the text of a file; nullopt if the run has no such file.
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
