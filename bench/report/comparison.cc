#include "bench/report/comparison.h"

#include <algorithm>
#include <map>
#include <utility>

namespace tlsbench {
namespace {

constexpr std::string_view kNullBackend = "null";  // performs no cryptography: no comparison with it means anything

std::optional<double> ClientCpuUs(const Round& round) {
  return HasCpuToCount(round) && round.client_cpu ? std::optional<double>(round.client_cpu->total_us) : std::nullopt;
}

std::optional<double> ServerCpuUs(const Round& round) {
  return HasCpuToCount(round) && round.server_cpu ? std::optional<double>(round.server_cpu->total_us) : std::nullopt;
}

using ByRound = std::map<std::pair<int, int>, double>;  // (execution, round)

ByRound Values(const std::vector<Round>& rounds, std::size_t cell, Quantity quantity) {
  ByRound values;
  for (const Round& round : rounds) {
    if (round.cell != cell) {
      continue;
    }
    if (const std::optional<double> value = quantity(round)) {
      values[{round.execution, round.round}] = *value;
    }
  }
  return values;
}

std::vector<double> All(const ByRound& values) {
  std::vector<double> all;
  for (const auto& [round, value] : values) {
    all.push_back(value);
  }
  return all;
}

std::optional<Change> Made(const std::optional<Estimate>& ratio, std::size_t rounds, bool paired, double noise) {
  return ratio ? std::optional<Change>(Change{*ratio, rounds, paired, noise}) : std::nullopt;
}

}  // namespace

const std::vector<Cost>& CostsOn(LinkKind link) {
  static const std::vector<Cost> cpu = {{"client CPU", Payer::kClient, ClientCpuUs},
                                        {"server CPU", Payer::kServer, ServerCpuUs}};
  static const std::vector<Cost> latencies = {{"handshake p50", Payer::kClient, MedianHandshakeMs},
                                              {"first byte p50", Payer::kClient, MedianFirstByteMs}};
  return link == LinkKind::kMemory ? cpu : latencies;
}

std::optional<Change> Compare(const std::vector<Round>& rounds, std::size_t now, std::size_t before, Quantity quantity,
                              double noise) {
  const ByRound values_now = Values(rounds, now, quantity);
  const ByRound values_before = Values(rounds, before, quantity);
  std::vector<double> shared_now;
  std::vector<double> shared_before;
  for (const auto& [round, value] : values_now) {
    if (const auto found = values_before.find(round); found != values_before.end()) {
      shared_now.push_back(value);
      shared_before.push_back(found->second);
    }
  }
  const std::size_t fewer = std::min(values_now.size(), values_before.size());
  // Rounds that only one side has would bring the drift back in, so they are left out while enough are shared.
  if (shared_now.size() == fewer || shared_now.size() >= kRoundsForVerdict) {
    return Made(PairedRatio(shared_now, shared_before, kBootstrapSeed), shared_now.size(), true, noise);
  }
  return Made(UnpairedRatio(All(values_now), All(values_before), kBootstrapSeed), fewer, false, noise);
}

bool IsComparable(const Summary& row) {
  return row.status == Status::kOk && row.cell.client != kNullBackend && row.cell.server != kNullBackend;
}

bool SamePlace(const Cell& a, const Cell& b) { return a.link == b.link && a.target == b.target; }

bool SameEnds(const Cell& a, const Cell& b) { return a.client == b.client && a.server == b.server; }

bool SamePins(const Scenario& a, const Scenario& b) {
  return a.auth == b.auth && a.group == b.group && a.tickets == b.tickets &&
         CipherOf(CipherSuiteName(a.cipher_suite)) == CipherOf(CipherSuiteName(b.cipher_suite));
}

std::string CipherOf(std::string_view suite) {
  const std::string_view infix = "_WITH_";
  const std::size_t with = suite.find(infix);
  const std::size_t start = with == std::string_view::npos ? suite.find('_') + 1 : with + infix.size();
  return std::string(suite.substr(start));
}

}  // namespace tlsbench
