// Shows what a user waits for at each distance: the time to the first byte of every kind of handshake over the
// round-trip times of a run, and how many round trips its growth amounts to. Used by report.cc. Pure functions; any
// thread.

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

// Returns the slope of a straight line through points by least squares; nullopt if all have the same x.
std::optional<double> Slope(const std::vector<std::pair<double, double>>& points);

// Returns a table for each set of path conditions that was measured at two or more round-trip times; empty if there is
// none.
std::string FirstByteText(const std::vector<Summary>& rows, std::size_t width);

// Returns a line for each row whose time to the first byte does not agree with its round trips, with the likely cause;
// empty if there is none.
std::string ResidualText(const std::vector<Summary>& rows, std::size_t width);

// Returns a line on how precisely the relays kept their delays; empty if there were no relays.
std::string RelayLine(const std::vector<std::pair<PathConditions, RelayFacts>>& relays, std::size_t width);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_FIRST_BYTE_BY_RTT_H_
