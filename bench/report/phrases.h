// Writes cells and changes for people, in the table and in the findings below it. Pure functions (any thread).

#ifndef TLSBENCH_BENCH_REPORT_PHRASES_H_
#define TLSBENCH_BENCH_REPORT_PHRASES_H_

#include <string>
#include <string_view>

#include "bench/result/change.h"
#include "bench/result/result.h"

namespace tlsbench {

// Returns "openssl-3.0.22" if one backend is at both ends or the server is remote, else "client -> server".
std::string EndsName(const Cell& cell);

// Returns "memory", "loopback", or the target's "host:port".
std::string PlaceName(const Cell& cell);

// Returns whether the ends are two different backends of ours.
bool IsCrossed(const Cell& cell);

// Returns text such as "+8.1 % (7.5 to 8.8)"; "x 11.2 (11.1 to 11.3)" if the cost at least doubled; or that there are
// too few rounds for an interval.
std::string ChangeSentence(const Change& change);

// Returns text for a change within the noise: "+1.8 % (1.1 to 2.5), not counted: this run's own noise is 1.7 %".
// `whose` introduces the noise: "this run's own noise is".
std::string NotCountedReasons(const Change& change, std::string_view whose = "this run's own noise is");

// Returns the interval, such as "-0.8 to 0.6 %". The change must have enough rounds (Change::Telling).
std::string ChangeRange(const Change& change);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_PHRASES_H_
