#include "bench/plugin/catalogue.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <set>
#include <utility>

#include "bench/os/process.h"
#include "bench/plugin/backend_names.h"
#include "bench/plugin/feasibility.h"
#include "bench/plugin/loader.h"
#include "bench/text/nearest.h"

namespace tlsbench {
namespace {

constexpr std::chrono::seconds kDescribeLimit(20);

tl::expected<BackendInfo, std::string> AskIdentity(const std::string& file) {
  SpawnOptions options;
  options.arguments = {"/proc/self/exe", "--internal-describe", file};
  const auto output = RunCommand(options, kDescribeLimit);
  const auto info = output ? DecodeBackendInfo(*output) : tl::unexpected(output.error());
  if (info) {
    return *info;
  }
  // The child writes the reason on a line of its own; a child that crashes writes none.
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

std::string Refusals(const BackendList& list) {
  return list.refused.empty() ? "" : fmt::format(" (refused: {})", fmt::join(list.refused, "; "));
}

namespace {

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
  info.build_note += (info.build_note.empty() ? "" : "; ") + fmt::format("runs with {}", variant.description);
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

}  // namespace tlsbench
