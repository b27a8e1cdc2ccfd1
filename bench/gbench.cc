// Implements the tlsbench-gbench binary: the cells of the memory link as benchmarks of Google Benchmark, for its flags,
// its JSON and its compare.py (DESIGN.md, "Google Benchmark"). It measures and verifies through the same trials as the
// tool, but in one process, which loads the plug-ins itself: a library that crashes or hangs ends the whole process.
// One thread.

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "bench/child_modes.h"
#include "bench/cli/command_line.h"
#include "bench/measure/memory_runner.h"
#include "bench/measure/run_inputs.h"
#include "bench/measure/runner_factory.h"
#include "bench/meter/meter.h"
#include "bench/os/clock.h"
#include "bench/plan/plan.h"
#include "bench/report/benchmark_name.h"
#include "bench/scenario/credentials.h"

namespace tlsbench {
namespace {

// Discarded before each measurement: they find cold caches, since other benchmarks ran in between.
constexpr int kDiscardedHandshakes = 2;

// Ends the process without the exit handlers of several libraries, which may fail in one process.
[[noreturn]] void Leave(int code) {
  std::cout.flush();
  std::fflush(nullptr);
  _exit(code);
}

int Complain(const std::string& words) {
  fmt::print(stderr, "tlsbench-gbench: {}\n", words);
  return kExitUsage;
}

// Adds up the measured handshakes of one benchmark.
struct Totals {
  std::int64_t client_ns = 0;
  std::int64_t server_ns = 0;
  std::size_t bytes_sent = 0;
  std::size_t bytes_received = 0;
  unsigned verified = 0;
  unsigned round_trips = 0;  // the same in every handshake of a cell

  void Add(const MemoryTrial::Measured& handshake) {
    client_ns += handshake.client_cost.total();
    server_ns += handshake.server_cost.total();
    bytes_sent += handshake.counts.bytes_sent;
    bytes_received += handshake.counts.bytes_received;
    round_trips = handshake.counts.round_trips;
    ++verified;
  }

  // Reports averages for one handshake, except for `verified`, which is a count.
  void Report(benchmark::State& state) const {
    const auto average = [](auto sum) {
      return benchmark::Counter(static_cast<double>(sum), benchmark::Counter::kAvgIterations);
    };
    state.counters["client_us"] = average(static_cast<double>(client_ns) / 1000);
    state.counters["server_us"] = average(static_cast<double>(server_ns) / 1000);
    state.counters["bytes_sent"] = average(bytes_sent);
    state.counters["bytes_received"] = average(bytes_received);
    state.counters["round_trips"] = round_trips;
    state.counters["verified"] = verified;
  }
};

// Runs the cells as benchmarks. Plug-ins are loaded when the first benchmark runs, and certificates are made when the
// first benchmark runs that needs them, so that a list of names or a mistake in a flag needs neither.
class Benchmarks {
 public:
  Benchmarks(std::vector<Cell> cells, const BackendList& list);

  void Register();

  // Returns 1 if a cell failed, or if some ran and none is ok.
  int ExitCode() const;

 private:
  void Run(std::size_t cell, benchmark::State& state);
  void End(std::size_t cell, const Outcome& end, benchmark::State& state);
  tl::expected<MemoryTrial*, Outcome> TrialOf(std::size_t cell);
  std::optional<Outcome> Prepare(std::size_t cell);

