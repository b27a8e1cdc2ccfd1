// Child processes: start one, wait with a limit, end exactly that one. Used for the openssl command, sha256sum, the
// workers and the server. No shell is involved.

#ifndef TLSBENCH_BENCH_OS_PROCESS_H_
#define TLSBENCH_BENCH_OS_PROCESS_H_

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace tlsbench {

// A file descriptor that closes itself. Movable, one owner.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept;
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() { Close(); }

  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  void Close();

 private:
  int fd_ = -1;
};

// Writes everything. False if the descriptor takes no more (errno says why).
bool WriteAll(int fd, std::string_view text);

// Both ends of a pipe, closed on exec.
struct Pipe {
  Fd read;
  Fd write;
  static tl::expected<Pipe, std::string> Make();
};

// Set in a child's environment where libraries shall find the system's configuration (child_modes.cc); not for users.
inline constexpr const char* kAsShippedVariable = "TLSBENCH_INTERNAL_AS_SHIPPED";

struct SpawnOptions {
  std::vector<std::string> arguments;                            // arguments[0] is looked up in PATH
  std::vector<std::pair<std::string, std::string>> environment;  // set on top of our own
  std::vector<std::pair<int, int>> descriptors;                  // {ours, the child's number}
};

// A child process that this object started. The destructor kills it if it still runs and reaps it.
class Process {
 public:
  static tl::expected<Process, std::string> Spawn(const SpawnOptions& options);

  Process() = default;
  Process(Process&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}
  Process& operator=(Process&& other) noexcept;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() { Kill(); }

  pid_t pid() const { return pid_; }

  // Waits for the end; after `limit` the child is killed. Returns the wait status (waitpid(2)).
  int Wait(std::chrono::milliseconds limit);

  // The wait status if the child has ended by itself, without waiting.
  std::optional<int> Ended();

  void Kill();

 private:
  explicit Process(pid_t pid) : pid_(pid) {}
  pid_t pid_ = -1;
};

// Runs a command to its end and returns what it wrote to stdout and stderr. An error in words if it cannot be started,
// ends with another status than 0, or takes longer than `limit`.
tl::expected<std::string, std::string> RunCommand(const SpawnOptions& options,
                                                  std::chrono::milliseconds limit = std::chrono::seconds(60));

// "SIGSEGV" and the like.
std::string SignalName(int signal);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_OS_PROCESS_H_
