// Converts scenarios, certificate keys and credentials to JSON and back: between parent and worker (worker/messages.cc)
// and between worker and server process (link/server_process.cc, link/server_main.cc). Both ends are the same binary. A
// scenario is an object whose keys are the names of its axes (axes.h).

#ifndef TLSBENCH_BENCH_SCENARIO_SCENARIO_JSON_H_
#define TLSBENCH_BENCH_SCENARIO_SCENARIO_JSON_H_

#include <nlohmann/json.hpp>
#include <string>

#include "bench/scenario/axes.h"
#include "bench/scenario/credentials.h"
#include "bench/scenario/scenario.h"

namespace tlsbench {

inline void to_json(nlohmann::json& json, const Scenario& scenario) {
  json = nlohmann::json::object();
  for (const ScenarioAxis& axis : ScenarioAxes()) {
    json[std::string(axis.name)] = axis.text(scenario);
  }
}

// Throws if a value is missing or invalid: then the message was not made by to_json.
inline void from_json(const nlohmann::json& json, Scenario& scenario) {
  for (const ScenarioAxis& axis : ScenarioAxes()) {
    const std::string name(axis.name);
    if (!axis.Set(json.at(name).get<std::string>(), scenario)) {
      throw nlohmann::json::other_error::create(501, "no value of " + name, &json);
    }
  }
}

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CertificateKey, auth, chain_bytes, chain_certificates, client)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Credentials, chain_pem, key_pem, root_pem)

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_SCENARIO_SCENARIO_JSON_H_
