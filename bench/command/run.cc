#include "bench/command/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>

#include "bench/command/progress.h"
#include "bench/command/run_setup.h"
#include "bench/files/csv_writer.h"
#include "bench/files/flights_csv.h"
#include "bench/measure/cell_runner.h"
#include "bench/measure/heap_runner.h"
#include "bench/os/interrupt.h"
#include "bench/os/system_load.h"
#include "bench/report/benchstat.h"
#include "bench/report/machine_text.h"
#include "bench/report/report.h"
#include "bench/report/row_reasons.h"
#include "bench/result/countable.h"
#include "bench/result/precision.h"
#include "bench/stats/statistics.h"
#include "bench/text/terminal.h"
#include "bench/worker/counting_execution.h"
#include "bench/worker/supervisor.h"

namespace tlsbench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience(5);  // how long to wait for a worker's sign of life, beyond three timeouts

int Complain(const std::string& words, int code) {
  fmt::print(stderr, "tlsbench: {}\n", words);
  return code;
}

// Runs one run in the parent: everything between its set-up and the exit code.
class Benchmark {
 public:
  Benchmark(const RunOptions& options, const Interrupt& interrupt, RunSetup setup)
      : options_(options),
        interrupt_(interrupt),
        setup_(std::move(setup)),
        cells_(setup_.cells),
        facts_(setup_.facts),
        rounds_of_(cells_.size()),
        written_of_(cells_.size()),
        // If a number of handshakes was asked for, a run does not end before it.
        precision_(options.handshakes_per_cell == 0 ? options.precision : 0, options.executions) {
    state_.ends = std::move(setup_.ends);
    state_.interrupted = interrupt.pending();
  }
  int Run();

 private:
  void NoteOnTime() const;
  void Execute();
  bool RunExecution(int execution, double left, Supervisor& supervisor);
  void CountHeaps(Supervisor::OnTick on_tick);
  void CountInstructions(Supervisor::OnTick on_tick);
  unsigned HandshakesOf(int execution) const;
  void Keep(const Round& round);
  Outcome EndOf(std::size_t cell) const;
  void KeepAsWritten();
  void SummarizeRows();
  void Take(Counts counts);
  void AddHealth();
  void WriteSummary();
  void WriteReport();
  void WriteRunJson(bool ended);
  void Print() const;
  void PrintRows() const;
  int ExitCode() const;

  const RunOptions& options_;
  const Interrupt& interrupt_;
  RunSetup setup_;
  const std::vector<Cell>& cells_;
  RunFacts& facts_;
  RunState state_;
  std::vector<Round> rounds_;
  std::vector<std::vector<Round>> rounds_of_;  // by cell
  std::size_t written_ = 0;                    // how many rounds are replaced by AsWritten, in all and by cell
  std::vector<std::size_t> written_of_;
  std::vector<Summary> rows_;  // one for each cell but the twin, from the rounds at the last SummarizeRows
  PrecisionWatch precision_;
};

// Warns the user: on long paths even the minimum for every cell takes longer than expected.
void Benchmark::NoteOnTime() const {
  constexpr double kHandshakes = 2 + kMinHandshakes;  // warm-up and priming
  constexpr double kRoundTrips = 3.25;                // average of the usual kinds, from connect to first byte
  double seconds = 0;
  for (const Cell& cell : cells_) {
    seconds +=
        cell.link == LinkKind::kPath ? static_cast<double>(cell.path.rtt_us) / 1e6 * kHandshakes * kRoundTrips : 0;
  }
  Say(!options_.quiet && seconds > options_.seconds,
      "one round of every cell takes about {:.0f} s on these paths; no more than that is done after --time {:g}",
      seconds, options_.seconds);
}

int Benchmark::Run() {
  WriteRunJson(false);
  NoteOnTime();
  Execute();
  WriteSummary();
  WriteRunJson(true);
  WriteReport();
  Print();
  return ExitCode();
}

