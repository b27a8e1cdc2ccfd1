#include "bench/measure/harness_floor.h"

#include <string>

#include "bench/measure/memory_runner.h"
#include "bench/scenario/endpoint.h"
#include "bench/scenario/scenario.h"

namespace tlsbench {
namespace {

constexpr unsigned kFloorHandshakes = 20000;

}  // namespace

std::optional<Floor> MeasureFloor(const Backend& null) {
  Scenario scenario;
  scenario.group = kGroupX25519;
  scenario.cipher_suite = DefaultCipherSuite(scenario.protocol, scenario.auth);
  std::string error;
  MemoryTrial trial(scenario, null.MakeContext(LocalEndpoint(scenario, Role::kClient), error),
                    null.MakeContext(LocalEndpoint(scenario, Role::kServer), error));
  if (trial.WarmUp()) {
    return std::nullopt;
  }
  const MemoryTrial::Cost cost = trial.MeasureCost(kFloorHandshakes);
  return Floor{cost.with_clock_ns, cost.without_clock_ns};
}

}  // namespace tlsbench
