// Parses the command line of `tlsbench compare`: arguments in, a CompareCommand or an error out. Used by
// cli/command_line.cc. Pure.

#ifndef TLSBENCH_BENCH_CLI_COMPARE_OPTIONS_H_
#define TLSBENCH_BENCH_CLI_COMPARE_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/cli/option_set.h"

namespace tlsbench {

enum class CompareBy : std::uint8_t { kNothing, kClient, kProtocol, kHandshake };
enum class CompareFormat : std::uint8_t { kTable, kCsv, kJson, kMarkdown };

struct CompareCommand {
  std::string run;   // a folder: `base` and `now` are its backends, or `by` splits it; empty: they are folders
  std::string base;  // a folder, or a backend by full name or prefix
  std::string now;
  CompareBy by = CompareBy::kNothing;
  CompareFormat format = CompareFormat::kTable;
  bool unlike = false;
  std::optional<double> fail_above_percent;
};

// Holds the options as typed, before they are checked.
struct RawCompare {
  std::vector<std::string> operands;
  std::string run, by, format = "table";
  bool unlike = false;
  std::optional<double> fail_above;
};

inline constexpr const char* kCompareDescription =
    "Two runs, two backends of one run, or one run by client, protocol or handshake: what differs, by how much, and\n"
    "whether that can be told from nothing.\n"
    "\n"
    "  tlsbench compare BASE NEW                              two folders\n"
    "  tlsbench compare --run DIR BASE NEW                    two backends of one run\n"
    "  tlsbench compare DIR --by client|protocol|handshake    one run; three clients and more are ranked\n";

// Adds the options; parsing will fill `raw`.
void AddCompareOptions(OptionSet& options, RawCompare& raw);

// Converts them to `command`, or returns one line on the first mistake.
std::optional<std::string> ConvertCompare(const RawCompare& raw, CompareCommand& command);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_CLI_COMPARE_OPTIONS_H_
