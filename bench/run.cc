#include "bench/run.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>

#include "bench/callgrind.h"
#include "bench/callgrind_run.h"
#include "bench/heap.h"
#include "bench/instructions.h"
#include "bench/interrupt.h"
#include "bench/parity.h"
#include "bench/plan.h"
#include "bench/precision.h"
#include "bench/probe.h"
#include "bench/progress.h"
#include "bench/report/benchstat.h"
#include "bench/report/csv.h"
#include "bench/report/floor.h"
#include "bench/report/heap_words.h"
#include "bench/report/instruction_words.h"
#include "bench/report/parity_report.h"
#include "bench/report/phrases.h"
#include "bench/report/run_json.h"
#include "bench/report/spread.h"
#include "bench/report/table.h"
#include "bench/report/words.h"
#include "bench/run_folder.h"
#include "bench/statistics.h"
#include "bench/supervisor.h"
#include "bench/terminal.h"

namespace tlsbench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience(5);  // beyond three timeouts, for a worker's sign of life
// Counting heaps takes so many seconds of a run's budget, and no larger a part of it.
constexpr double kHeapSeconds = 4;
constexpr double kHeapShare = 0.1;

int Complain(const std::string& words, int code) {
  fmt::print(stderr, "tlsbench: {}\n", words);
  return code;
}

std::string Request(const RunOptions& options) {
  const std::string host = options.target ? FormatHostPort(*options.target) : std::string(kServerName);
  return options.request ? fmt::format(
                               "GET / HTTP/1.1\r\nHost: {}\r\nUser-Agent: tlsbench/{}\r\nAccept: */*\r\n"
                               "Connection: close\r\n\r\n",
                               host, TLSBENCH_VERSION)
                         : "";
}

// One run in the parent: everything between the parsed options and the exit code.
class Benchmark {
 public:
  explicit Benchmark(const RunOptions& options)
      // Asked for a number of handshakes, a run does not end before it.
      : options_(options), precision_(options.handshakes_per_cell == 0 ? options.precision : 0, options.executions) {}
  int Run();

 private:
  template <class... Values>
  void Say(fmt::format_string<Values...> text, Values&&... values) const;
  std::optional<std::string> Prepare();
  std::optional<std::string> PrepareTarget();
  void PrepareFacts();
  void Execute();
  double HeapSeconds() const;
  void CountHeaps(Supervisor::OnTick on_tick);
  void CountInstructions(Supervisor::OnTick on_tick);
  unsigned HandshakesOf(int execution) const;
  void Keep(const Round& round);
  std::vector<Summary> Summaries() const;
  void WriteSummary();
  void WriteRunJson(bool ended);
  void Print(const std::vector<Summary>& summaries) const;
  int ExitCode(const std::vector<Summary>& summaries) const;

  const RunOptions& options_;
  const Interrupt interrupt_;
  BackendList list_;
  std::vector<Cell> cells_;
  WorkerTask task_;
  RunFolder folder_;
  RunFacts facts_;
  RunState state_;
  std::vector<Round> rounds_;
  std::vector<std::vector<Round>> rounds_of_;  // by cell
  PrecisionWatch precision_;
  std::map<std::size_t, HeapCost> heaps_;                // by cell
  std::map<std::size_t, InstructionCost> instructions_;  // by cell, under callgrind
};

// With --verbose: what is being done.
template <class... Values>
void Benchmark::Say(fmt::format_string<Values...> text, Values&&... values) const {
  if (options_.verbose) {
    fmt::print(stderr, "{}\n", fmt::format(text, std::forward<Values>(values)...));
  }
}

int Benchmark::Run() {
  if (const auto mistake = Prepare()) {
    return interrupt_.pending() ? kExitInterrupted : Complain(*mistake, kExitUsage);
  }
  state_.interrupted = interrupt_.pending();
  Execute();
  const std::vector<Summary> summaries = Summaries();
  WriteSummary();
  WriteRunJson(true);
  Print(summaries);
  return ExitCode(summaries);
}

