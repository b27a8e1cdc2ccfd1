#include "bench/result/change.h"

#include <algorithm>

namespace tlsbench {
namespace {

constexpr std::string_view kNullBackend = "null";  // performs no cryptography, so a comparison with it means nothing

std::optional<double> ClientCpuUs(const Round& round) {
  return HasCpuToCount(round) && round.client_cpu ? std::optional<double>(round.client_cpu->total_us) : std::nullopt;
}

std::optional<double> ServerCpuUs(const Round& round) {
  return HasCpuToCount(round) && round.server_cpu ? std::optional<double>(round.server_cpu->total_us) : std::nullopt;
}

Sample SampleOf(const std::vector<Round>& rounds, std::size_t cell, Quantity quantity) {
  Sample sample;
  for (const Round& round : rounds) {
    if (round.cell != cell) {
      continue;
    }
    if (const std::optional<double> value = quantity(round)) {
      sample.push_back({round.execution, round.round, *value});
    }
  }
  return sample;
}

std::optional<Change> Made(const std::optional<Estimate>& ratio, std::size_t rounds, bool paired) {
  return ratio ? std::optional<Change>(Change{*ratio, rounds, paired}) : std::nullopt;
}

}  // namespace

const std::vector<Cost>& CostsOn(LinkKind link) {
  static const std::vector<Cost> cpu = {{"client CPU", Payer::kClient, ClientCpuUs},
                                        {"server CPU", Payer::kServer, ServerCpuUs}};
  static const std::vector<Cost> latencies = {{"handshake p50", Payer::kClient, MedianHandshakeMs},
                                              {"first byte p50", Payer::kClient, MedianFirstByteMs}};
  return link == LinkKind::kMemory ? cpu : latencies;
}

std::optional<Change> CompareSamples(const Sample& now, const Sample& before) {
  const std::vector<RoundPair> shared = SharedRounds(now, before);
  const std::size_t fewer = std::min(now.size(), before.size());
  // Rounds that only one sample has would bring drift back in, so they are left out if enough rounds are shared.
  if (shared.size() == fewer || shared.size() >= kRoundsForVerdict) {
    return Made(PairedRatio(shared, kBootstrapSeed), shared.size(), true);
  }
  return CompareApart(now, before);
}

std::optional<Change> CompareApart(const Sample& now, const Sample& before) {
  return Made(UnpairedRatio(now, before, kBootstrapSeed), std::min(now.size(), before.size()), false);
}

std::optional<Change> Compare(const std::vector<Round>& rounds, std::size_t now, std::size_t before, Quantity quantity,
                              double noise) {
  auto change = CompareSamples(SampleOf(rounds, now, quantity), SampleOf(rounds, before, quantity));
  if (change) {
    change->noise = noise;
  }
  return change;
}

bool IsComparable(const Summary& row) {
  return row.status == Status::kOk && row.cell.client != kNullBackend && row.cell.server != kNullBackend;
}

bool SamePlace(const Cell& a, const Cell& b) { return a.link == b.link && a.target == b.target && a.path == b.path; }

bool SameEnds(const Cell& a, const Cell& b) { return a.client == b.client && a.server == b.server; }

bool SamePins(const Scenario& a, const Scenario& b) {
  Scenario like_a = b;  // the same as `b`, except for protocol and kind
  like_a.protocol = a.protocol;
  like_a.handshake = a.handshake;
  like_a.cipher_suite = a.cipher_suite;
  return a == like_a && CipherOf(CipherSuiteName(a.cipher_suite)) == CipherOf(CipherSuiteName(b.cipher_suite));
}

std::string CipherOf(std::string_view suite) {
  const std::string_view infix = "_WITH_";
  const std::size_t with = suite.find(infix);
  const std::size_t start = with == std::string_view::npos ? suite.find('_') + 1 : with + infix.size();
  return std::string(suite.substr(start));
}

}  // namespace tlsbench
