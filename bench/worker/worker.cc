#include "bench/worker/worker.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <fstream>
#include <functional>
#include <numeric>
#include <random>

#include "bench/measure/callgrind_runner.h"
#include "bench/measure/harness_floor.h"
#include "bench/measure/heap_runner.h"
#include "bench/measure/memory_runner.h"
#include "bench/measure/runner_factory.h"
#include "bench/meter/hardware_counters.h"
#include "bench/net/socket.h"
#include "bench/os/clock.h"
#include "bench/os/cpu_features.h"
#include "bench/os/scheduling.h"
#include "bench/os/system_load.h"
#include "bench/worker/messages.h"

namespace tlsbench {
namespace {

std::string ReadAll(int fd) {
  std::string text;
  std::array<char, 65536> chunk{};
  ssize_t count = 0;
  while ((count = read(fd, chunk.data(), chunk.size())) > 0) {
    text.append(chunk.data(), static_cast<std::size_t>(count));
  }
  return text;
}

class Worker {
 public:
  Worker(WorkerTask task, int out)
      : task_(std::move(task)),
        out_(out),
        factory_(task_.inputs, task_.execution, task_.target_answered),
        trials_(task_.inputs.cells.size()) {}
  int Run();

 private:
  using Counted = tl::expected<Event, std::string>;

  void Send(const Event& event);
  void SendRelays();
  void EndCell(std::size_t cell, const Outcome& outcome);
  void End(std::size_t cell, const Outcome& outcome);
  void PinAndRaise();
  void SendFloor();
  bool IsSkipped(std::size_t cell) const;
  void CountCells(const std::function<Counted(std::size_t cell, MemoryTrial& trial)>& count);
  void CountHeaps(Deadline deadline);
  void CountInstructions();
  void RunRounds(Deadline deadline);
  void OpenCountersOfTrials();
  void MakeTrials();
  void WarmUp();
  void Sweep(int sweep, const std::function<bool()>& go_on);
  Round RunRound(std::size_t cell);
  std::vector<int> CoresOf(LinkKind link) const;

