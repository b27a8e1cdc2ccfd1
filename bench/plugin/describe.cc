#include "bench/plugin/describe.h"

#include <fmt/format.h>

#include "bench/os/process.h"
#include "bench/plugin/capability_list.h"
#include "bench/plugin/loader.h"
#include "bench/scenario/endpoint.h"

namespace tlsbench {
namespace {

// Empty if both ends can. Says which end cannot if the other one can, or cannot for another reason.
std::string WhyNot(const Backend& backend, const Scenario& scenario) {
  const auto client = backend.Unsupported(LocalEndpoint(scenario, Role::kClient));
  const auto server = backend.Unsupported(LocalEndpoint(scenario, Role::kServer));
  if (client == server) {
    return client.value_or("");
  }
  return fmt::format("{}{}{}", client ? "as client: " + *client : "", client && server ? "; " : "",
                     server ? "as server: " + *server : "");
}

std::vector<Capability> Capabilities(const Backend& backend) {
  std::vector<Capability> capabilities;
  for (const Kind& kind : Kinds()) {
    capabilities.push_back({kind.group, kind.name, WhyNot(backend, kind.scenario)});
  }
  return capabilities;
}

}  // namespace

int DescribePlugin(const std::string& file, Detail detail, int out) {
  const auto plugin = LoadPlugin(file);
  if (!plugin) {
    WriteAll(out, "error: " + plugin.error() + "\n");
    return 1;
  }
  const Backend& backend = *plugin->backend;
  BackendInfo info;
  info.name = backend.name();
  info.file = file;
  info.library_version = backend.library_version();
  info.linkage = backend.linkage();
  info.build_flags = backend.build_flags();
  info.build_note = backend.build_note();
  info.is_library = backend.is_library();
  info.library_files = plugin->library_files;
  for (const Variant& variant : backend.variants()) {
    info.variants.push_back({std::string(variant.name), std::string(variant.environment), std::string(variant.words)});
  }
  if (detail == Detail::kCapabilities) {
    info.capabilities = Capabilities(backend);
  }
  return WriteAll(out, Encode(info)) ? 0 : 1;
}

}  // namespace tlsbench
