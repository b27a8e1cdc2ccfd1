#include "bench/scenario/sweep.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tlsbench {
namespace {

constexpr std::pair<std::string_view, Sweep> kSweeps[] = {{"group", Sweep::kGroup},
                                                          {"auth", Sweep::kAuth},
                                                          {"cipher", Sweep::kCipher},
                                                          {"handshake", Sweep::kHandshake},
                                                          {"tickets", Sweep::kTickets}};

}  // namespace

std::string_view SweepName(Sweep sweep) {
  const auto* const found =
      std::find_if(std::begin(kSweeps), std::end(kSweeps), [&](const auto& entry) { return entry.second == sweep; });
  return found == std::end(kSweeps) ? "" : found->first;
}

std::optional<Sweep> ParseSweep(std::string_view name) {
  const auto* const found =
      std::find_if(std::begin(kSweeps), std::end(kSweeps), [&](const auto& entry) { return entry.first == name; });
  return found == std::end(kSweeps) ? std::nullopt : std::optional(found->second);
}

}  // namespace tlsbench
