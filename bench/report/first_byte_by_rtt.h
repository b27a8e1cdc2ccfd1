// What a user waits for at each distance: the time to the first byte of every kind of handshake over the round-trip
// times of a run, and how many round trips its growth is. Used by report.cc. Pure functions; any thread.

#ifndef TLSBENCH_BENCH_REPORT_FIRST_BYTE_BY_RTT_H_
#define TLSBENCH_BENCH_REPORT_FIRST_BYTE_BY_RTT_H_

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bench/net/path_process.h"
#include "bench/result/result.h"

namespace tlsbench {

// The slope of a straight line through points by least squares; nothing if all have the same x.
std::optional<double> Slope(const std::vector<std::pair<double, double>>& points);

// A table for each set of path conditions that was measured at two round-trip times or more; else empty.
std::string DistanceWords(const std::vector<Summary>& rows, std::size_t width);

// A line for each row whose time to the first byte is not what the round trips say, and why; empty if there is none.
std::string ResidualWords(const std::vector<Summary>& rows, std::size_t width);

// How well the relays kept their delays, in a line; empty if there were none.
std::string RelayLine(const std::vector<std::pair<PathConditions, RelayFacts>>& relays, std::size_t width);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_FIRST_BYTE_BY_RTT_H_
