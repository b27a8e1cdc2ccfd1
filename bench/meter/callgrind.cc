#include "bench/meter/callgrind.h"

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <filesystem>
#include <system_error>

#include "bench/os/process.h"

#ifdef TLSBENCH_HAS_CALLGRIND
#include <valgrind/callgrind.h>
#else
#define RUNNING_ON_VALGRIND 0
#define CALLGRIND_TOGGLE_COLLECT static_cast<void>(0)
#define CALLGRIND_DUMP_STATS static_cast<void>(0)
#endif

namespace tlsbench {
namespace {

constexpr std::chrono::seconds kVersionLimit(20);

// The name of each file without its number; callgrind replaces %p by the process's id, so that no two workers share a
// file.
constexpr std::string_view kFileName = "collected";

}  // namespace

tl::expected<std::string, std::string> CallgrindVersion() {
#ifndef TLSBENCH_HAS_CALLGRIND
  return tl::unexpected(
      std::string("this build cannot count instructions: it was made without valgrind/callgrind.h (Debian's package "
                  "valgrind), or with sanitizers"));
#endif
  SpawnOptions options;
  options.arguments = {"valgrind", "--tool=callgrind", "--version"};
  auto version = RunCommand(options, kVersionLimit);
  if (!version) {
    return tl::unexpected(fmt::format("--instructions needs Valgrind (Debian's package valgrind): {}",
                                      version.error().substr(0, version.error().find('\n'))));
  }
  return version->substr(0, version->find('\n'));
}

std::vector<std::string> CallgrindCommand(const std::string& folder) {
  return {"valgrind",
          "--tool=callgrind",
          "--command-line-only=yes",  // ignores ~/.valgrindrc
          "--quiet",
          fmt::format("--log-file={}/log.%p", folder),
          "--collect-atstart=no",
          "--dump-instr=no",
          fmt::format("--callgrind-out-file={}/{}.%p", folder, kFileName)};
}

bool UnderCallgrind() { return RUNNING_ON_VALGRIND != 0; }

// Not inline: then it costs the same in each meter.
void ToggleCollection() { CALLGRIND_TOGGLE_COLLECT; }

tl::expected<std::string, std::string> WriteCollected(const std::string& folder) {
  static int written = 0;
  CALLGRIND_DUMP_STATS;
  std::string file = fmt::format("{}/{}.{}.{}", folder, kFileName, getpid(), ++written);
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    return tl::unexpected(std::string("callgrind wrote no file"));
  }
  return file;
}

tl::expected<std::int64_t, std::string> CollectedTotal(std::string_view file) {
  constexpr std::string_view kKey = "\ntotals: ";
  const std::size_t at = file.rfind(kKey);
  std::int64_t total = 0;
  const std::string_view number = at == std::string_view::npos ? "" : file.substr(at + kKey.size());
  if (std::from_chars(number.data(), number.data() + number.size(), total).ec != std::errc()) {
    return tl::unexpected(std::string("callgrind's file has no total"));
  }
  return total;
}

}  // namespace tlsbench
