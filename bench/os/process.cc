#include "bench/os/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace tlsbench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kAboveMapped = 64;

int MillisecondsUntil(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1 << 30));
}

// Returns our environment with some variables replaced.
std::vector<std::string> Environment(const std::vector<std::pair<std::string, std::string>>& changes) {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::string_view name = text.substr(0, text.find('='));
    const bool changed =
        std::any_of(changes.begin(), changes.end(), [&](auto& change) { return change.first == name; });
    if (!changed) {
      environment.emplace_back(text);
    }
  }
  for (const auto& [name, value] : changes) {
    environment.push_back(fmt::format("{}={}", name, value));
  }
  return environment;
}

std::vector<char*> Pointers(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (std::string& string : strings) {
    pointers.push_back(string.data());
  }
  pointers.push_back(nullptr);
  return pointers;
}

// Returns whether `fd` became readable before the deadline; a signal handler that runs meanwhile does not change the
// result.
bool WaitReadable(int fd, Clock::time_point deadline) {
  pollfd wait{fd, POLLIN, 0};
  int ready = 0;
  do {
    ready = poll(&wait, 1, MillisecondsUntil(deadline));
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

// Reads until all writers have closed the pipe or the deadline has come.
std::string ReadAll(int fd, Clock::time_point deadline) {
  std::string text;
  std::array<char, 4096> chunk{};
  while (WaitReadable(fd, deadline)) {
    const ssize_t count = read(fd, chunk.data(), chunk.size());
    if (count <= 0) {
      break;
    }
    text.append(chunk.data(), static_cast<std::size_t>(count));
  }
  return text;
}

}  // namespace

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    Close();
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

void Fd::Close() {
  if (fd_ >= 0) {
    close(std::exchange(fd_, -1));
  }
}

bool WriteAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(fd, text.data(), text.size());
    if (count > 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

tl::expected<Pipe, std::string> Pipe::Make() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return tl::unexpected(fmt::format("no pipe: {}", std::strerror(errno)));
  }
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

tl::expected<Process, std::string> Process::Spawn(const SpawnOptions& options) {
  std::vector<std::string> arguments = options.arguments;
  std::vector<std::string> environment = Environment(options.environment);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  std::vector<Fd> copies;  // at numbers that no mapping overwrites before it is used
  for (const auto& [ours, theirs] : options.descriptors) {
    copies.emplace_back(fcntl(ours, F_DUPFD_CLOEXEC, kAboveMapped));
    posix_spawn_file_actions_adddup2(&actions, copies.back().get(), theirs);
  }
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);  // a child shall not block the signals that we block (os/interrupt.h)
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  pid_t pid = -1;
  const int error = posix_spawnp(&pid, arguments[0].c_str(), &actions, &attributes, Pointers(arguments).data(),
                                 Pointers(environment).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    return tl::unexpected(fmt::format("cannot start {}: {}", arguments[0], std::strerror(error)));
  }
  return Process(pid);
}

Process& Process::operator=(Process&& other) noexcept {
  if (this != &other) {
    Kill();
    pid_ = std::exchange(other.pid_, -1);
  }
  return *this;
}

int Process::Wait(std::chrono::milliseconds limit) {
  int status = 0;
  if (pid_ < 0) {
    return status;
  }
  const Fd handle(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
  if (!handle.valid() || !WaitReadable(handle.get(), Clock::now() + limit)) {
    kill(pid_, SIGKILL);
  }
  waitpid(std::exchange(pid_, -1), &status, 0);
  return status;
}

std::optional<int> Process::Ended() {
  int status = 0;
  if (pid_ < 0 || waitpid(pid_, &status, WNOHANG) != pid_) {
    return std::nullopt;
  }
  pid_ = -1;
  return status;
}

void Process::Kill() {
  if (pid_ >= 0) {
    kill(pid_, SIGKILL);
    Wait(std::chrono::seconds(1));
  }
}

tl::expected<std::string, std::string> RunCommand(const SpawnOptions& options, std::chrono::milliseconds limit) {
  const auto deadline = Clock::now() + limit;
  auto output = Pipe::Make();
  if (!output) {
    return tl::unexpected(output.error());
  }
  SpawnOptions with_output = options;
  with_output.descriptors.emplace_back(output->write.get(), STDOUT_FILENO);
  with_output.descriptors.emplace_back(output->write.get(), STDERR_FILENO);
  auto process = Process::Spawn(with_output);
  if (!process) {
    return tl::unexpected(process.error());
  }
  output->write.Close();
  std::string text = ReadAll(output->read.get(), deadline);
  const int status = process->Wait(std::chrono::milliseconds(MillisecondsUntil(deadline)));
  if (WIFSIGNALED(status)) {
    return tl::unexpected(fmt::format("{} was ended by {}{}", options.arguments[0], SignalName(WTERMSIG(status)),
                                      Clock::now() < deadline ? "" : ": it took too long"));
  }
  if (WEXITSTATUS(status) != 0) {
    return tl::unexpected(fmt::format("{} failed: {}", options.arguments[0], text));
  }
  return text;
}

std::string SignalName(int signal) {
  const char* name = sigabbrev_np(signal);
  return name == nullptr ? fmt::format("signal {}", signal) : fmt::format("SIG{}", name);
}

}  // namespace tlsbench
