// The catalogue of backends: the plug-ins that were found, and which of them a name selects. The parent loads no TLS
// library, so each plug-in is described in a process of its own. Used by plan/plan.cc and command/list.cc. One thread.

#ifndef TLSBENCH_BENCH_PLUGIN_CATALOGUE_H_
#define TLSBENCH_BENCH_PLUGIN_CATALOGUE_H_

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "bench/plugin/backend_info.h"

namespace tlsbench {

// The plug-ins found: those that answered, and one line for each that was refused.
struct BackendList {
  std::vector<BackendInfo> backends;
  std::vector<std::string> refused;
};
BackendList DescribeBackends(Detail detail = Detail::kIdentity);

// " (refused: ...)" for an error that names what was refused; empty if nothing was.
std::string Refusals(const BackendList& list);

// One of them, FILE or FILE@VARIANT; the error is one line in words.
tl::expected<BackendInfo, std::string> DescribeBackend(const std::string& file, Detail detail = Detail::kIdentity);

// The backends that `name` selects (plugin/backend_names.h), and with NAME@VARIANT that variant of each. An error names
// the nearest.
tl::expected<std::vector<BackendInfo>, std::string> SelectBackends(const std::string& name, const BackendList& list);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_PLUGIN_CATALOGUE_H_
