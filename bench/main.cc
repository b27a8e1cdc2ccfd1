// Implements the tlsbench binary: the tool, and in its hidden modes the worker and the server process (DESIGN.md,
// "Processes").

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <system_error>
#include <variant>
#include <vector>

#include "bench/child_modes.h"
#include "bench/cli/command_line.h"
#include "bench/command/compare.h"
#include "bench/command/list.h"
#include "bench/command/report.h"
#include "bench/command/run.h"

namespace {

int Execute(const tlsbench::Command& command) {
  if (const auto* text = std::get_if<tlsbench::PrintText>(&command)) {
    fmt::print("{}", text->text);
    return tlsbench::kExitOk;
  }
  if (const auto* error = std::get_if<tlsbench::UsageError>(&command)) {
    fmt::print(stderr, "tlsbench: {}\n", error->error);
    return tlsbench::kExitUsage;
  }
  if (const auto* list = std::get_if<tlsbench::ListCommand>(&command)) {
    return tlsbench::ListBackends(*list);
  }
  if (const auto* compare = std::get_if<tlsbench::CompareCommand>(&command)) {
    return tlsbench::CompareRuns(*compare);
  }
  if (const auto* report = std::get_if<tlsbench::ReportCommand>(&command)) {
    return tlsbench::ReportRun(*report);
  }
  return tlsbench::RunBenchmark(std::get<tlsbench::RunOptions>(command));
}

// Reports that standard output could not be written, which is a failure. If the reader closed the pipe, as head does,
// nothing is printed.
int Complain(int error, int code) {
  if (error != EPIPE) {
    fmt::print(stderr, "tlsbench: cannot write to standard output: {}\n", std::strerror(error));
  }
  return code == tlsbench::kExitOk ? tlsbench::kExitFailedRow : code;
}

int Finish(const tlsbench::Command& command) {
  try {
    const int code = Execute(command);
    return std::fflush(stdout) == 0 ? code : Complain(errno, code);
  } catch (const std::system_error& error) {  // fmt::print throws it
    return Complain(error.code().value(), tlsbench::kExitOk);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  tlsbench::PrepareProcess();
  tlsbench::RunHiddenMode(arguments);
  return Finish(tlsbench::ParseCommandLine(arguments));
}
