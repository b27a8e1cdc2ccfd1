#include "bench/describe.h"

#include <fmt/format.h>

#include "bench/messages.h"
#include "bench/process.h"
#include "bench/registry.h"

namespace tlsbench {
namespace {

std::vector<std::pair<std::string, std::string>> Capabilities(const Backend& backend) {
  std::vector<std::pair<std::string, std::string>> capabilities;
  for (const std::uint16_t protocol : {kTls12, kTls13}) {
    for (const Handshake handshake : {Handshake::kFull, Handshake::kTicket}) {
      for (const Auth auth : {Auth::kEcdsaP256, Auth::kRsa2048}) {
        const Scenario scenario{protocol, handshake, auth, DefaultCipherSuite(protocol, auth), kGroupX25519};
        capabilities.emplace_back(
            fmt::format("{} {} {}", ProtocolName(protocol), HandshakeName(handshake), AuthName(auth)),
            backend.Unsupported(LocalEndpoint(scenario, Role::kClient)).value_or(""));
      }
    }
  }
  return capabilities;
}

std::vector<std::string> Groups(const Backend& backend) {
  std::vector<std::string> groups;
  for (const std::string& name : GroupNames()) {
    Scenario scenario{kTls13, Handshake::kFull, Auth::kEcdsaP256, DefaultCipherSuite(kTls13, Auth::kEcdsaP256)};
    scenario.group = *ParseGroup(name);
    if (!backend.Unsupported(LocalEndpoint(scenario, Role::kClient))) {
      groups.push_back(name);
    }
  }
  return groups;
}

}  // namespace

int DescribePlugin(const std::string& file, int out) {
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
  info.groups = Groups(backend);
  for (const Variant& variant : backend.variants()) {
    info.variants.push_back({std::string(variant.name), std::string(variant.environment), std::string(variant.words)});
  }
  info.capabilities = Capabilities(backend);
  return WriteAll(out, Encode(info)) ? 0 : 1;
}

}  // namespace tlsbench