// Everything that can go wrong before the work begins.
std::optional<std::string> Benchmark::Prepare() {
  if (options_.instructions) {
    const auto version = CallgrindVersion();
    if (!version) {
      return version.error();
    }
    facts_.instructions = InstructionFacts{*version, kCollectedHandshakes, {}, {}};
  }
  list_ = DescribeBackends();
  auto cells = PlanCells(options_, list_);
  if (!cells) {
    return cells.error();
  }
  cells_ = std::move(*cells);
  cells_.push_back(cells_.front());  // measured twice: what differs between the two is noise
  cells_.back().twin = true;
  rounds_of_.resize(cells_.size());
  const std::string path = options_.out.empty() ? "results/" + UtcTimeForName() : options_.out;
  auto folder = RunFolder::Create(path, options_.samples);
  if (!folder) {
    return folder.error();
  }
  folder_ = std::move(*folder);
  Say("{} cells, files in {}", cells_.size(), folder_.path);
  folder_.summary.Append(SummaryCsvHeader());
  folder_.rounds.Append(RoundsCsvHeader());
  if (options_.samples) {
    folder_.samples.Append(SamplesCsvHeader());
  }
  task_.cells = cells_;
  task_.seed = options_.seed;
  task_.timeout_ms = options_.timeout.count();
  task_.request = Request(options_);
  task_.as_shipped = options_.as_shipped;
  if (const auto mistake = options_.target ? PrepareTarget() : std::nullopt) {
    return mistake;
  }
  for (const Cell& cell : cells_) {
    if (!options_.target && task_.credentials.count(cell.scenario.auth) == 0) {
      Say("making {} certificates", AuthName(cell.scenario.auth));
      auto credentials = MakeCredentials(cell.scenario.auth);
      if (!credentials) {
        return credentials.error();
      }
      task_.credentials[cell.scenario.auth] = std::move(*credentials);
    }
  }
  PrepareFacts();
  return std::nullopt;
}

// A target that cannot be resolved or reached is no wrong usage: its rows fail, all with that one reason.
std::optional<std::string> Benchmark::PrepareTarget() {
  auto roots = options_.ca_file.empty() ? SystemRoots() : ReadFile(options_.ca_file);
  if (!roots && !options_.insecure) {
    return roots.error();
  }
  if (roots && !options_.ca_file.empty() && roots->find("-----BEGIN CERTIFICATE-----") == std::string::npos) {
    return fmt::format("{} holds no certificate; --ca wants a PEM file of trusted roots", options_.ca_file);
  }
  task_.trust_anchors_pem = roots.value_or("");
  task_.verify_peer = !options_.insecure;
  task_.server_name = options_.sni.empty() ? options_.target->host : options_.sni;
  task_.alpn = options_.alpn;
  if (task_.alpn.empty() && options_.request) {
    task_.alpn = {std::string(kAlpnHttp11)};
  }
  task_.port = options_.target->port;
  const auto probed = Probe(*options_.target, options_.timeout);
  if (!probed) {
    for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
      state_.ends[cell] = {Status::kFailed, probed.error()};
    }
    return std::nullopt;
  }
  Say("{} is {}, looked up in {:.1f} ms", FormatHostPort(*options_.target), probed->address, probed->name_lookup_ms);
  task_.address = facts_.target_address = probed->address;
  facts_.name_lookup_ms = probed->name_lookup_ms;
  return std::nullopt;
}

void Benchmark::PrepareFacts() {
  facts_.arguments = options_.arguments;
  facts_.seed = options_.seed;
  facts_.executions = options_.executions;
  facts_.seconds = options_.seconds;
  facts_.started = UtcTime();
  facts_.request = options_.request;
  facts_.environment = ReadEnvironment();
  facts_.load_before = ReadLoad();
  facts_.refused_plugins = list_.refused;
  std::set<std::string> files;
  for (const BackendInfo& info : BackendsOf(cells_, list_)) {
    facts_.backends.push_back(info);
    task_.plugins.push_back(info.file);
    files.insert(info.file.substr(0, info.file.rfind('@')));  // a variant's file is a plug-in's
    files.insert(info.library_files.begin(), info.library_files.end());
  }
  for (const std::string& file : files) {
    facts_.file_hashes.emplace_back(file, FileHash(file));
  }
  facts_.as_shipped = options_.as_shipped;
  Say("asking each library what it would choose by itself");
  AddBehaviours(facts_.backends, PinsOf(cells_));
  WriteRunJson(false);
}

