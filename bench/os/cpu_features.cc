#include "bench/os/cpu_features.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <sstream>

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

namespace tlsbench {

#if defined(__x86_64__) || defined(__i386__)
namespace {

enum Register : unsigned { kEbx, kEcx };

struct Feature {
  const char* name;
  unsigned leaf;
  Register word;
  unsigned bit;
};

// Source: Intel's Software Developer's Manual, volume 2A, "CPUID", leaves 1 and 7.
constexpr Feature kFeatures[] = {
    {"pclmulqdq", 1, kEcx, 1}, {"ssse3", 1, kEcx, 9},       {"fma", 1, kEcx, 12},     {"movbe", 1, kEcx, 22},
    {"aes", 1, kEcx, 25},      {"avx", 1, kEcx, 28},        {"rdrand", 1, kEcx, 30},  {"bmi1", 7, kEbx, 3},
    {"avx2", 7, kEbx, 5},      {"bmi2", 7, kEbx, 8},        {"avx512f", 7, kEbx, 16}, {"rdseed", 7, kEbx, 18},
    {"adx", 7, kEbx, 19},      {"avx512ifma", 7, kEbx, 21}, {"sha_ni", 7, kEbx, 29},  {"gfni", 7, kEcx, 8},
    {"vaes", 7, kEcx, 9},      {"vpclmulqdq", 7, kEcx, 10},
};

bool Has(const Feature& feature) {
  unsigned eax = 0;
  unsigned ebx = 0;
  unsigned ecx = 0;
  unsigned edx = 0;
  const bool known = __get_cpuid_count(feature.leaf, 0, &eax, &ebx, &ecx, &edx) != 0;
  return known && ((feature.word == kEbx ? ebx : ecx) >> feature.bit & 1U) != 0;
}

}  // namespace

std::vector<std::string> CpuFeatures() {
  std::vector<std::string> names;
  for (const Feature& feature : kFeatures) {
    if (Has(feature)) {
      names.emplace_back(feature.name);
    }
  }
  return names;
}
#else
std::vector<std::string> CpuFeatures() { return {}; }
#endif

std::vector<std::string> HiddenFeatures(const std::vector<std::string>& all, std::string_view shown) {
  std::istringstream words{std::string(shown)};
  const std::vector<std::string> names{std::istream_iterator<std::string>(words), {}};
  std::vector<std::string> hidden;
  std::copy_if(all.begin(), all.end(), std::back_inserter(hidden),
               [&](const std::string& name) { return std::find(names.begin(), names.end(), name) == names.end(); });
  return hidden;
}

}  // namespace tlsbench
