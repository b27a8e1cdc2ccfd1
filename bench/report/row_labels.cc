#include "bench/report/row_labels.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "bench/result/change.h"

namespace tlsbench {
namespace {

std::string FrameOf(const ScenarioAxis& axis, const Scenario& scenario) {
  return axis.frame != nullptr ? axis.frame(scenario) : "";
}

}  // namespace

ScenarioNames::ScenarioNames(const std::vector<Summary>& rows, const Cell& place) {
  for (const ScenarioAxis& axis : ScenarioAxes()) {
    std::map<std::string, std::set<std::string>> values;  // values by frame
    for (const Summary& row : rows) {
      if (SamePlace(row.cell, place) && !axis.benchmark.empty()) {
        values[FrameOf(axis, row.cell.scenario)].insert(axis.Label(row.cell.scenario));
      }
    }
    if (std::any_of(values.begin(), values.end(), [](const auto& entry) { return entry.second.size() > 1; })) {
      varied_.push_back(&axis);
    }
  }
}

bool ScenarioNames::Varies(std::string_view axis) const {
  return std::any_of(varied_.begin(), varied_.end(), [&](const ScenarioAxis* one) { return one->name == axis; });
}

std::string ScenarioNames::Name(const Scenario& scenario) const {
  return fmt::format("TLS {} {}{}", ProtocolName(scenario.protocol), HandshakeName(scenario.handshake),
                     PinnedSuffix(scenario));
}

std::string ScenarioNames::PinnedSuffix(const Scenario& scenario) const {
  std::string suffix;
  for (const ScenarioAxis* axis : varied_) {
    const std::string label = axis->Label(scenario);
    suffix += label.empty() ? "" : ", " + label;
  }
  return suffix;
}

}  // namespace tlsbench
