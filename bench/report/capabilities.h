// Shows what each backend can do, and why not: kinds of handshake by backends, each reason once. Used by `tlsbench
// list`; the Markdown is part of backends/README.md. Pure (any thread).

#ifndef TLSBENCH_BENCH_REPORT_CAPABILITIES_H_
#define TLSBENCH_BENCH_REPORT_CAPABILITIES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "bench/plugin/backend_info.h"

namespace tlsbench {

// All functions take backends with their capabilities, and leave out those that are no libraries. Each text ends in a
// line feed; it is empty if no library is left.

// Returns a table for a screen: a column for each backend, under its name if that fits, else under a letter. Further
// tables follow below if the letters do not fit either, then the numbered reasons, and how many kinds each backend can
// do.
std::string CapabilityTable(const std::vector<BackendInfo>& backends, std::size_t width);

// Returns the same as Markdown: a table of the backends, one of the kinds, and a list of the reasons.
std::string CapabilityMarkdown(const std::vector<BackendInfo>& backends);

// Returns a row for each backend and kind: backend,kind,able,reason. Without a library, only the header.
std::string CapabilityCsv(const std::vector<BackendInfo>& backends);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_CAPABILITIES_H_
