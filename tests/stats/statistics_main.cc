// What statistics_oracle_test.py asks of the statistics: one JSON object a line on stdin, one JSON array of numbers a
// line on stdout; what has no statistic is null.

#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bench/stats/rank_test.h"
#include "bench/stats/resampling.h"
#include "bench/stats/statistics.h"

namespace tlsbench {
namespace {

using Json = nlohmann::json;
using Values = std::vector<double>;

Json Number(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

Json Bounds(const std::optional<Estimate>& estimate) {
  return estimate && estimate->interval ? Json{estimate->value, estimate->interval->low, estimate->interval->high}
                                        : Json::array();
}

// A list of executions, each a list of rounds.
Sample SampleOf(const Json& executions) {
  Sample sample;
  int execution = 0;
  for (const Json& rounds : executions) {
    int round = 0;
    for (const Json& value : rounds) {
      sample.push_back({execution, round++, value.get<double>()});
    }
    ++execution;
  }
  return sample;
}

Json Answer(const Json& question) {
  const auto what = question.at("what").get<std::string>();
  const Json& a = question.at("a");
  const Json b = question.value("b", Json::array());
  if (what == "percentiles") {
    const Percentiles percentiles = PercentilesOf(a.get<Values>());
    return {Number(percentiles.p50), Number(percentiles.p90), Number(percentiles.p95), Number(percentiles.p99),
            Number(percentiles.p999)};
  }
  if (what == "wilcoxon") {
    return {Number(SignedRankP(a.get<Values>()))};
  }
  if (what == "mannwhitneyu") {
    return {Number(MannWhitneyP(a.get<Values>(), b.get<Values>()))};
  }
  if (what == "median") {
    return Bounds(MedianEstimate(SampleOf(a), kBootstrapSeed));
  }
  if (what == "unpaired") {
    return Bounds(UnpairedRatio(SampleOf(a), SampleOf(b), kBootstrapSeed));
  }
  return Bounds(PairedRatio(SharedRounds(SampleOf(a), SampleOf(b)), kBootstrapSeed));
}

}  // namespace
}  // namespace tlsbench

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    std::cout << tlsbench::Answer(nlohmann::json::parse(line)).dump() << std::endl;
  }
}
