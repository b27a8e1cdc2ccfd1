#include "bench/worker/supervisor.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <system_error>

#include "bench/measure/heap_runner.h"
#include "bench/os/scheduling.h"
#include "bench/worker/worker.h"

namespace tlsbench {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

// A cell in which this many workers were killed from outside is given up.
constexpr int kMaxLost = 3;

// Signals by which a process ends itself: the library's fault, or ours. Others come from outside.
bool IsCrash(int signal) {
  constexpr std::array<int, 8> kFaults = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGPIPE};
  return std::find(kFaults.begin(), kFaults.end(), signal) != kFaults.end();
}

std::string EndInWords(int wait_status) {
  if (!WIFSIGNALED(wait_status)) {
    return fmt::format("the worker ended with exit code {}", WEXITSTATUS(wait_status));
  }
  const int signal = WTERMSIG(wait_status);
  return IsCrash(signal)
             ? fmt::format("the library crashed: {}", SignalName(signal))
             : fmt::format("workers were ended from outside {} times, the last by {}", kMaxLost, SignalName(signal));
}

// The task as a file in memory: a pipe would block on a worker that does not read.
Fd TaskFile(const WorkerTask& task) {
  Fd file(memfd_create("tlsbench-task", MFD_CLOEXEC));
  if (!file.valid() || !WriteAll(file.get(), Encode(task))) {
    return {};
  }
  lseek(file.get(), 0, SEEK_SET);
  return file;
}

// A launcher runs our file by its own name: it would take /proc/self/exe for itself.
std::string ProgramOf(const WorkerTask& task) {
  std::error_code error;
  const std::string ours = "/proc/self/exe";
  return task.heap               ? HeapWorkerFile()
         : task.launcher.empty() ? ours
                                 : std::filesystem::read_symlink(ours, error).string();
}

}  // namespace

Supervisor::Supervisor(RunState& state, const Interrupt& interrupt, OnRound on_round, OnTick on_tick,
                       milliseconds patience, Enough enough)
    : state_(state),
      interrupt_(interrupt),
      on_round_(std::move(on_round)),
      on_tick_(std::move(on_tick)),
      patience_(patience),
      enough_(std::move(enough)) {}

// Nothing between two signs of life takes longer: on a socket each handshake gives one, and its connect, handshake and
// response take one timeout each at most.
milliseconds Supervisor::SilenceLimit(const WorkerTask& task) const {
  return milliseconds(3 * task.inputs.timeout_ms) + patience_;
}

void Supervisor::RunExecution(WorkerTask task) {
  const auto start = Clock::now();
  const double seconds = task.seconds;
  Watch watch;
  watch.handshakes.resize(task.inputs.cells.size(), 0);
  for (;;) {
    task.skip.clear();
    std::transform(state_.ends.begin(), state_.ends.end(), std::back_inserter(task.skip),
                   [](const auto& end) { return end.first; });
    if (task.skip.size() == task.inputs.cells.size()) {
      return;
    }
    task.first_round = watch.next_round;
    task.handshakes_done = watch.handshakes;
    task.seconds = seconds - std::chrono::duration<double>(Clock::now() - start).count();
    watch.cell.reset();
    int wait_status = 0;
    const WorkerEnd end = RunWorkerOnce(task, watch, wait_status);
    if (end == WorkerEnd::kInterrupted) {
      state_.interrupted = true;
      return;
    }
    if (end == WorkerEnd::kDone || !Blame(task, watch, end, wait_status)) {
      return;
    }
    task.floor = false;
  }
}

Supervisor::WorkerEnd Supervisor::RunWorkerOnce(const WorkerTask& task, Watch& watch, int& wait_status) {
  const Fd input = TaskFile(task);
  auto events = Pipe::Make();
  if (!input.valid() || !events) {
    EndAll(task, "no worker: out of descriptors or memory");
    return WorkerEnd::kDone;
  }
  SpawnOptions options;
  options.arguments = task.launcher;
  options.arguments.insert(options.arguments.end(), {ProgramOf(task), "--internal-worker"});
  options.descriptors = {{input.get(), 3}, {events->write.get(), 4}};
  if (task.as_shipped) {
    options.environment = {{kAsShippedVariable, "1"}};
  }
  auto process = Process::Spawn(options);
  if (!process) {
    EndAll(task, process.error());
    return WorkerEnd::kDone;
  }
  events->write.Close();
  const WorkerEnd end = Listen(events->read.get(), process->pid(), task, watch);
  if (end == WorkerEnd::kLost || end == WorkerEnd::kDone) {
    wait_status = process->Wait(std::chrono::seconds(5));
  }
  return end;  // the destructor ends a worker that still runs
}

