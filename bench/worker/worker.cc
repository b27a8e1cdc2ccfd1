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

// The heap of one cell of the memory link, in about that many seconds; words if it has none to tell.
tl::expected<HeapCost, std::string> CountHeap(TrialFactory::TrialOrEnd trial, double seconds) {
  if (!trial) {
    return tl::unexpected(trial.error().reason);
  }
  auto& memory = dynamic_cast<MemoryTrial&>(**trial);
  if (const auto end = memory.Begin()) {
    return tl::unexpected(end->reason);
  }
  return MeasureHeap(memory, seconds);
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
  void Send(const Event& event);
  void SendStart(std::size_t cell);
  void SendRelays();
  void SendDone();
  void EndCell(std::size_t cell, Status status, const std::string& reason);
  void End(std::size_t cell, const TrialEnd& end);
  void SendFloor();
  bool IsCounted(std::size_t cell) const;
  void CountHeaps(Deadline deadline);
  void CountInstructionsOfCells();
  void OpenCountersOfTrials();
  void MakeTrials();
  void WarmUp();
  void Sweep(int sweep, const std::function<bool()>& go_on);
  Round RunRound(std::size_t cell);
  std::vector<int> CoresOf(LinkKind link) const;

  const WorkerTask task_;
  int out_;
  TrialFactory factory_;
  std::vector<std::unique_ptr<Trial>> trials_;  // null: ended, or never begun
  std::vector<unsigned> handshakes_;            // measured so far, by cell
  std::vector<int> cores_;                      // pinned: the worker's and its server's
  std::unique_ptr<CounterSource> counters_;     // null: none here, or nobody needs them
  std::string note_;
  bool pinned_ = false;
  int server_core_ = -1;
};

void Worker::Send(const Event& event) {
  if (!WriteAll(out_, Encode(event))) {
    _exit(1);  // the parent has gone: nobody wants the rest
  }
}

void Worker::SendStart(std::size_t cell) {
  Event event;
  event.kind = Event::Kind::kStart;
  event.cell = cell;
  Send(event);
}

void Worker::EndCell(std::size_t cell, Status status, const std::string& reason) {
  trials_[cell].reset();
  Event event;
  event.kind = Event::Kind::kCell;
  event.cell = cell;
  event.status = status;
  event.reason = reason;
  Send(event);
}

void Worker::End(std::size_t cell, const TrialEnd& end) {
  const LinkKind link = task_.inputs.cells[cell].link;
  if (const auto death = factory_.PathDeath(cell)) {
    EndCell(cell, Status::kFailed, *death);
    return;
  }
  const bool ours = link == LinkKind::kLoopback || link == LinkKind::kPath;
  if (const auto death = ours ? factory_.ServerDeath() : std::nullopt) {
    EndCell(cell, Status::kFailed, *death);
    _exit(kExitServerLost);  // the other cells' ports are gone with it
  }
  if (!end.whole_target) {
    const TrialEnd verdict = EndOfCell(task_.inputs.cells[cell], end);
    EndCell(cell, verdict.status, verdict.reason);
    return;
  }
  Event event;
  event.kind = Event::Kind::kTarget;
  event.reason = end.reason;
  Send(event);
  trials_.clear();
  trials_.resize(task_.inputs.cells.size());
}

int Worker::Run() {
  HoldBackStopSignal();
  RaisePriority();
  cores_ = AllowedCores();
  if (cores_.size() >= 2) {
    cores_.resize(2);
    pinned_ = PinTo(cores_[0]);
    server_core_ = cores_[1];
  }
  const Deadline deadline = After(std::chrono::milliseconds(static_cast<std::int64_t>(task_.seconds * 1000)));
  if (task_.floor) {
    SendFloor();
  }
  if (task_.heap) {
    CountHeaps(deadline);
    SendDone();
    return 0;
  }
  if (!task_.callgrind.empty()) {
    CountInstructionsOfCells();
    note_ = fmt::format("{}", fmt::join(CpuFeatures(), " "));
    SendDone();
    return 0;
  }
  OpenCountersOfTrials();
  factory_.OnHandshake([this](std::size_t cell) { SendStart(cell); });
  factory_.StartServer(server_core_, task_.skip);
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
  SendDone();
  return 0;
}

