#include "bench/list.h"

#include <fmt/format.h>

#include "bench/options.h"
#include "bench/plan.h"

namespace tlsbench {
namespace {

void Print(const BackendInfo& info) {
  fmt::print("{}\n  library   {} ({})\n", info.name, info.library_version, info.linkage);
  if (!info.build_flags.empty()) {
    fmt::print("  built     {}\n", info.build_flags);
  }
  if (!info.build_note.empty()) {
    fmt::print("  note      {}\n", info.build_note);
  }
  std::string able;
  for (const auto& [what, why_not] : info.capabilities) {
    if (why_not.empty()) {
      able += (able.empty() ? "" : ", ") + what;
    } else {
      fmt::print("  cannot    {}: {}\n", what, why_not);
    }
  }
  fmt::print("  can       {}\n", able);
}

}  // namespace

int ListBackends() {
  const BackendList list = DescribeBackends();
  for (const BackendInfo& info : list.backends) {
    Print(info);
  }
  for (const std::string& refused : list.refused) {
    fmt::print(stderr, "Left out: {}\n", refused);
  }
  if (list.backends.empty()) {
    fmt::print(stderr, "tlsbench: no plug-in was found; build them, or set TLSBENCH_BACKENDS to their folder\n");
    return kExitFailedRow;
  }
  return kExitOk;
}

}  // namespace tlsbench
