// Finds the name that a user meant, for errors that say "did you mean ...?". Pure (any thread).

#ifndef TLSBENCH_BENCH_TEXT_NEAREST_H_
#define TLSBENCH_BENCH_TEXT_NEAREST_H_

#include <string>
#include <vector>

namespace tlsbench {

// Returns the member of `known` that a user most likely meant; empty if none is near.
std::string Nearest(const std::string& word, const std::vector<std::string>& known);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_TEXT_NEAREST_H_
