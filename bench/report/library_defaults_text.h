// Writes what each library does with pinned parameters and what it would do by itself. Used by `tlsbench list --parity`
// and above the results of a run. Pure (any thread).

#ifndef TLSBENCH_BENCH_REPORT_LIBRARY_DEFAULTS_TEXT_H_
#define TLSBENCH_BENCH_REPORT_LIBRARY_DEFAULTS_TEXT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "bench/plugin/backend_info.h"

namespace tlsbench {

// Returns a table with a row for each behaviour of each backend. Ends in a line feed.
std::string ParityTable(const std::vector<BackendInfo>& backends, std::size_t width);

// Returns one sentence for each library and protocol in which its own choice differs from what is pinned: "TLS 1.3:
// openssl-3.5.7 would use X25519MLKEM768 (pinned: x25519)". Empty if none differs.
std::string ParityDifferences(const std::vector<BackendInfo>& backends, const std::vector<std::uint16_t>& protocols,
                              std::size_t width);

// Returns what each build leaves out, or runs without: a line each. Empty if none does.
std::string BuildNotes(const std::vector<BackendInfo>& backends, std::size_t width);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_LIBRARY_DEFAULTS_TEXT_H_