// Until the worker is done or gone.
Supervisor::WorkerEnd Supervisor::Listen(int fd, pid_t worker, const WorkerTask& task, Watch& watch) {
  std::string text;
  std::array<char, 65536> chunk{};
  auto last_sign = Clock::now();
  for (;;) {
    std::array<pollfd, 2> wait = {pollfd{fd, POLLIN, 0}, pollfd{interrupt_.fd(), POLLIN, 0}};
    poll(wait.data(), wait.size(), 200);
    on_tick_();
    if (wait[1].revents != 0) {
      return WorkerEnd::kInterrupted;
    }
    if (wait[0].revents == 0) {
      if (Clock::now() - last_sign > SilenceLimit(task)) {
        return WorkerEnd::kSilent;
      }
      continue;
    }
    last_sign = Clock::now();
    const ssize_t count = read(fd, chunk.data(), chunk.size());
    if (count <= 0) {
      return WorkerEnd::kLost;
    }
    text.append(chunk.data(), static_cast<std::size_t>(count));
    for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n')) {
      if (Take(text.substr(0, end), task, watch)) {
        return WorkerEnd::kDone;
      }
      text.erase(0, end + 1);
    }
    if (watch.next_round > 0 && enough_()) {
      kill(worker, kStopSignal);  // it has said something, so it listens
    }
  }
}

// One event. True when the worker is done.
bool Supervisor::Take(const std::string& line, const WorkerTask& task, Watch& watch) {
  const auto event = DecodeEvent(line);
  if (!event || event->cell >= task.inputs.cells.size() || event->round.cell >= task.inputs.cells.size()) {
    return false;  // a library wrote into our pipe; the next line counts again
  }
  switch (event->kind) {
    case Event::Kind::kStart:
      watch.cell = event->cell;
      break;
    case Event::Kind::kRound:
      watch.next_round = event->round.round + 1;
      watch.handshakes[event->round.cell] += event->round.handshakes;
      on_round_(event->round);
      break;
    case Event::Kind::kCell:
      state_.ends[event->cell] = {event->status, event->reason};
      break;
    case Event::Kind::kTarget:
      EndAll(task, event->reason);
      break;
    case Event::Kind::kFloor:
      state_.floors.push_back(event->floor);
      break;
    case Event::Kind::kHeap:
      state_.heaps[event->cell] = event->heap;
      state_.ends[event->cell] = {Status::kOk, ""};  // done: another worker shall not count it again
      break;
    case Event::Kind::kInstructions:
      state_.instructions[event->cell] = event->instructions;
      state_.ends[event->cell] = {Status::kOk, ""};
      break;
    case Event::Kind::kRelay:
      state_.relays.emplace_back(event->path, event->relay);
      break;
    case Event::Kind::kFlights:
      state_.flights.try_emplace(event->cell, event->flights);
      break;
    case Event::Kind::kDone:
      state_.note = event->note;
      state_.pinned = event->pinned;
      state_.niceness = event->niceness;
      return true;
  }
  return false;
}

// Decides what the end of a worker means. False if there is no use in another one.
bool Supervisor::Blame(const WorkerTask& task, const Watch& watch, WorkerEnd end, int wait_status) {
  if (!watch.cell) {
    EndAll(task, "the worker ended before it could begin");
    return false;
  }
  if (end == WorkerEnd::kSilent) {
    const double limit_s = static_cast<double>(SilenceLimit(task).count()) / 1000;
    state_.ends[*watch.cell] = {Status::kFailed, fmt::format("the library hung: no sign of life for {} s", limit_s)};
    return true;
  }
  if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == kExitServerLost) {
    return true;  // the worker has said which cell it was
  }
  const bool from_outside = WIFSIGNALED(wait_status) && !IsCrash(WTERMSIG(wait_status));
  if (from_outside && ++lost_[*watch.cell] < kMaxLost) {
    return true;  // one round is lost
  }
  state_.ends[*watch.cell] = {Status::kFailed, EndInWords(wait_status)};
  return true;
}

void Supervisor::EndAll(const WorkerTask& task, const std::string& reason) {
  for (std::size_t cell = 0; cell < task.inputs.cells.size(); ++cell) {
    state_.ends.try_emplace(cell, CellEnd{Status::kFailed, reason});
  }
}

}  // namespace tlsbench
