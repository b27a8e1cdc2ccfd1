// The tlsbench binary: the tool, and in its hidden modes the worker and the server process (DESIGN.md, "Processes").

#include <fmt/format.h>

#include <string>
#include <variant>
#include <vector>

#include "bench/cli.h"
#include "bench/compare.h"
#include "bench/list.h"
#include "bench/modes.h"
#include "bench/run.h"

namespace {

int Execute(const tlsbench::Command& command) {
  if (const auto* text = std::get_if<tlsbench::PrintText>(&command)) {
    fmt::print("{}", text->text);
    return tlsbench::kExitOk;
  }
  if (const auto* error = std::get_if<tlsbench::UsageError>(&command)) {
    fmt::print(stderr, "tlsbench: {}\n", error->words);
    return tlsbench::kExitUsage;
  }
  if (const auto* list = std::get_if<tlsbench::ListCommand>(&command)) {
    return tlsbench::ListBackends(*list);
  }
  if (const auto* compare = std::get_if<tlsbench::CompareCommand>(&command)) {
    return tlsbench::CompareRuns(*compare);
  }
  return tlsbench::RunBenchmark(std::get<tlsbench::RunOptions>(command));
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  tlsbench::PrepareProcess();
  tlsbench::RunHiddenMode(arguments);
  return Execute(tlsbench::ParseCommandLine(arguments));
}
