#include "bench/report/row_labels.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "bench/report/phrases.h"
#include "bench/result/change.h"

namespace tlsbench {
namespace {

std::string NameOfAuth(const Scenario& scenario) { return std::string(AuthName(scenario.auth)); }

std::string NameOfClientAuth(const Scenario& scenario) {
  return scenario.client_auth == Auth::kNone ? "no client certificate"
                                             : fmt::format("client {}", AuthName(scenario.client_auth));
}

std::string NameOfCertificates(const Scenario& scenario) {
  return fmt::format("chain of {}", scenario.chain_certificates);
}

std::string NameOfChain(const Scenario& scenario) { return ChainName(scenario.chain_bytes); }

std::string NameOfSuite(const Scenario& scenario) {
  return scenario.cipher_suite == 0 ? "" : CipherSuiteName(scenario.cipher_suite);
}

struct Axis {
  Asked asked;
  std::string_view title;
  std::string (*name)(const Scenario&);
};

constexpr Axis kAxes[] = {{Asked::kAuth, "auth", NameOfAuth},
                          {Asked::kClientAuth, "client auth", NameOfClientAuth},
                          {Asked::kCertificates, "certificates", NameOfCertificates},
                          {Asked::kChain, "chain", NameOfChain},
                          {Asked::kGroup, "group", OfferName},
                          {Asked::kSuite, "cipher suite", NameOfSuite},
                          {Asked::kTickets, "tickets", TicketsName}};

const Axis& AxisOf(Asked asked) {
  return *std::find_if(std::begin(kAxes), std::end(kAxes), [&](const Axis& axis) { return axis.asked == asked; });
}

// Where rows must be the same for a difference to be one of this axis: a suite belongs to its protocol and certificate,
// and may bring a group along.
using Frame = std::tuple<std::uint16_t, Auth, std::uint16_t>;

Frame FrameOf(Asked asked, const Scenario& scenario) {
  switch (asked) {
    case Asked::kGroup:
      return {std::uint16_t{0}, Auth::kNone, scenario.tls13() ? std::uint16_t{0} : scenario.cipher_suite};
    case Asked::kSuite:
      return {scenario.protocol, scenario.auth, std::uint16_t{0}};
    case Asked::kTickets:
      return {scenario.protocol, Auth::kNone, std::uint16_t{0}};
    default:
      return {std::uint16_t{0}, Auth::kNone, std::uint16_t{0}};
  }
}

}  // namespace

std::string TicketsName(const Scenario& scenario) {
  if (!scenario.tls13()) {
    return scenario.tickets == 0 ? "no ticket" : "a ticket";
  }
  return Counted(scenario.tickets, "ticket");
}

std::string ChainName(unsigned chain_bytes) {
  return chain_bytes == 0 ? "unpadded chain" : fmt::format("{} byte chain", Thousands(chain_bytes));
}

ScenarioNames::ScenarioNames(const std::vector<Summary>& rows, const Cell& place) {
  for (const Axis& axis : kAxes) {
    std::map<Frame, std::set<std::string>> values;
    for (const Summary& row : rows) {
      if (SamePlace(row.cell, place)) {
        values[FrameOf(axis.asked, row.cell.scenario)].insert(axis.name(row.cell.scenario));
      }
    }
    if (std::any_of(values.begin(), values.end(), [](const auto& entry) { return entry.second.size() > 1; })) {
      varied_.push_back(axis.asked);
    }
  }
}

bool ScenarioNames::Varies(Asked asked) const {
  return std::find(varied_.begin(), varied_.end(), asked) != varied_.end();
}

std::string ScenarioNames::Name(const Scenario& scenario) const {
  return fmt::format("TLS {} {}{}", ProtocolName(scenario.protocol), HandshakeName(scenario.handshake),
                     PinnedSuffix(scenario));
}

std::string ScenarioNames::PinnedSuffix(const Scenario& scenario) const {
  std::string suffix;
  for (const Asked asked : varied_) {
    const std::string name = AxisOf(asked).name(scenario);
    suffix += name.empty() ? "" : ", " + name;
  }
  return suffix;
}

std::string_view TitleOf(Asked asked) { return AxisOf(asked).title; }

// A column's title says what its values need not say again.
std::string ValueOf(Asked asked, const Scenario& scenario) {
  switch (asked) {
    case Asked::kClientAuth:
      return scenario.client_auth == Auth::kNone ? "-" : std::string(AuthName(scenario.client_auth));
    case Asked::kCertificates:
      return fmt::format("{}", scenario.chain_certificates);
    case Asked::kChain:
      return scenario.chain_bytes == 0 ? "-" : fmt::format("{} B", scenario.chain_bytes);
    case Asked::kTickets:
      return scenario.tls13() ? fmt::format("{}", scenario.tickets) : scenario.tickets == 0 ? "0" : "1";
    default:
      break;
  }
  const std::string name = AxisOf(asked).name(scenario);
  return name.empty() ? "-" : name;
}

}  // namespace tlsbench