void Benchmark::Execute() {
  Progress progress(!options_.quiet, options_.executions, options_.seconds);
  Supervisor supervisor(
      state_, interrupt_,
      [&](const Round& round) {
        progress.CountRound();
        Keep(round);
      },
      [&] { progress.Draw(); }, kPatience,
      [&] { return precision_.IsEnough(task_.execution, cells_, rounds_of_, state_.ends); });
  const auto start = Clock::now();
  const double seconds = options_.seconds - HeapSeconds();
  for (int execution = 0; execution < options_.executions && !state_.interrupted && !precision_.reached();
       ++execution) {
    const double left = seconds - std::chrono::duration<double>(Clock::now() - start).count();
    if (execution > 0 && left <= 0) {
      break;
    }
    progress.BeginExecution(execution);
    Say("execution {} of {}, {:.1f} s left", execution + 1, options_.executions, left);
    task_.execution = execution;
    task_.target_answered =
        std::any_of(rounds_.begin(), rounds_.end(), [](const Round& round) { return round.verified > 0; });
    task_.handshakes = HandshakesOf(execution);
    if (options_.handshakes_per_cell != 0 && task_.handshakes == 0) {
      break;  // fewer handshakes than executions were asked for
    }
    task_.seconds = left / (options_.executions - execution);
    supervisor.RunExecution(task_);
    Say("{} rounds so far, {} cells ended early", rounds_.size(), state_.ends.size());
    WriteSummary();
  }
  if (!state_.note.empty()) {
    Say("{}", state_.note);
  }
  facts_.counters_not_available = state_.note;
  CountHeaps([&] { progress.Draw(); });
  CountInstructions([&] { progress.Draw(); });
  facts_.load_after = ReadLoad();
}

// The part of the budget that is kept for counting heaps.
double Benchmark::HeapSeconds() const {
  const bool any = std::any_of(cells_.begin(), cells_.end(), [](auto& cell) { return cell.link == LinkKind::kMemory; });
  return any && !HeapWorkerFile().empty() ? std::min(kHeapSeconds, options_.seconds * kHeapShare) : 0;
}

// An execution of its own, after the timed ones. It has a state of its own too: what goes wrong in it costs no row.
void Benchmark::CountHeaps(Supervisor::OnTick on_tick) {
  RunState state;
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const bool measured = cells_[i].link == LinkKind::kMemory && state_.ends.count(i) == 0 && !rounds_of_[i].empty();
    if (!measured) {
      state.ends[i] = {Status::kOk, ""};
    }
  }
  if (state_.interrupted || state.ends.size() == cells_.size()) {
    return;
  }
  if (HeapWorkerFile().empty()) {
    facts_.heap_not_counted = {std::string(kNoHeapCounting)};
    return;
  }
  Say("counting allocations, {:.1f} s", HeapSeconds());
  task_.heap = true;
  task_.floor = false;
  task_.seconds = HeapSeconds();
  Supervisor(
      state, interrupt_, [](const Round&) {}, std::move(on_tick))
      .RunExecution(task_);
  state_.interrupted = state.interrupted;
  heaps_ = std::move(state.heaps);
  for (const auto& [index, end] : state.ends) {
    const Cell& cell = cells_[index];
    if (end.status != Status::kOk) {
      const std::string row = ScenarioNames(Summaries(), cell).Name(cell.scenario);
      facts_.heap_not_counted.push_back(fmt::format("{}, {}: {}", EndsName(cell), row, end.reason));
    }
  }
}

// Under callgrind, after everything that is timed. Each row once: the twin is no row.
void Benchmark::CountInstructions(Supervisor::OnTick on_tick) {
  std::set<std::size_t> cells;
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    if (cells_[i].link == LinkKind::kMemory && !cells_[i].twin && state_.ends.count(i) == 0 && !rounds_of_[i].empty()) {
      cells.insert(i);
    }
  }
  if (!options_.instructions || state_.interrupted || cells.empty()) {
    return;
  }
  Say("counting instructions of {} rows under callgrind", cells.size());
  CallgrindOutcome outcome = RunUnderCallgrind(task_, cells, interrupt_, std::move(on_tick));
  state_.interrupted = outcome.interrupted;
  instructions_ = std::move(outcome.instructions);
  facts_.instructions->hidden_cpu_features = std::move(outcome.hidden);
  for (const auto& [index, reason] : outcome.failures) {
    const Cell& cell = cells_[index];
    const std::string row = ScenarioNames(Summaries(), cell).Name(cell.scenario);
    facts_.instructions->not_counted.push_back(fmt::format("{}, {}: {}", EndsName(cell), row, reason));
  }
}

// This execution's part of what was asked for each cell; 0 if nothing was.
unsigned Benchmark::HandshakesOf(int execution) const {
  const auto executions = static_cast<unsigned>(options_.executions);
  const unsigned rest = options_.handshakes_per_cell % executions;
  return options_.handshakes_per_cell / executions + (static_cast<unsigned>(execution) < rest ? 1 : 0);
}

