// What a backend may be called on the command line: its name or the beginning of it. Used by everything that selects
// backends by name: run, list, compare and the Google Benchmark front end. Pure functions (any thread).

#ifndef TLSBENCH_BENCH_PLUGIN_BACKEND_NAMES_H_
#define TLSBENCH_BENCH_PLUGIN_BACKEND_NAMES_H_

#include <string>
#include <vector>

namespace tlsbench {

// The members of `known` that `word` selects: the name itself, or else each name of which it is a prefix that ends
// before a '-' or a '.', so that openssl-3 is openssl-3.5.7 but not openssl-31. WORD@VARIANT selects names of that
// variant, WORD those without one.
std::vector<std::string> SelectNames(const std::string& word, const std::vector<std::string>& known);

// What a user most likely meant by a word that selects none of `known`; empty if nothing is near.
std::string NearestName(const std::string& word, const std::vector<std::string>& known);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_PLUGIN_BACKEND_NAMES_H_
