#include "bench/plan/plan_scenarios.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace tlsbench {
namespace {

// These axes are multiplied within one certificate; all other axes around them.
constexpr std::string_view kInner[] = {"protocol", "cipher", "group", "tickets", "handshake"};

bool IsInner(const ScenarioAxis& axis) {
  return std::find(std::begin(kInner), std::end(kInner), axis.name) != std::end(kInner);
}

bool Pins(const RunOptions& options) { return !options.target && !options.as_shipped; }

// Returns a copy of each scenario for each value asked for on the axis.
std::vector<Scenario> Multiplied(const std::vector<Scenario>& scenarios, const ScenarioAxis& axis,
                                 const std::vector<std::string>& values) {
  std::vector<Scenario> multiplied;
  for (const Scenario& scenario : scenarios) {
    for (const std::string& value : values) {
      axis.Set(value, multiplied.emplace_back(scenario));
    }
  }
  return multiplied;
}

// Combines every server certificate with every client certificate and all other axes without an order of their own. On
// a target the server decides its own part.
std::vector<Scenario> PlanOuterAxes(const RunOptions& options) {
  std::vector<Scenario> scenarios(1);
  scenarios[0].as_shipped = options.as_shipped;
  for (const ScenarioAxis& axis : ScenarioAxes()) {
    const bool ours = !options.target || axis.target_reason.empty();
    if (ours && !IsInner(axis) && options.axes.contains(axis.name)) {
      scenarios = Multiplied(scenarios, axis, options.Asked(axis.name));
    }
  }
  return scenarios;
}

// Returns the requested suites that fit the scenario; if none fits, one that does not, so that it is reported. If no
// suite was asked for: the pinned one, or none on a target.
std::vector<std::string> Suites(const RunOptions& options, const Scenario& scenario) {
  const std::uint16_t pinned = DefaultCipherSuite(scenario.protocol, scenario.auth);
  if (!options.axes.contains("cipher")) {
    return {Pins(options) ? CipherSuiteName(pinned) : ""};
  }
  const std::vector<std::string> asked = options.Asked("cipher");
  std::vector<std::string> suites;
  std::copy_if(asked.begin(), asked.end(), std::back_inserter(suites), [&](const std::string& suite) {
    Scenario one{scenario.protocol, Handshake::kFull, scenario.auth};
    AxisNamed("cipher").Set(suite, one);
    return !WhyImpossible(one, options.target.has_value());
  });
  return suites.empty() ? std::vector{asked[0]} : suites;
}

// Returns what clients offer. If no group was asked for: the group that goes with the suite, or nothing pinned.
std::vector<std::string> Offers(const RunOptions& options, const Scenario& scenario) {
  if (options.axes.contains("group")) {
    return options.Asked("group");
  }
  return {Pins(options) ? GroupName(DefaultGroup(scenario.cipher_suite)) : ""};
}

// Returns the scenario without the switches of the other protocol: a run of both protocols measures one of them without
// the switch.
Scenario WithoutForeignSwitches(const RunOptions& options, Scenario scenario) {
  for (const ScenarioAxis& axis : ScenarioAxes()) {
    if (!options.protocols_named && !IsInner(axis) && !axis.Belongs(scenario)) {
      axis.Set("", scenario);
    }
  }
  return scenario;
}

void AddOnce(std::vector<Scenario>& scenarios, const Scenario& scenario) {
  if (std::find(scenarios.begin(), scenarios.end(), scenario) == scenarios.end()) {
    scenarios.push_back(scenario);
  }
}

// Adds one certificate and protocol with all suites, groups, tickets and kinds.
void AddProtocol(const RunOptions& options, const Scenario& scenario, std::vector<Scenario>& scenarios) {
  for (const Scenario& suite :
       Multiplied({WithoutForeignSwitches(options, scenario)}, AxisNamed("cipher"), Suites(options, scenario))) {
    for (const std::string& offer : Offers(options, suite)) {
      const auto ticketed = Multiplied({suite}, AxisNamed("tickets"), options.Asked("tickets"));
      for (Scenario& one : Multiplied(ticketed, AxisNamed("handshake"), options.Asked("handshake"))) {
        if (!one.tls13() && one.tickets != 0) {
          one.tickets = Scenario().tickets;  // the number is for TLS 1.3: TLS 1.2 has one ticket or none
        }
        AxisNamed("group").Set(offer, one);  // the kind of handshake decides which of them is used
        AddOnce(scenarios, one);
      }
    }
  }
}

// Returns whether a scenario exists only because a sweep takes every value of its axis in both protocols, neither of
// which was named. What the user named is always reported.
bool IsOfSweepAlone(const RunOptions& options, const Scenario& scenario, const std::vector<Scenario>& all) {
  const bool target = options.target.has_value();
  const bool foreign_suite = scenario.cipher_suite != 0 && IsTls13Suite(scenario.cipher_suite) != scenario.tls13();
  if (options.sweep.empty() || options.protocols_named || !WhyImpossible(scenario, target) || foreign_suite) {
    return false;
  }
  return std::any_of(all.begin(), all.end(), [&](const Scenario& other) {
    return other.handshake == scenario.handshake && other.group == scenario.group && other.auth == scenario.auth &&
           other.client_auth == scenario.client_auth && (other.tickets == 0) == (scenario.tickets == 0) &&
           !WhyImpossible(other, target);  // tickets: their number concerns TLS 1.3 only
  });
}

}  // namespace

tl::expected<std::vector<Scenario>, std::string> PlanScenarios(const RunOptions& options) {
  std::vector<Scenario> all;
  for (const Scenario& scenario :
       Multiplied(PlanOuterAxes(options), AxisNamed("protocol"), options.Asked("protocol"))) {
    AddProtocol(options, scenario, all);
  }
  const bool target = options.target.has_value();
  if (std::all_of(all.begin(), all.end(),
                  [&](const Scenario& one) { return WhyImpossible(one, target).has_value(); })) {
    std::set<std::string> reasons;
    for (const Scenario& one : all) {
      reasons.insert(*WhyImpossible(one, target));
    }
    return tl::unexpected(fmt::format("nothing that was asked can be: {}", fmt::join(reasons, "; ")));
  }
  std::vector<Scenario> scenarios;
  std::copy_if(all.begin(), all.end(), std::back_inserter(scenarios),
               [&](const Scenario& scenario) { return !IsOfSweepAlone(options, scenario, all); });
  return scenarios;
}

}  // namespace tlsbench
