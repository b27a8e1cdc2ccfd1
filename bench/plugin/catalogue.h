// Finds the backends: describes the plug-ins in the folder and selects them by name. The parent loads no TLS library,
// so each plug-in is described in a process of its own. Used by plan/plan.cc and command/list.cc. One thread.

#ifndef TLSBENCH_BENCH_PLUGIN_CATALOGUE_H_
#define TLSBENCH_BENCH_PLUGIN_CATALOGUE_H_

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "bench/plugin/backend_info.h"

namespace tlsbench {

// Holds the plug-ins found: those that answered, and one line for each that was refused.
struct BackendList {
  std::vector<BackendInfo> backends;
  std::vector<std::string> refused;
};
BackendList DescribeBackends(Detail detail = Detail::kIdentity);

// Returns " (refused: ...)", to be added to an error; empty if no plug-in was refused.
std::string Refusals(const BackendList& list);

// Describes one plug-in, FILE or FILE@VARIANT; the error is one line.
tl::expected<BackendInfo, std::string> DescribeBackend(const std::string& file, Detail detail = Detail::kIdentity);

// Returns the backends that `name` selects (plugin/backend_names.h); NAME@VARIANT selects that variant of each. The
// error names the nearest backend.
tl::expected<std::vector<BackendInfo>, std::string> SelectBackends(const std::string& name, const BackendList& list);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_PLUGIN_CATALOGUE_H_
