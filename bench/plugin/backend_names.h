// Selects backends by what the user types: a backend's name or the beginning of it. Used by everything that selects
// backends by name: run, list, compare and the Google Benchmark front end. Pure functions (any thread).

#ifndef TLSBENCH_BENCH_PLUGIN_BACKEND_NAMES_H_
#define TLSBENCH_BENCH_PLUGIN_BACKEND_NAMES_H_

#include <string>
#include <vector>

namespace tlsbench {

// Returns the members of `known` that `word` selects: the name itself, or else each name of which it is a prefix that
// ends before a '-' or a '.', so that openssl-3 is openssl-3.5.7 but not openssl-31. WORD@VARIANT selects names of that
// variant, WORD alone selects names without a variant.
std::vector<std::string> SelectNames(const std::string& word, const std::vector<std::string>& known);

// Returns what a user most likely meant by a `word` that selects none of `known`; empty if no name is near.
std::string NearestName(const std::string& word, const std::vector<std::string>& known);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_PLUGIN_BACKEND_NAMES_H_
