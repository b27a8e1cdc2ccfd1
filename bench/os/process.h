// Starts child processes, waits for them with a limit, and ends exactly the one that was started. Used for the openssl
// command, sha256sum, the workers and the server. No shell is involved.

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

// Owns a file descriptor and closes it. Movable, one owner.
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

// Writes everything. Returns false if the descriptor takes no more (errno says why).
bool WriteAll(int fd, std::string_view text);

// Holds both ends of a pipe, closed on exec.
struct Pipe {
  Fd read;
  Fd write;
  static tl::expected<Pipe, std::string> Make();
};

// Names the variable that is set in a child's environment if libraries shall read the system's configuration
// (child_modes.cc); not for users.
inline constexpr const char* kAsShippedVariable = "TLSBENCH_INTERNAL_AS_SHIPPED";

struct SpawnOptions {
  std::vector<std::string> arguments;                            // arguments[0] is looked up in PATH
  std::vector<std::pair<std::string, std::string>> environment;  // added to this process's own
  std::vector<std::pair<int, int>> descriptors;                  // {our number, the child's number}
};

// Owns a child process that it started. The destructor kills the child if it still runs, and reaps it.
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

  // Waits until the child ends; kills it after `limit`. Returns the wait status (waitpid(2)).
  int Wait(std::chrono::milliseconds limit);

  // Returns the wait status if the child has ended by itself, else nullopt. Does not wait.
  std::optional<int> Ended();

  void Kill();

 private:
  explicit Process(pid_t pid) : pid_(pid) {}
  pid_t pid_ = -1;
};

// Runs a command to its end and returns what it wrote to stdout and stderr. The error is one line: the command cannot
// be started, ends with another status than 0, or takes longer than `limit`.
tl::expected<std::string, std::string> RunCommand(const SpawnOptions& options,
                                                  std::chrono::milliseconds limit = std::chrono::seconds(60));

// Returns a signal's name, such as "SIGSEGV".
std::string SignalName(int signal);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_OS_PROCESS_H_
