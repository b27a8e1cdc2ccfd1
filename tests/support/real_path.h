// The path link for tests, where the machine gives one.

#ifndef TLSBENCH_TESTS_SUPPORT_REAL_PATH_H_
#define TLSBENCH_TESTS_SUPPORT_REAL_PATH_H_

#include <optional>
#include <string>

#include "bench/net/path_process.h"

namespace tlsbench {

inline constexpr std::chrono::milliseconds kPathLimit(10000);

inline PathConditions PathOfMs(std::int64_t rtt_ms) {
  PathConditions conditions;
  conditions.rtt_us = rtt_ms * 1000;
  return conditions;
}

// What this machine or container lacks for a path; nothing if it lacks nothing. Any other failure is the tests' to
// find.
inline std::optional<std::string> NoPathHere() {
  static const auto path = PathProcess::Start({}, {}, 1, kPathLimit).map([](const PathProcess&) { return true; });
  for (const char* word : {"namespace", "/dev/net/tun", "TUN"}) {
    if (!path && path.error().find(word) != std::string::npos) {
      return path.error();
    }
  }
  return std::nullopt;
}

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_REAL_PATH_H_
