// Parses the command line: arguments in, a command or an error out. Every mistake of the user is found here, before any
// work. Pure.

#ifndef TLSBENCH_BENCH_CLI_COMMAND_LINE_H_
#define TLSBENCH_BENCH_CLI_COMMAND_LINE_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "bench/cli/compare_options.h"
#include "bench/cli/option_set.h"
#include "bench/plan/run_options.h"

namespace tlsbench {

enum class ListFormat : std::uint8_t { kTable, kMarkdown, kCsv };
struct ListCommand {
  std::vector<std::string> backends;  // as in RunOptions
  bool parity = false;
  ListFormat format = ListFormat::kTable;
};

enum class ReportFormat : std::uint8_t { kTable, kCsv, kBenchstat };
struct ReportCommand {
  std::string run;  // a folder
  ReportFormat format = ReportFormat::kTable;
};

using Command = std::variant<RunOptions, ListCommand, CompareCommand, ReportCommand, PrintText, UsageError>;

// Parses `arguments`, which do not contain the program's name.
Command ParseCommandLine(const std::vector<std::string>& arguments);

// Does the same for tlsbench-gbench, which takes only the options that select cells, all on the memory link.
Command ParseSelection(const std::vector<std::string>& arguments);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_CLI_COMMAND_LINE_H_
