#include "bench/scenario/scenario_list.h"

#include "bench/scenario/scenario_json.h"
#include "bench/text/json_lines.h"

namespace tlsbench {

std::string EncodeScenarios(const std::vector<Scenario>& scenarios) { return JsonLine(scenarios); }

tl::expected<std::vector<Scenario>, std::string> DecodeScenarios(const std::string& line) {
  return FromJsonLine<std::vector<Scenario>>(line);
}

}  // namespace tlsbench
