// The tlsbench binary: the tool, and in its hidden modes the worker and the server process (DESIGN.md, "Processes").

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <variant>
#include <vector>

#include "bench/cli.h"
#include "bench/describe.h"
#include "bench/link/server.h"
#include "bench/list.h"
#include "bench/run.h"
#include "bench/worker.h"

namespace {

// Where a child finds its pipes (supervisor.cc, server.cc).
constexpr int kTaskFd = 3;
constexpr int kEventFd = 4;
constexpr int kControlFd = 3;

// Children leave by _exit: the exit handlers of several libraries in one process do not get along.
[[noreturn]] void Leave(int code) {
  std::fflush(nullptr);
  _exit(code);
}

void RunHiddenMode(const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments[0].rfind("--internal-", 0) != 0) {
    return;
  }
  tlsbench::FollowParent();
  if (arguments[0] == "--internal-worker") {
    Leave(tlsbench::RunWorker(kTaskFd, kEventFd));
  }
  if (arguments[0] == "--internal-server") {
    Leave(tlsbench::ServeLoopback(kControlFd));
  }
  if (arguments[0] == "--internal-describe" && arguments.size() == 2) {
    Leave(tlsbench::DescribePlugin(arguments[1], STDOUT_FILENO));
  }
}

int Execute(const tlsbench::Command& command) {
  if (const auto* text = std::get_if<tlsbench::PrintText>(&command)) {
    fmt::print("{}", text->text);
    return tlsbench::kExitOk;
  }
  if (const auto* error = std::get_if<tlsbench::UsageError>(&command)) {
    fmt::print(stderr, "tlsbench: {}\n", error->words);
    return tlsbench::kExitUsage;
  }
  if (std::holds_alternative<tlsbench::ListCommand>(command)) {
    return tlsbench::ListBackends();
  }
  return tlsbench::RunBenchmark(std::get<tlsbench::RunOptions>(command));
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  // The system's openssl.cnf may change a library's defaults; children inherit this.
  setenv("OPENSSL_CONF", "/dev/null", 1);  // NOLINT(concurrency-mt-unsafe): no thread runs yet
  std::signal(SIGPIPE, SIG_IGN);
  RunHiddenMode(arguments);
  return Execute(tlsbench::ParseCommandLine(arguments));
}