void Worker::SendRelays() {
  for (const auto& [conditions, facts] : factory_.RelaysSoFar()) {
    Event event;
    event.kind = Event::Kind::kRelay;
    event.path = conditions;
    event.relay = facts;
    Send(event);
  }
}

void Worker::SendDone() {
  Event done;
  done.kind = Event::Kind::kDone;
  done.note = note_;
  done.pinned = pinned_;
  done.niceness = getpriority(PRIO_PROCESS, 0);
  Send(done);
}

// Whether an execution that counts, heaps or instructions, has anything to do with that cell.
bool Worker::IsCounted(std::size_t cell) const {
  const bool skipped = std::find(task_.skip.begin(), task_.skip.end(), cell) != task_.skip.end();
  return !skipped && task_.inputs.cells[cell].link == LinkKind::kMemory;
}

// Each cell by itself, since a library keeps what it has cached for one for the next. The time is shared out among the
// cells that are left; each gets the least that it needs.
void Worker::CountHeaps(Deadline deadline) {
  for (std::size_t i = 0; i < task_.inputs.cells.size(); ++i) {
    if (!IsCounted(i)) {
      continue;
    }
    SendStart(i);
    const std::chrono::duration<double> left = deadline - std::chrono::steady_clock::now();
    const auto counted = CountHeap(factory_.Make(i), left.count() / static_cast<double>(task_.inputs.cells.size() - i));
    if (!counted) {
      EndCell(i, Status::kFailed, counted.error());
      continue;
    }
    Event event;
    event.kind = Event::Kind::kHeap;
    event.cell = i;
    event.heap = *counted;
    Send(event);
  }
}

void Worker::CountInstructionsOfCells() {
  const InstructionCounter counter(task_.callgrind);
  for (std::size_t i = 0; i < task_.inputs.cells.size(); ++i) {
    if (!IsCounted(i)) {
      continue;
    }
    SendStart(i);
    const auto trial = factory_.Make(i);
    const auto cost = trial ? CountInstructions(counter, dynamic_cast<MemoryTrial&>(**trial), i)
                            : tl::unexpected(trial.error().reason);
    if (!cost) {
      EndCell(i, Status::kFailed, cost.error());
      continue;
    }
    Event event;
    event.kind = Event::Kind::kInstructions;
    event.cell = i;
    event.instructions = *cost;
    Send(event);
  }
}

void Worker::SendFloor() {
  const Backend* null = factory_.Find("null");
  if (const auto floor = null == nullptr ? std::nullopt : MeasureFloor(*null)) {
    Event event;
    event.kind = Event::Kind::kFloor;
    event.floor = *floor;
    Send(event);
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
    if (std::find(task_.skip.begin(), task_.skip.end(), i) != task_.skip.end()) {
      continue;
    }
    SendStart(i);
    auto trial = factory_.Make(i);
    if (trial) {
      trials_[i] = std::move(*trial);
      if (counters_) {
        trials_[i]->UseCounters(*counters_);
      }
    } else {
      EndCell(i, trial.error().status, trial.error().reason);
    }
  }
}

void Worker::WarmUp() {
  for (std::size_t i = 0; i < trials_.size(); ++i) {
    if (!trials_[i]) {
      continue;
    }
    SendStart(i);
    if (const auto end = trials_[i]->WarmUp()) {
      End(i, *end);
    } else if (!trials_[i]->flights().flights.empty()) {
      Event event;
      event.kind = Event::Kind::kFlights;
      event.cell = i;
      event.flights = trials_[i]->flights();
      Send(event);
    }
  }
}

// One round of a cell, and what the machine did meanwhile.
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

// Those that a round runs on; all that may be used where nothing is pinned.
std::vector<int> Worker::CoresOf(LinkKind link) const {
  if (!pinned_ || link == LinkKind::kLoopback || link == LinkKind::kPath) {
    return cores_;
  }
  return {cores_.front()};
}

// One round of every cell, in an order of the seed's choosing. On a long path that takes minutes, so the time is looked
// at before each.
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
      trials_[i].reset();  // it has all it was asked for
      continue;
    }
    Event event;
    event.kind = Event::Kind::kStart;
    event.cell = i;
    Send(event);
    event.kind = Event::Kind::kRound;
    event.round = RunRound(i);
    event.round.cell = i;
    event.round.execution = task_.execution;
    event.round.round = sweep;
    handshakes_[i] += event.round.handshakes;
    Send(event);
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