void Benchmark::Keep(const Round& round) {
  const Cell& cell = cells_[round.cell];
  rounds_.push_back(round);
  rounds_of_[round.cell].push_back(round);
  folder_.rounds.Append(RoundsCsvRow(cell, round));
  for (std::size_t sample = 0; options_.samples && sample < round.latencies.size(); ++sample) {
    folder_.samples.Append(SamplesCsvRow(cell, round, sample));
  }
}

std::vector<Summary> Benchmark::Summaries() const {
  std::vector<Summary> summaries;
  for (std::size_t i = 0; i < cells_.size() && !cells_[i].twin; ++i) {
    const auto end = state_.ends.find(i);
    CellEnd verdict{Status::kOk, ""};
    if (end != state_.ends.end()) {
      verdict = end->second;
    } else if (state_.interrupted) {
      verdict = {Status::kIncomplete, "interrupted"};
    }
    summaries.push_back(Summarize(cells_[i], rounds_of_[i], verdict.status, verdict.reason));
    if (const auto heap = heaps_.find(i); heap != heaps_.end()) {
      summaries.back().heap = heap->second;
    }
    if (const auto instructions = instructions_.find(i); instructions != instructions_.end()) {
      summaries.back().instructions = instructions->second;
    }
  }
  return summaries;
}

void Benchmark::WriteSummary() {
  std::string text = SummaryCsvHeader();
  for (const Summary& summary : Summaries()) {
    text += SummaryCsvRow(summary);
  }
  folder_.summary.Replace(text);
}

void Benchmark::WriteRunJson(bool ended) {
  if (ended) {
    facts_.ended = UtcTime();
    facts_.complete = !state_.interrupted;
    facts_.pinned = state_.pinned;
    facts_.niceness = state_.niceness;
    facts_.spread = MeasureSpread(cells_, rounds_);
  }
  if (!state_.floors.empty()) {
    std::vector<double> with_clock;
    std::vector<double> without_clock;
    for (const Floor& floor : state_.floors) {
      with_clock.push_back(floor.with_clock_ns);
      without_clock.push_back(floor.without_clock_ns);
    }
    facts_.floor = Floor{Median(with_clock).value_or(0), Median(without_clock).value_or(0)};
  }
  folder_.run.Replace(RunJson(facts_));
}

void Benchmark::Print(const std::vector<Summary>& summaries) const {
  if (options_.csv_on_stdout) {
    fmt::print("{}", SummaryCsvHeader());
    for (const Summary& summary : summaries) {
      fmt::print("{}", SummaryCsvRow(summary));
    }
  } else if (options_.benchstat_on_stdout) {
    fmt::print("{}", Benchstat(summaries, rounds_, facts_.environment));
  } else {
    const TableOptions table{isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr, TerminalWidth(), {}};
    // On a target nothing is pinned that was not named, and certificates are verified: there is no parity to speak of.
    const std::string differences =
        options_.target ? "" : ParityDifferences(facts_.backends, options_.protocols, table.width);
    fmt::print("{}{}", differences, differences.empty() ? "" : "\n");
    const auto spread = MeasureSpread(cells_, rounds_);
    const double noise = spread ? spread->Noise().value_or(0) : 0;
    fmt::print("{}\n{}{}{}", Table(summaries, table), Words(summaries, rounds_, table.width, noise),
               SpreadWords(spread, table.width), FloorLine(facts_.floor, summaries));
    fmt::print("{}{}{}", HeapWords(summaries, table.width), InstructionWords(summaries, facts_, table.width),
               BuildNotes(facts_.backends, table.width));
  }
  std::fflush(stdout);
  for (const std::string& refused : list_.refused) {
    fmt::print(stderr, "Left out: {}\n", refused);
  }
  if (const std::string failure = folder_.failure(); !failure.empty()) {
    Complain(failure, kExitFailedRow);
  }
  if (!options_.quiet) {
    fmt::print(stderr, "Written to {}\n", folder_.path);
  }
}

int Benchmark::ExitCode(const std::vector<Summary>& summaries) const {
  const auto count = [&](Status status) {
    return std::count_if(summaries.begin(), summaries.end(), [&](const Summary& row) { return row.status == status; });
  };
  if (state_.interrupted) {
    return kExitInterrupted;
  }
  return count(Status::kFailed) == 0 && count(Status::kOk) > 0 && folder_.failure().empty() ? kExitOk : kExitFailedRow;
}

}  // namespace

int RunBenchmark(const RunOptions& options) { return Benchmark(options).Run(); }

}  // namespace tlsbench
