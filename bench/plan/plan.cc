#include "bench/plan/plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "bench/plan/plan_scenarios.h"

namespace tlsbench {
namespace {

tl::expected<std::vector<BackendInfo>, std::string> SelectAll(const std::vector<std::string>& names,
                                                              const BackendList& list) {
  std::vector<BackendInfo> selected;
  if (names.empty()) {  // every library; the null backend measures the floor and is no result
    std::copy_if(list.backends.begin(), list.backends.end(), std::back_inserter(selected),
                 [](const BackendInfo& info) { return info.is_library; });
    return selected;
  }
  for (const std::string& name : names) {
    auto matches = SelectBackends(name, list);
    if (!matches) {
      return matches;
    }
    for (BackendInfo& match : *matches) {
      const bool known =
          std::any_of(selected.begin(), selected.end(), [&](auto& info) { return info.name == match.name; });
      if (!known) {
        selected.push_back(std::move(match));
      }
    }
  }
  return selected;
}

struct Pair {
  BackendInfo client;
  BackendInfo server;
};

tl::expected<std::vector<Pair>, std::string> PlanPairs(const RunOptions& options, const BackendList& list) {
  const auto selected = SelectAll(options.backends, list);
  const auto clients = options.clients.empty() ? selected : SelectAll(options.clients, list);
  const auto servers = options.servers.empty() ? selected : SelectAll(options.servers, list);
  for (const auto* side : {&selected, &clients, &servers}) {
    if (!*side) {
      return tl::unexpected(side->error());
    }
  }
  std::vector<Pair> pairs;
  const bool matrix = !options.clients.empty() || !options.servers.empty();
  for (const BackendInfo& client : *clients) {
    if (options.target || !matrix) {
      pairs.push_back({client, options.target ? BackendInfo() : client});
      continue;
    }
    for (const BackendInfo& server : *servers) {
      pairs.push_back({client, server});
    }
  }
  return pairs;
}

}  // namespace

tl::expected<std::vector<Cell>, std::string> PlanCells(const RunOptions& options, const BackendList& list) {
  const auto pairs = PlanPairs(options, list);
  if (!pairs) {
    return tl::unexpected(pairs.error());
  }
  const auto scenarios = PlanScenarios(options);
  if (!scenarios) {
    return tl::unexpected(scenarios.error());
  }
  std::vector<Cell> cells;
  const std::vector<LinkKind> links = options.target ? std::vector{LinkKind::kTarget} : options.links;
  const std::string target = options.target ? FormatHostPort(*options.target) : "";
  for (const LinkKind link : links) {
    for (const PathConditions& path : link == LinkKind::kPath ? options.paths : std::vector{PathConditions()}) {
      for (const Pair& pair : *pairs) {
        for (const Scenario& scenario : *scenarios) {
          cells.push_back({pair.client.name, pair.client.library_version, pair.server.name, pair.server.library_version,
                           link, target, scenario, path, link == LinkKind::kMemory ? Transport() : options.transport});
        }
      }
    }
  }
  if (cells.empty()) {
    return tl::unexpected(fmt::format("no backends to measure{}; `tlsbench list` shows what there is", Refusals(list)));
  }
  return cells;
}

std::vector<BackendInfo> BackendsOf(const std::vector<Cell>& cells, const BackendList& list) {
  std::set<std::string> names = {"null"};
  for (const Cell& cell : cells) {
    names.insert(cell.client);
    names.insert(cell.server.empty() ? cell.client : cell.server);
  }
  std::vector<BackendInfo> used;
  for (const std::string& name : names) {
    if (const auto found = SelectBackends(name, list)) {
      used.push_back(found->front());
    }
  }
  return used;
}

}  // namespace tlsbench