  const WorkerTask task_;
  int out_;
  TrialFactory factory_;
  std::vector<std::unique_ptr<Trial>> trials_;  // null: ended, or not begun
  std::vector<unsigned> handshakes_;            // measured so far, by cell
  std::vector<int> cores_;                      // where pinned: the core of the worker and that of its server
  std::unique_ptr<CounterSource> counters_;     // null: there are none, or no cell needs them
  std::string note_;
  bool pinned_ = false;
  int server_core_ = -1;
};

void Worker::Send(const Event& event) {
  if (!WriteAll(out_, Encode(event))) {
    _exit(1);  // the parent has ended: nobody reads the rest
  }
}

void Worker::EndCell(std::size_t cell, const Outcome& outcome) {
  trials_[cell].reset();
  Send(CellEnded{cell, outcome});
}

void Worker::End(std::size_t cell, const Outcome& outcome) {
  const LinkKind link = task_.inputs.cells[cell].link;
  if (const auto death = factory_.places().PathDeath(cell)) {
    EndCell(cell, {Status::kFailed, *death});
    return;
  }
  const bool ours = link == LinkKind::kLoopback || link == LinkKind::kPath;
  if (const auto death = ours ? factory_.places().ServerDeath() : std::nullopt) {
    EndCell(cell, {Status::kFailed, *death});
    _exit(kExitServerLost);  // the other cells' ports are lost with the server
  }
  if (outcome.cause != Cause::kWholeTarget) {
    EndCell(cell, OutcomeInRow(task_.inputs.cells[cell], outcome));
    return;
  }
  Send(TargetLost{outcome.reason});
  trials_.clear();
  trials_.resize(task_.inputs.cells.size());
}

void Worker::PinAndRaise() {
  RaisePriority();
  cores_ = AllowedCores();
  if (cores_.size() >= 2) {
    cores_.resize(2);
    pinned_ = PinTo(cores_[0]);
    server_core_ = cores_[1];
  }
}

int Worker::Run() {
  HoldBackStopSignal();
  PinAndRaise();
  const Deadline deadline = After(std::chrono::milliseconds(static_cast<std::int64_t>(task_.seconds * 1000)));
  if (task_.floor) {
    SendFloor();
  }
  switch (task_.mode) {
    case Mode::kRounds:
      RunRounds(deadline);
      break;
    case Mode::kHeap:
      CountHeaps(deadline);
      break;
    case Mode::kInstructions:
      CountInstructions();
      break;
  }
  Send(WorkerDone{note_, pinned_, getpriority(PRIO_PROCESS, 0)});
  return 0;
}

void Worker::RunRounds(Deadline deadline) {
  OpenCountersOfTrials();
  factory_.OnHandshake([this](std::size_t cell) { Send(CellStarted{cell}); });
  factory_.places().StartServer(server_core_, task_.skip);
  MakeTrials();
  WarmUp();
  const auto unfinished = [&] {
    return std::any_of(trials_.begin(), trials_.end(), [](auto& trial) { return !!trial; });
  };
  handshakes_ = task_.handshakes_done;
  handshakes_.resize(trials_.size(), 0);
  const int first = task_.first_round;
  const auto go_on = [&] { return std::chrono::steady_clock::now() < deadline && !IsStopRequested(); };
  for (int sweep = first; unfinished() && (sweep == first || go_on()); ++sweep) {
    Sweep(sweep, [&] { return sweep == first || go_on(); });
  }
  SendRelays();
}

void Worker::SendRelays() {
  for (const auto& [conditions, facts] : factory_.places().RelaysSoFar()) {
    Send(RelayReport{conditions, facts});
  }
}

bool Worker::IsSkipped(std::size_t cell) const {
  return std::find(task_.skip.begin(), task_.skip.end(), cell) != task_.skip.end();
}

// Counts each cell of the memory link alone, since a library keeps what it has cached for one cell for the next.
void Worker::CountCells(const std::function<Counted(std::size_t cell, MemoryTrial& trial)>& count) {
  for (std::size_t i = 0; i < task_.inputs.cells.size(); ++i) {
    if (IsSkipped(i) || task_.inputs.cells[i].link != LinkKind::kMemory) {
      continue;
    }
    Send(CellStarted{i});
    const auto trial = factory_.Make(i);
    const auto counted =
        trial ? count(i, dynamic_cast<MemoryTrial&>(**trial)) : Counted(tl::unexpected(trial.error().reason));
    if (counted) {
      Send(*counted);
    } else {
      EndCell(i, {Status::kFailed, counted.error()});
    }
  }
}

// Shares the time among the cells that are left; each gets at least the minimum that it needs.
void Worker::CountHeaps(Deadline deadline) {
  CountCells([&](std::size_t cell, MemoryTrial& trial) -> Counted {
    const std::chrono::duration<double> left = deadline - std::chrono::steady_clock::now();
    if (const auto end = trial.Begin()) {
      return tl::unexpected(end->reason);
    }
    const auto heap = MeasureHeap(trial, left.count() / static_cast<double>(task_.inputs.cells.size() - cell));
    return heap.map([&](const HeapCost& cost) { return Event(HeapCounted{cell, cost}); });
  });
}

void Worker::CountInstructions() {
  const InstructionCounter counter(task_.callgrind_folder);
  CountCells([&](std::size_t cell, MemoryTrial& trial) {
    const auto counted = counter.CountCell(trial, cell);
    return counted.map([&](const InstructionCost& cost) { return Event(InstructionsCounted{cell, cost}); });
  });
  note_ = fmt::format("{}", fmt::join(CpuFeatures(), " "));
}

void Worker::SendFloor() {
  const Backend* null = factory_.Find("null");
  if (const auto floor = null == nullptr ? std::nullopt : MeasureFloor(*null)) {
    Send(*floor);
  }
}

void Worker::OpenCountersOfTrials() {
  const auto memory = [](const Cell& cell) { return cell.link == LinkKind::kMemory; };
  if (std::none_of(task_.inputs.cells.begin(), task_.inputs.cells.end(), memory)) {
    return;
  }
  if (auto counters = OpenCounters()) {
    counters_ = std::move(*counters);
  } else {
    note_ = counters.error();
  }
}

void Worker::MakeTrials() {
  for (std::size_t i = 0; i < task_.inputs.cells.size(); ++i) {
    if (IsSkipped(i)) {
      continue;
    }
    Send(CellStarted{i});
    auto trial = factory_.Make(i);
    if (trial) {
      trials_[i] = std::move(*trial);
      if (counters_) {
        trials_[i]->UseCounters(*counters_);
      }
    } else {
      EndCell(i, trial.error());
    }
  }
}

void Worker::WarmUp() {
  for (std::size_t i = 0; i < trials_.size(); ++i) {
    if (!trials_[i]) {
      continue;
    }
    Send(CellStarted{i});
    if (const auto end = trials_[i]->WarmUp()) {
      End(i, *end);
    } else if (!trials_[i]->flights().flights.empty()) {
      Send(FlightsRecorded{i, trials_[i]->flights()});
    }
  }
}

// Runs one round of a cell and records what the machine did meanwhile.
Round Worker::RunRound(std::size_t cell) {
  const std::vector<int> cores = CoresOf(task_.inputs.cells[cell].link);
  const auto stolen_before = StolenMs(cores);
  const std::int64_t start = MonotonicNs();
  Round round = trials_[cell]->RunRound(task_.handshakes == 0 ? 0 : task_.handshakes - handshakes_[cell]);
  round.wall_ms = static_cast<double>(MonotonicNs() - start) / 1e6;
  const auto stolen_after = StolenMs(cores);
  if (stolen_before && stolen_after) {
    round.stolen_ms = *stolen_after - *stolen_before;
  }
  return round;
}

// Returns the cores that a round runs on; all allowed cores if nothing is pinned.
std::vector<int> Worker::CoresOf(LinkKind link) const {
  if (!pinned_ || link == LinkKind::kLoopback || link == LinkKind::kPath) {
    return cores_;
  }
  return {cores_.front()};
}

// Runs one round of every cell, in an order that the seed decides. On a long path that takes minutes, so the time is
// checked before each round.
void Worker::Sweep(int sweep, const std::function<bool()>& go_on) {
  std::vector<std::size_t> order(trials_.size());
  std::iota(order.begin(), order.end(), 0);
  std::seed_seq seeds{task_.inputs.seed, static_cast<std::uint64_t>(task_.execution),
                      static_cast<std::uint64_t>(sweep)};
  std::mt19937_64 random(seeds);
  std::shuffle(order.begin(), order.end(), random);
  for (const std::size_t i : order) {
    if (!go_on()) {
      return;
    }
    if (!trials_[i] || (task_.handshakes != 0 && handshakes_[i] >= task_.handshakes)) {
      trials_[i].reset();  // it has all its handshakes
      continue;
    }
    Send(CellStarted{i});
    Round round = RunRound(i);
    round.cell = i;
    round.execution = task_.execution;
    round.round = sweep;
    handshakes_[i] += round.handshakes;
    Send(round);
    if (const auto end = trials_[i]->end()) {
      End(i, *end);
    }
  }
}

}  // namespace

int RunWorker(int in, int out) {
  auto task = DecodeTask(ReadAll(in));
  if (!task) {
    return 1;
  }
  return Worker(std::move(*task), out).Run();
}

}  // namespace tlsbench
