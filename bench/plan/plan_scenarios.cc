#include "bench/plan/plan_scenarios.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace tlsbench {
namespace {

// The suites that were asked for and fit; one that does not where none does, to be reported; the pinned one where
// nothing was asked, and 0 on a target.
std::vector<std::uint16_t> Suites(const RunOptions& options, std::uint16_t protocol, Auth auth) {
  if (options.cipher_suites.empty()) {
    return {options.target || options.as_shipped ? std::uint16_t{0} : DefaultCipherSuite(protocol, auth)};
  }
  std::vector<std::uint16_t> suites;
  std::copy_if(options.cipher_suites.begin(), options.cipher_suites.end(), std::back_inserter(suites),
               [&](std::uint16_t suite) {
                 return !Impossible({protocol, Handshake::kFull, auth, suite}, options.target.has_value());
               });
  return suites.empty() ? std::vector{options.cipher_suites[0]} : suites;
}

// One entry is what a client offers, most preferred first. Where nothing was asked, one that pins nothing.
std::vector<std::vector<std::uint16_t>> Offers(const RunOptions& options, std::uint16_t suite) {
  if (!options.groups.empty()) {
    return options.groups;
  }
  const bool pinned = !options.target && !options.as_shipped;
  return {pinned && DefaultGroup(suite) != 0 ? std::vector{DefaultGroup(suite)} : std::vector<std::uint16_t>()};
}

// Of a server that has all of them; after a HelloRetryRequest of one that has the last alone.
void SetGroups(const std::vector<std::uint16_t>& offer, Scenario& scenario) {
  if (!offer.empty()) {
    scenario.group = scenario.hello_retry() ? offer.back() : offer.front();
  }
  if (offer.size() > 1) {
    scenario.offered_groups = offer;
  }
}

Scenario Switches(const RunOptions& options) {
  Scenario scenario;
  scenario.as_shipped = options.as_shipped;
  scenario.stateful_tickets = options.stateful_tickets;
  scenario.renew_tickets = options.renew_tickets;
  scenario.reuse_tickets = options.reuse_tickets;
  scenario.middlebox = options.middlebox;
  scenario.grease = options.grease;
  scenario.certificate_compression = options.certificate_compression;
  return scenario;
}

// Every server certificate with every client's; a remote server's are its own affair.
std::vector<Scenario> PlanCertificates(const RunOptions& options) {
  if (options.target) {
    return {Switches(options)};
  }
  std::vector<Scenario> scenarios;
  for (const Auth auth : options.auths) {
    for (const Auth client_auth : options.client_auths) {
      for (const unsigned certificates : options.chain_certificates) {
        for (const unsigned bytes : options.chain_bytes) {
          Scenario& scenario = scenarios.emplace_back(Switches(options));
          scenario.auth = auth;
          scenario.client_auth = client_auth;
          scenario.chain_certificates = certificates;
          scenario.chain_bytes = bytes;
        }
      }
    }
  }
  return scenarios;
}

// A switch belongs to one protocol; a run of both measures the other without it.
Scenario WithoutForeignSwitches(const RunOptions& options, Scenario scenario) {
  if (!options.protocols_named && scenario.tls13()) {
    scenario.renew_tickets = false;
  } else if (!options.protocols_named) {
    scenario.stateful_tickets = scenario.reuse_tickets = scenario.certificate_compression = false;
    scenario.middlebox = Middlebox::kAsItComes;
  }
  return scenario;
}

void AddOnce(std::vector<Scenario>& scenarios, const Scenario& scenario) {
  if (std::find(scenarios.begin(), scenarios.end(), scenario) == scenarios.end()) {
    scenarios.push_back(scenario);
  }
}

// One certificate and protocol with all suites, groups, tickets and kinds.
void AddProtocol(const RunOptions& options, const Scenario& scenario, std::vector<Scenario>& scenarios) {
  for (const std::uint16_t suite : Suites(options, scenario.protocol, scenario.auth)) {
    for (const std::vector<std::uint16_t>& offer : Offers(options, suite)) {
      for (const unsigned tickets : options.tickets) {
        for (const Handshake handshake : options.handshakes) {
          Scenario one = WithoutForeignSwitches(options, scenario);
          one.cipher_suite = suite;
          one.handshake = handshake;
          // The number is of TLS 1.3's tickets: TLS 1.2 has one or none.
          one.tickets = one.tls13() || tickets == 0 ? tickets : RunOptions().tickets[0];
          SetGroups(offer, one);
          AddOnce(scenarios, one);
        }
      }
    }
  }
}

// Whether it is there only since a sweep takes every value of its axis in both protocols, which nobody named. What was
// asked for in words is reported.
bool IsOfSweepAlone(const RunOptions& options, const Scenario& scenario, const std::vector<Scenario>& all) {
  const bool target = options.target.has_value();
  const bool foreign_suite = scenario.cipher_suite != 0 && IsTls13Suite(scenario.cipher_suite) != scenario.tls13();
  if (options.sweep == Sweep::kNone || options.protocols_named || !Impossible(scenario, target) || foreign_suite) {
    return false;
  }
  return std::any_of(all.begin(), all.end(), [&](const Scenario& other) {
    return other.handshake == scenario.handshake && other.group == scenario.group && other.auth == scenario.auth &&
           other.client_auth == scenario.client_auth && (other.tickets == 0) == (scenario.tickets == 0) &&
           !Impossible(other, target);  // tickets: the number is TLS 1.3's
  });
}

}  // namespace

tl::expected<std::vector<Scenario>, std::string> PlanScenarios(const RunOptions& options) {
  std::vector<Scenario> all;
  for (Scenario scenario : PlanCertificates(options)) {
    for (const std::uint16_t protocol : options.protocols) {
      scenario.protocol = protocol;
      AddProtocol(options, scenario, all);
    }
  }
  const bool target = options.target.has_value();
  if (std::all_of(all.begin(), all.end(), [&](const Scenario& one) { return Impossible(one, target).has_value(); })) {
    std::set<std::string> reasons;
    for (const Scenario& one : all) {
      reasons.insert(*Impossible(one, target));
    }
    return tl::unexpected(fmt::format("nothing that was asked can be: {}", fmt::join(reasons, "; ")));
  }
  std::vector<Scenario> scenarios;
  std::copy_if(all.begin(), all.end(), std::back_inserter(scenarios),
               [&](const Scenario& scenario) { return !IsOfSweepAlone(options, scenario, all); });
  return scenarios;
}

}  // namespace tlsbench
