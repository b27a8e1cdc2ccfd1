#include "bench/plan/plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "bench/os/process.h"
#include "bench/plan/plan_scenarios.h"
#include "bench/plugin/backend_names.h"
#include "bench/plugin/feasibility.h"
#include "bench/plugin/loader.h"
#include "bench/text/nearest.h"

namespace tlsbench {
namespace {

constexpr std::chrono::seconds kDescribeLimit(20);

tl::expected<std::vector<BackendInfo>, std::string> SelectAll(const std::vector<std::string>& names,
                                                              const BackendList& list) {
  std::vector<BackendInfo> selected;
  if (names.empty()) {  // every library; the null backend is a floor, not a result
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

namespace {

tl::expected<BackendInfo, std::string> AskIdentity(const std::string& file) {
  SpawnOptions options;
  options.arguments = {"/proc/self/exe", "--internal-describe", file};
  const auto output = RunCommand(options, kDescribeLimit);
  const auto info = output ? DecodeBackendInfo(*output) : tl::unexpected(output.error());
  if (info) {
    return *info;
  }
  // The child says why on a line of its own; a crash says nothing.
  const std::size_t said = info.error().find("error: ");
  return tl::unexpected(said == std::string::npos
                            ? fmt::format("{} crashed or hung while loading", file)
                            : info.error().substr(said + 7, info.error().find('\n', said) - said - 7));
}

}  // namespace

tl::expected<BackendInfo, std::string> DescribeBackend(const std::string& file, Detail detail) {
  auto info = AskIdentity(file);
  if (info && detail == Detail::kCapabilities) {
    auto capabilities = AskCapabilities(file);
    if (!capabilities) {
      return tl::unexpected(capabilities.error());
    }
    info->capabilities = std::move(*capabilities);
  }
  return info;
}

BackendList DescribeBackends(Detail detail) {
  BackendList list;
  for (const std::string& file : FindPlugins(PluginFolder())) {
    auto info = DescribeBackend(file, detail);
    const bool taken = info && std::any_of(list.backends.begin(), list.backends.end(),
                                           [&](const BackendInfo& known) { return known.name == info->name; });
    if (!info || taken) {
      list.refused.push_back(info ? fmt::format("{} is another {}", file, info->name) : info.error());
    } else {
      list.backends.push_back(std::move(*info));
    }
  }
  return list;
}

namespace {

std::string Refusals(const BackendList& list) {
  return list.refused.empty() ? "" : fmt::format(" (refused: {})", fmt::join(list.refused, "; "));
}

tl::expected<std::vector<BackendInfo>, std::string> SelectPlain(const std::string& name, const BackendList& list) {
  std::vector<std::string> names(list.backends.size());
  std::transform(list.backends.begin(), list.backends.end(), names.begin(), [](auto& info) { return info.name; });
  const std::vector<std::string> selected = SelectNames(name, names);
  std::vector<BackendInfo> matches;
  std::copy_if(list.backends.begin(), list.backends.end(), std::back_inserter(matches), [&](const BackendInfo& info) {
    return std::find(selected.begin(), selected.end(), info.name) != selected.end();
  });
  if (!matches.empty()) {
    return matches;
  }
  const std::string nearest = NearestName(name, names);
  const std::string advice = !nearest.empty()        ? fmt::format("did you mean {}?", nearest)
                             : list.backends.empty() ? "no plug-in was found; build them, or set TLSBENCH_BACKENDS"
                                                     : "`tlsbench list` shows what there is";
  return tl::unexpected(fmt::format("no backend {}{}; {}", name, Refusals(list), advice));
}

BackendInfo AsVariant(BackendInfo info, const VariantInfo& variant) {
  info.name += "@" + variant.name;
  info.file += "@" + variant.name;
  info.environment = variant.environment;
  info.variants.clear();
  info.build_note += (info.build_note.empty() ? "" : "; ") + fmt::format("runs with {}", variant.words);
  return info;
}

}  // namespace

tl::expected<std::vector<BackendInfo>, std::string> SelectBackends(const std::string& name, const BackendList& list) {
  const std::size_t at = name.find('@');
  const auto plain = SelectPlain(name.substr(0, at), list);
  if (!plain || at == std::string::npos) {
    return plain;
  }
  const std::string wanted = name.substr(at + 1);
  std::vector<BackendInfo> matches;
  std::vector<std::string> known;
  for (const BackendInfo& info : *plain) {
    for (const VariantInfo& variant : info.variants) {
      known.push_back(variant.name);
      if (variant.name == wanted) {
        matches.push_back(AsVariant(info, variant));
      }
    }
  }
  if (!matches.empty()) {
    return matches;
  }
  const std::string nearest = Nearest(wanted, known);
  return tl::unexpected(fmt::format(
      "no variant {} of {}; {}", wanted, name.substr(0, at),
      !nearest.empty() ? fmt::format("did you mean @{}?", nearest)
      : known.empty()  ? "only static builds of the OpenSSL family have variants"
                       : fmt::format("there are {}", fmt::join(std::set(known.begin(), known.end()), ", "))));
}

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
