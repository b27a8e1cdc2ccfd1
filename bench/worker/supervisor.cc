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
#include <variant>

#include "bench/measure/heap_runner.h"
#include "bench/os/scheduling.h"
#include "bench/worker/worker.h"

namespace tlsbench {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

// A cell fails after this many of its workers were killed from outside.
constexpr int kMaxLost = 3;

// Returns whether a signal is one by which a process ends itself, through the library's fault or ours. Other signals
// come from outside.
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

// Writes the task to a file in memory: a pipe would block on a worker that does not read.
Fd TaskFile(const WorkerTask& task) {
  Fd file(memfd_create("tlsbench-task", MFD_CLOEXEC));
  if (!file.valid() || !WriteAll(file.get(), Encode(task))) {
    return {};
  }
  lseek(file.get(), 0, SEEK_SET);
  return file;
}

// Returns the worker's program. A launcher needs its real path: /proc/self/exe would be the launcher itself.
std::string ProgramOf(const WorkerTask& task) {
  std::error_code error;
  const std::string ours = "/proc/self/exe";
  return task.mode == Mode::kHeap ? HeapWorkerFile()
         : task.launcher.empty()  ? ours
                                  : std::filesystem::read_symlink(ours, error).string();
}

// Returns the cell that an event is about; 0 if it is about none.
std::size_t CellOf(const Event& event) {
  return std::visit(
      [](const auto& what) {
        if constexpr (requires { what.cell; }) {
          return what.cell;
        } else {
          return std::size_t{0};
        }
      },
      event);
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

// Returns the longest time between two signs of life: on a socket each handshake gives one, and its connect, handshake
// and response take at most one timeout each.
milliseconds Supervisor::SilenceLimit(const WorkerTask& task) const {
  return milliseconds(3 * task.inputs.timeout_ms) + patience_;
}

void Supervisor::RunExecution(WorkerTask task) {
  const auto start = Clock::now();
  const double seconds = task.seconds;
  watch_ = Watch{{}, 0, std::vector<unsigned>(task.inputs.cells.size(), 0)};
  for (;;) {
    task.skip.clear();
    std::transform(state_.ends.begin(), state_.ends.end(), std::back_inserter(task.skip),
                   [](const auto& end) { return end.first; });
    if (task.skip.size() == task.inputs.cells.size()) {
      return;
    }
    task.first_round = watch_.next_round;
    task.handshakes_done = watch_.handshakes;
    task.seconds = seconds - std::chrono::duration<double>(Clock::now() - start).count();
    watch_.cell.reset();
    int wait_status = 0;
    const WorkerOutcome end = RunWorkerOnce(task, wait_status);
    if (end == WorkerOutcome::kInterrupted) {
      state_.interrupted = true;
      return;
    }
    if (end == WorkerOutcome::kDone || !Blame(task, end, wait_status)) {
      return;
    }
    task.floor = false;
  }
}

Supervisor::WorkerOutcome Supervisor::RunWorkerOnce(const WorkerTask& task, int& wait_status) {
  const Fd input = TaskFile(task);
  auto events = Pipe::Make();
  if (!input.valid() || !events) {
    EndAll("no worker: out of descriptors or memory");
    return WorkerOutcome::kDone;
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
    EndAll(process.error());
    return WorkerOutcome::kDone;
  }
  events->write.Close();
  const WorkerOutcome end = Listen(events->read.get(), process->pid(), SilenceLimit(task));
  if (end == WorkerOutcome::kLost || end == WorkerOutcome::kDone) {
    wait_status = process->Wait(std::chrono::seconds(5));
  }
  return end;  // the destructor ends a worker that still runs
}

// Takes the worker's events until it is done or gone.
Supervisor::WorkerOutcome Supervisor::Listen(int fd, pid_t worker, milliseconds silence_limit) {
  std::string text;
  std::array<char, 65536> chunk{};
  auto last_sign = Clock::now();
  for (;;) {
    std::array<pollfd, 2> wait = {pollfd{fd, POLLIN, 0}, pollfd{interrupt_.fd(), POLLIN, 0}};
    poll(wait.data(), wait.size(), 200);
    on_tick_();
    if (wait[1].revents != 0) {
      return WorkerOutcome::kInterrupted;
    }
    if (wait[0].revents == 0) {
      if (Clock::now() - last_sign > silence_limit) {
        return WorkerOutcome::kSilent;
      }
      continue;
    }
    last_sign = Clock::now();
    const ssize_t count = read(fd, chunk.data(), chunk.size());
    if (count <= 0) {
      return WorkerOutcome::kLost;
    }
    text.append(chunk.data(), static_cast<std::size_t>(count));
    for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n')) {
      if (Take(text.substr(0, end))) {
        return WorkerOutcome::kDone;
      }
      text.erase(0, end + 1);
    }
    if (watch_.next_round > 0 && enough_()) {
      kill(worker, kStopSignal);  // it has sent a round, so it handles the signal
    }
  }
}

// Takes one event. Returns true when the worker is done.
bool Supervisor::Take(const std::string& line) {
  const auto event = DecodeEvent(line);
  if (!event || CellOf(*event) >= watch_.handshakes.size()) {
    return false;  // a library wrote into our pipe; the next line counts again
  }
  std::visit([this](const auto& what) { On(what); }, *event);
  return std::holds_alternative<WorkerDone>(*event);
}

void Supervisor::On(const Round& round) {
  watch_.next_round = round.round + 1;
  watch_.handshakes[round.cell] += round.handshakes;
  on_round_(round);
}

// Another worker shall not count this cell again.
void Supervisor::On(const HeapCounted& event) {
  state_.heaps[event.cell] = event.heap;
  state_.ends[event.cell] = {Status::kOk, ""};
}

void Supervisor::On(const InstructionsCounted& event) {
  state_.instructions[event.cell] = event.instructions;
  state_.ends[event.cell] = {Status::kOk, ""};
}

void Supervisor::On(const WorkerDone& event) {
  state_.note = event.note;
  state_.pinned = event.pinned;
  state_.niceness = event.niceness;
}

// Decides what the end of a worker means. Returns false if another worker would be of no use.
bool Supervisor::Blame(const WorkerTask& task, WorkerOutcome end, int wait_status) {
  if (!watch_.cell) {
    EndAll("the worker ended before it could begin");
    return false;
  }
  if (end == WorkerOutcome::kSilent) {
    const double limit_s = static_cast<double>(SilenceLimit(task).count()) / 1000;
    state_.ends[*watch_.cell] = {Status::kFailed, fmt::format("the library hung: no sign of life for {} s", limit_s)};
    return true;
  }
  if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == kExitServerLost) {
    return true;  // the worker has reported the cell
  }
  const bool from_outside = WIFSIGNALED(wait_status) && !IsCrash(WTERMSIG(wait_status));
  if (from_outside && ++lost_[*watch_.cell] < kMaxLost) {
    return true;  // only one round is lost
  }
  state_.ends[*watch_.cell] = {Status::kFailed, EndInWords(wait_status)};
  return true;
}

void Supervisor::EndAll(const std::string& reason) {
  for (std::size_t cell = 0; cell < watch_.handshakes.size(); ++cell) {
    state_.ends.try_emplace(cell, Outcome{Status::kFailed, reason});
  }
}

}  // namespace tlsbench
