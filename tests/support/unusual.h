// For tests that go through the table of axes: a scenario, and the same with another value of one axis.

#ifndef TLSBENCH_TESTS_SUPPORT_UNUSUAL_H_
#define TLSBENCH_TESTS_SUPPORT_UNUSUAL_H_

#include <string>
#include <vector>

#include "bench/scenario/axes.h"

namespace tlsbench {

// A local scenario with the usual pins, of a protocol that has the axis.
inline Scenario UsualFor(const ScenarioAxis& axis) {
  Scenario scenario;
  scenario.protocol = axis.Belongs(scenario) ? kTls13 : kTls12;
  scenario.cipher_suite = DefaultCipherSuite(scenario.protocol, scenario.auth);
  scenario.group = DefaultGroup(scenario.cipher_suite);
  return scenario;
}

// All values of the axis, or the two ends of its range.
inline std::vector<std::string> SomeValues(const ScenarioAxis& axis) {
  if (axis.option == OptionKind::kSwitch || axis.option == OptionKind::kOwn) {
    return {std::string(axis.on)};
  }
  const std::vector<std::string> values = axis.Values();
  return !values.empty() ? values : std::vector{std::to_string(axis.numbers.least), std::to_string(axis.numbers.most)};
}

// That scenario with each value of the axis that it has not.
inline std::vector<Scenario> UnusualOf(const ScenarioAxis& axis) {
  std::vector<Scenario> scenarios;
  for (const std::string& value : SomeValues(axis)) {
    Scenario scenario = UsualFor(axis);
    if (axis.Set(value, scenario) && scenario != UsualFor(axis)) {
      scenarios.push_back(scenario);
    }
  }
  return scenarios;
}

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_UNUSUAL_H_