void Benchmark::Execute() {
  SummarizeRows();  // in case no execution begins
  Progress progress(!options_.quiet, options_.executions, options_.seconds);
  Supervisor supervisor(
      state_, interrupt_,
      [&](const Round& round) {
        progress.CountRound();
        Keep(round);
      },
      [&] { progress.Draw(); }, kPatience,
      [&] { return precision_.IsEnough(setup_.task.execution, cells_, rounds_of_, state_.ends); });
  const auto start = Clock::now();
  const double seconds = options_.seconds - HeapSeconds(cells_, options_.seconds);
  for (int execution = 0; execution < options_.executions && !state_.interrupted && !precision_.reached();
       ++execution) {
    progress.BeginExecution(execution);
    const std::chrono::duration<double> spent = Clock::now() - start;
    if (!RunExecution(execution, seconds - spent.count(), supervisor)) {
      break;
    }
  }
  facts_.load_after = ReadLoad();
  facts_.counters_not_available = state_.note;
  if (!state_.note.empty()) {
    Say(options_.verbose, "{}", state_.note);
  }
  CountHeaps([&] { progress.Draw(); });
  CountInstructions([&] { progress.Draw(); });
}

// Runs one execution. Returns false if there is nothing left to do.
bool Benchmark::RunExecution(int execution, double left, Supervisor& supervisor) {
  WorkerTask& task = setup_.task;
  task.execution = execution;
  task.handshakes = HandshakesOf(execution);
  const bool fewer_asked = options_.handshakes_per_cell != 0 && task.handshakes == 0;
  if ((execution > 0 && left <= 0) || fewer_asked) {
    return false;
  }
  Say(options_.verbose, "execution {} of {}, {:.1f} s left", execution + 1, options_.executions, left);
  task.target_answered =
      std::any_of(rounds_.begin(), rounds_.end(), [](const Round& round) { return round.verified > 0; });
  task.seconds = left / (options_.executions - execution);
  supervisor.RunExecution(task);
  Say(options_.verbose, "{} rounds so far, {} cells ended early", rounds_.size(), state_.ends.size());
  SummarizeRows();
  WriteSummary();
  return true;
}

void Benchmark::CountHeaps(Supervisor::OnTick on_tick) {
  const std::set<std::size_t> countable = CountableRows(rows_);
  if (state_.interrupted || countable.empty()) {
    return;
  }
  if (HeapWorkerFile().empty()) {
    facts_.heap_not_counted = {std::string(kNoHeapCounting)};
    return;
  }
  const double seconds = HeapSeconds(cells_, options_.seconds);
  Say(options_.verbose, "counting allocations, {:.1f} s", seconds);
  Counts counts = tlsbench::CountHeaps(setup_.task, countable, seconds, interrupt_, std::move(on_tick));
  facts_.heap_not_counted = UncountedRows(rows_, counts.failures);
  Take(std::move(counts));
}

void Benchmark::CountInstructions(Supervisor::OnTick on_tick) {
  const std::set<std::size_t> countable = CountableRows(rows_);
  if (!options_.instructions || state_.interrupted || countable.empty()) {
    return;
  }
  Say(options_.verbose, "counting instructions under callgrind");
  Counts counts = tlsbench::CountInstructions(setup_.task, countable, interrupt_, std::move(on_tick));
  facts_.instructions->hidden_cpu_features = counts.hidden_cpu_features;
  facts_.instructions->not_counted = UncountedRows(rows_, counts.failures);
  Take(std::move(counts));
}

// Copies the counts into the rows. If counting was interrupted, the rows become incomplete.
void Benchmark::Take(Counts counts) {
  state_.heaps.merge(counts.heaps);
  state_.instructions.merge(counts.instructions);
  if (counts.interrupted) {
    state_.interrupted = true;
    SummarizeRows();
  }
  for (const auto& [row, heap] : state_.heaps) {
    rows_.at(row).heap = heap;
  }
  for (const auto& [row, instructions] : state_.instructions) {
    rows_.at(row).instructions = instructions;
  }
}

// Returns this execution's part of the handshakes asked for in each cell; 0 if no number was asked for.
unsigned Benchmark::HandshakesOf(int execution) const {
  const auto executions = static_cast<unsigned>(options_.executions);
  const unsigned rest = options_.handshakes_per_cell % executions;
  return options_.handshakes_per_cell / executions + (static_cast<unsigned>(execution) < rest ? 1 : 0);
}

void Benchmark::Keep(const Round& round) {
  const Cell& cell = cells_[round.cell];
  rounds_.push_back(round);
  rounds_of_[round.cell].push_back(round);
  setup_.folder.rounds.Append(RoundsCsvRow(cell, round));
  for (std::size_t sample = 0; options_.samples && sample < round.latencies.size(); ++sample) {
    setup_.folder.samples.Append(SamplesCsvRow(cell, round, sample));
  }
}