  RunInputs inputs_;
  std::optional<TrialFactory> factory_;
  std::vector<std::unique_ptr<Trial>> trials_;  // null: not begun
  std::map<std::size_t, Outcome> ends_;         // cells that have ended
  bool any_ok_ = false;
};

Benchmarks::Benchmarks(std::vector<Cell> cells, const BackendList& list) : trials_(cells.size()) {
  for (const BackendInfo& info : BackendsOf(cells, list)) {
    inputs_.plugins.push_back(info.file);
  }
  inputs_.cells = std::move(cells);
}

void Benchmarks::Register() {
  benchmark::AddCustomContext("tlsbench", TLSBENCH_VERSION);
  std::map<std::string, std::string> versions;
  for (const Cell& cell : inputs_.cells) {
    versions[cell.client] = cell.client_version;
    versions[cell.server] = cell.server_version;
  }
  for (const auto& [backend, version] : versions) {
    benchmark::AddCustomContext(backend, version);
  }
#ifndef __clang_analyzer__  // it does not see that Google Benchmark keeps what it registers
  for (std::size_t i = 0; i < inputs_.cells.size(); ++i) {
    benchmark::RegisterBenchmark(BenchmarkName(inputs_.cells[i]).c_str(), [this, i](benchmark::State& state) {
      Run(i, state);
    })->UseManualTime();
  }
#endif
}

int Benchmarks::ExitCode() const {
  const bool failed =
      std::any_of(ends_.begin(), ends_.end(), [](auto& end) { return end.second.status == Status::kFailed; });
  return failed || (!any_ok_ && !ends_.empty()) ? kExitFailedRow : kExitOk;
}

void Benchmarks::Run(std::size_t cell, benchmark::State& state) {
  const auto trial = TrialOf(cell);
  if (!trial) {
    End(cell, trial.error(), state);
    return;
  }
  for (int i = 0; i < kDiscardedHandshakes; ++i) {
    if (const auto handshake = (*trial)->RunOne(); !handshake) {
      End(cell, {Status::kFailed, handshake.error()}, state);
      return;
    }
  }
  Totals totals;
  const std::int64_t wall_start = MonotonicNs();
  const std::int64_t cpu_start = ThreadCpuNs();
  while (state.KeepRunning()) {
    const auto handshake = (*trial)->RunOne();
    if (!handshake) {
      End(cell, {Status::kFailed, handshake.error()}, state);
      return;
    }
    state.SetIterationTime(static_cast<double>(handshake->client_cost.total() + handshake->server_cost.total()) / 1e9);
    totals.Add(*handshake);
  }
  const std::int64_t cpu_ns = ThreadCpuNs() - cpu_start;
  state.counters["preempted"] = MemoryTrial::Preempted(MonotonicNs() - wall_start, cpu_ns) ? 1 : 0;
  totals.Report(state);
  any_ok_ = true;
}

void Benchmarks::End(std::size_t cell, const Outcome& end, benchmark::State& state) {
  ends_.emplace(cell, end);
  trials_[cell].reset();
  state.SkipWithError(fmt::format("{}: {}", StatusName(end.status), end.reason).c_str());
}

// Returns the trial of a cell: Google Benchmark calls a benchmark several times, to find out how many handshakes fill
// its time.
tl::expected<MemoryTrial*, Outcome> Benchmarks::TrialOf(std::size_t cell) {
  if (const auto end = ends_.find(cell); end != ends_.end()) {
    return tl::unexpected(end->second);
  }
  if (!trials_[cell]) {
    if (const auto end = Prepare(cell)) {
      return tl::unexpected(*end);
    }
    auto made = factory_->Make(cell);
    if (!made) {
      return tl::unexpected(made.error());
    }
    if (const auto end = (*made)->WarmUp()) {
      return tl::unexpected(OutcomeInRow(inputs_.cells[cell], *end));
    }
    trials_[cell] = std::move(*made);
  }
  return dynamic_cast<MemoryTrial*>(trials_[cell].get());  // every cell is on the memory link
}

// Prepares what the trial of a cell needs, or returns how the cell ends without it.
std::optional<Outcome> Benchmarks::Prepare(std::size_t cell) {
  const auto reason = AddCredentials(inputs_.cells[cell].scenario, inputs_.credentials);
  if (!reason) {
    return Outcome{Status::kFailed, reason.error()};
  }
  if (*reason) {
    return Outcome{Status::kUnsupported, **reason};
  }
  if (!factory_) {
    factory_.emplace(inputs_);
  }
  return std::nullopt;
}

// Ends with an error: Google Benchmark itself would print its help for a wrong value and exit with 0.
void RefuseValue() {
  Leave(Complain(
      "a --benchmark_ flag has a value that Google Benchmark does not take; formats are console, json and csv, "
      "time units ns, us, ms and s"));
}

// Takes Google Benchmark's own flags out of `arguments`; returns false if it does not know one of them.
bool TakeFlags(char* program, std::vector<std::string>& arguments) {
  std::vector<std::string> flags;
  const auto own = std::stable_partition(arguments.begin(), arguments.end(), [](const std::string& argument) {
    return argument.rfind("--benchmark_", 0) != 0;
  });
  flags.assign(own, arguments.end());
  arguments.erase(own, arguments.end());
  std::vector<char*> argv = {program};
  for (std::string& flag : flags) {
    argv.push_back(flag.data());
  }
  auto argc = static_cast<int>(argv.size());
  argv.push_back(nullptr);
  benchmark::SetDefaultTimeUnit(benchmark::kMicrosecond);
  benchmark::Initialize(&argc, argv.data(), RefuseValue);
  if (argc > 1) {
    Complain(fmt::format("Google Benchmark does not take {}; its flags are written --benchmark_NAME=VALUE", argv[1]));
  }
  return argc == 1;
}

int RunBenchmarks(const RunOptions& options) {
  const BackendList list = DescribeBackends();
  auto cells = PlanCells(options, list);
  if (!cells) {
    return Complain(cells.error());
  }
  for (const std::string& refused : list.refused) {
    fmt::print(stderr, "Left out: {}\n", refused);
  }
  Benchmarks benchmarks(std::move(*cells), list);
  benchmarks.Register();
  if (benchmark::RunSpecifiedBenchmarks() == 0) {
    return kExitFailedRow;  // no benchmark matched; Google Benchmark has reported that
  }
  return benchmarks.ExitCode();
}

int Main(char* program, std::vector<std::string> arguments) {
  if (!TakeFlags(program, arguments)) {
    return kExitUsage;
  }
  const Command command = ParseSelection(arguments);
  if (const auto* text = std::get_if<PrintText>(&command)) {
    fmt::print("{}", text->text);
    return kExitOk;
  }
  if (const auto* error = std::get_if<UsageError>(&command)) {
    return Complain(error->error);
  }
  return RunBenchmarks(std::get<RunOptions>(command));
}

}  // namespace
}  // namespace tlsbench

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  tlsbench::PrepareProcess();
  tlsbench::RunHiddenMode(arguments);
  tlsbench::Leave(tlsbench::Main(argv[0], arguments));
}
