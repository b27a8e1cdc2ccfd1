// Holds the text of --help for each command, without its options. Used by cli/command_line.cc.

#ifndef TLSBENCH_BENCH_CLI_HELP_TEXT_H_
#define TLSBENCH_BENCH_CLI_HELP_TEXT_H_

namespace tlsbench {

inline constexpr const char* kDescription =
    "What a TLS handshake costs, in CPU, bytes and round trips, proven in every row.\n"
    "\n"
    "  tlsbench [run] [OPTIONS]     measure; without options, every library found\n"
    "  tlsbench --target HOST:PORT  measure a server\n"
    "  tlsbench list [--parity]     backends, library versions, what each can do and why not\n"
    "  tlsbench compare BASE NEW    two runs, or two backends of one: what differs, and whether that can be told\n"
    "  tlsbench report DIR          what a run printed, from its files alone\n";

inline constexpr const char* kSelectionDescription =
    "The cells of tlsbench on the memory link, as benchmarks of Google Benchmark.\n"
    "\n"
    "  tlsbench-gbench [OPTIONS] [--benchmark_NAME=VALUE ...]\n"
    "\n"
    "Google Benchmark's own flags are, among others, --benchmark_list_tests, --benchmark_filter=REGEX,\n"
    "--benchmark_repetitions=N, --benchmark_min_time=SECONDS, --benchmark_format=json and --benchmark_out=FILE.\n";

inline constexpr const char* kListDescription =
    "What was found: backends, library versions, how each was built, what it can do and why not.";

inline constexpr const char* kReportDescription =
    "What a run printed, from the files in its folder alone.\n"
    "\n"
    "  tlsbench report DIR [--format csv|benchstat]";

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_CLI_HELP_TEXT_H_
