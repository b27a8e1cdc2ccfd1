// From options to cells: finds the backends that were named and multiplies the axes. Pure, but for DescribeBackends,
// which starts a process for each plug-in, since the parent loads no TLS library.

#ifndef TLSBENCH_BENCH_PLAN_PLAN_H_
#define TLSBENCH_BENCH_PLAN_PLAN_H_

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "bench/plan/run_options.h"
#include "bench/plugin/backend_info.h"
#include "bench/result/result.h"

namespace tlsbench {

// The plug-ins found: those that answered, and one line for each that was refused.
struct BackendList {
  std::vector<BackendInfo> backends;
  std::vector<std::string> refused;
};
BackendList DescribeBackends(Detail detail = Detail::kIdentity);

// One of them, FILE or FILE@VARIANT; the error is one line in words.
tl::expected<BackendInfo, std::string> DescribeBackend(const std::string& file, Detail detail = Detail::kIdentity);

// The backends that `name` selects (plugin/backend_names.h), and with NAME@VARIANT that variant of each. An error names
// the nearest.
tl::expected<std::vector<BackendInfo>, std::string> SelectBackends(const std::string& name, const BackendList& list);

// All cells of a run, in the order of the report.
tl::expected<std::vector<Cell>, std::string> PlanCells(const RunOptions& options, const BackendList& list);

// What those cells need loaded, variants among it, and the null backend for the floor.
std::vector<BackendInfo> BackendsOf(const std::vector<Cell>& cells, const BackendList& list);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_PLAN_PLAN_H_
