#include "bench/compare/compared_run.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "bench/scenario/axes.h"
#include "bench/text/quantities.h"

namespace tlsbench {
namespace {

// Returns a text such as "AMD EPYC, 2 cores"; empty if the run does not have these facts.
std::string MachineOf(const Environment& environment) {
  return environment.cpu_model.empty() || environment.cores == 0
             ? environment.cpu_model
             : fmt::format("{}, {} cores", environment.cpu_model, environment.cores);
}

std::string HashOf(const RunFacts& facts, const std::string& file) {
  const std::string plain = file.substr(0, file.rfind('@'));  // a variant is the same file as its plug-in
  const auto found = std::find_if(facts.file_hashes.begin(), facts.file_hashes.end(),
                                  [&](const auto& entry) { return entry.first == plain; });
  return found == facts.file_hashes.end() ? "" : found->second;
}

// Returns the backends whose files all have a hash. A plug-in with shared libraries consists of these files too.
std::map<std::string, std::string> BuildsOf(const RunFacts& facts) {
  std::map<std::string, std::string> builds;
  for (const BackendInfo& info : facts.backends) {
    std::vector<std::string> files = info.library_files;
    files.push_back(info.file);
    std::string build;
    for (const std::string& file : files) {
      const std::string hash = HashOf(facts, file);
      build += hash.empty() ? "" : fmt::format("{} {}\n", file, hash);
    }
    if (static_cast<std::size_t>(std::count(build.begin(), build.end(), '\n')) == files.size()) {
      builds[info.name] = build;
    }
  }
  return builds;
}

void AddCpu(const Round& round, const std::optional<RoundCpu>& cpu, RowSample& sample) {
  if (!cpu) {
    return;
  }
  sample.medians.push_back({round.execution, round.round, cpu->total_us});
  if (cpu->min_us > 0) {
    sample.minima.push_back({round.execution, round.round, cpu->min_us});
  }
}

void AddLatency(const Round& round, Quantity median, Quantity minimum, RowSample& sample) {
  if (const auto ms = median(round)) {
    sample.medians.push_back({round.execution, round.round, *ms});
  }
  if (const auto ms = minimum(round)) {
    sample.minima.push_back({round.execution, round.round, *ms});
  }
}

void AddRound(const Round& round, ComparedRow& row) {
  if (!HasCpuToCount(round)) {
    return;
  }
  AddCpu(round, round.client_cpu, row.samples[0]);
  AddCpu(round, round.server_cpu, row.samples[1]);
  AddLatency(round, MedianHandshakeMs, MinHandshakeMs, row.samples[2]);
  AddLatency(round, MedianFirstByteMs, MinFirstByteMs, row.samples[3]);
}

void AddIf(bool holds, std::string word, std::vector<std::string>& words) {
  if (holds) {
    words.push_back(std::move(word));
  }
}

double Milliseconds(std::int64_t us) { return static_cast<double>(us) / 1000; }

}  // namespace

ComparedRun ComparedRunOf(const StoredRun& run) {
  ComparedRun compared{run.path, MachineOf(run.facts.environment), run.facts.started, BuildsOf(run.facts), {}};
  for (std::size_t i = 0; i < run.cells.size(); ++i) {
    ComparedRow& row = compared.rows.emplace_back();
    row.cell = run.cells[i];
    if (i < run.rows.size()) {
      row.parameters = run.rows[i].parameters;
      row.status = run.rows[i].status;
      row.reason = run.rows[i].reason;
    }
  }
  for (const Round& round : run.rounds) {
    AddRound(round, compared.rows[round.cell]);
  }
  return compared;
}

std::string PathText(const Cell& cell) {
  std::vector<std::string> words;
  if (cell.link == LinkKind::kPath) {
    const PathConditions& path = cell.path;
    const PathConditions usual;
    AddIf(path.jitter_us > 0, fmt::format("jitter {} ms", Plain(Milliseconds(path.jitter_us))), words);
    AddIf(path.loss_percent > 0, fmt::format("{} % loss", Plain(path.loss_percent)), words);
    AddIf(path.rate_mbit_per_s > 0, fmt::format("{} Mbit/s", Plain(path.rate_mbit_per_s)), words);
    AddIf(path.mtu_bytes != usual.mtu_bytes, fmt::format("MTU {}", path.mtu_bytes), words);
  }
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string SettingText(const Cell& cell) {
  std::vector<std::string> words;
  for (const ScenarioAxis& axis : ScenarioAxes()) {
    const std::string value = axis.setting.empty() ? "" : axis.FileText(cell.scenario, cell.link == LinkKind::kTarget);
    AddIf(!value.empty() && value != axis.text(Scenario()), fmt::format(fmt::runtime(axis.setting), value), words);
  }
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string TransportText(const Cell& cell) {
  std::vector<std::string> words;
  AddIf(cell.transport.nagle, "Nagle", words);
  AddIf(cell.transport.library_writes, "library writes", words);
  AddIf(cell.transport.fast_open, "fast open", words);
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string RttText(const Cell& cell) {
  return cell.link == LinkKind::kPath ? Plain(Milliseconds(cell.path.rtt_us)) : "";
}

std::string ChainText(const Cell& cell) {
  return cell.scenario.chain_bytes == 0 ? "" : fmt::format("{}", cell.scenario.chain_bytes);
}

}  // namespace tlsbench