// Replaces the rounds by what their files hold, so that a reader of the files gets the same numbers. It is not called
// while an execution runs, because it would take time from it.
void Benchmark::KeepAsWritten() {
  for (; written_ < rounds_.size(); ++written_) {
    Round& round = rounds_[written_];
    round = AsWritten(cells_[round.cell], round);
    std::vector<Round>& mine = rounds_of_[round.cell];
    mine[written_of_[round.cell]++] = round;
  }
}

// Returns the outcome of a cell in this run.
Outcome Benchmark::EndOf(std::size_t cell) const {
  const auto end = state_.ends.find(cell);
  if (end != state_.ends.end()) {
    return end->second;
  }
  return state_.interrupted ? Outcome{Status::kIncomplete, "interrupted"} : Outcome{Status::kOk, ""};
}

// Computes the rows: called once whenever the rounds have changed, because each row takes a bootstrap.
void Benchmark::SummarizeRows() {
  KeepAsWritten();
  rows_.clear();
  for (std::size_t i = 0; i < cells_.size() && !cells_[i].twin; ++i) {
    const Outcome end = EndOf(i);
    rows_.push_back(AsWritten(Summarize(cells_[i], rounds_of_[i], end.status, end.reason)));
  }
}

void Benchmark::AddHealth() {
  const MachineFacts machine{facts_.environment, facts_.load_before, facts_.load_after};
  facts_.noisy_rows = NoisyRows(rows_);
  facts_.advice = Advice(machine, rows_);
}

void Benchmark::WriteSummary() {
  std::string text = SummaryCsvHeader();
  for (const Summary& summary : rows_) {
    text += SummaryCsvRow(summary);
  }
  setup_.folder.summary.Replace(text);
  setup_.folder.flights.Replace(FlightsCsv(cells_, state_.flights));
}

void Benchmark::WriteRunJson(bool ended) {
  if (ended) {
    facts_.ended = UtcTime();
    facts_.complete = !state_.interrupted;
    facts_.pinned = state_.pinned;
    facts_.niceness = state_.niceness;
    facts_.relays = state_.relays;
    facts_.spread = MeasureSpread(cells_, rounds_);
    AddHealth();
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
  setup_.folder.run.Replace(RunJson(facts_));
}

void Benchmark::WriteReport() {
  const RunResults run{cells_, rounds_, rows_, facts_};
  setup_.folder.report.Replace(Report(run, TableOptions{false, kDefaultWidth, {}}));
}

void Benchmark::PrintRows() const {
  fmt::print("{}", SummaryCsvHeader());
  for (const Summary& summary : rows_) {
    fmt::print("{}", SummaryCsvRow(summary));
  }
}

void Benchmark::Print() const {
  if (options_.csv_on_stdout) {
    PrintRows();
  } else if (options_.benchstat_on_stdout) {
    fmt::print("{}", Benchstat(rows_, rounds_, facts_.environment));
  } else {
    const RunResults run{cells_, rounds_, rows_, facts_};
    fmt::print("{}", Report(run, TableOptions{TerminalHasColour(), TerminalWidth(), {}}));
  }
  std::fflush(stdout);
  for (const std::string& refused : facts_.refused_plugins) {
    fmt::print(stderr, "Left out: {}\n", refused);
  }
  if (const std::string failure = setup_.folder.failure(); !failure.empty()) {
    Complain(failure, kExitFailedRow);
  }
  if (!options_.quiet) {
    fmt::print(stderr, "Written to {}\n", setup_.folder.path);
  }
}

int Benchmark::ExitCode() const {
  const auto count = [&](Status status) {
    return std::count_if(rows_.begin(), rows_.end(), [&](const Summary& row) { return row.status == status; });
  };
  if (state_.interrupted) {
    return kExitInterrupted;
  }
  return count(Status::kFailed) == 0 && count(Status::kOk) > 0 && setup_.folder.failure().empty() ? kExitOk
                                                                                                  : kExitFailedRow;
}

}  // namespace

int RunBenchmark(const RunOptions& options) {
  const Interrupt interrupt;
  auto setup = SetUpRun(options);
  if (!setup) {
    return interrupt.pending() ? kExitInterrupted : Complain(setup.error(), kExitUsage);
  }
  return Benchmark(options, interrupt, std::move(*setup)).Run();
}

}  // namespace tlsbench
