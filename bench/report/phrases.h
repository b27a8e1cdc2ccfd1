// How cells and changes are written for people, in the table and in the words below it. Pure functions (any thread).

#ifndef TLSBENCH_BENCH_REPORT_PHRASES_H_
#define TLSBENCH_BENCH_REPORT_PHRASES_H_

#include <string>
#include <string_view>

#include "bench/result/change.h"
#include "bench/result/result.h"

namespace tlsbench {

// "openssl-3.0.22" if one backend is at both ends or the server is not ours, else "client -> server".
std::string EndsName(const Cell& cell);

// "memory", "loopback", or the target's "host:port".
std::string PlaceName(const Cell& cell);

// Whether the ends are two different backends of ours.
bool IsCrossed(const Cell& cell);

// "+8.1 % (7.5 to 8.8)", "x 11.2 (11.1 to 11.3)" from twice as much on, or that the rounds are too few for an interval.
std::string ChangeWords(const Change& change);

// "+1.8 % (1.1 to 2.5), not counted: this run's own noise is 1.7 %", of a change within the noise; `whose` noise it is:
// "this run's own noise is".
std::string NotCountedWords(const Change& change, std::string_view whose = "this run's own noise is");

// "-0.8 to 0.6 %": what the interval allows. Only of a change that is telling.
std::string ChangeRange(const Change& change);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_PHRASES_H_
