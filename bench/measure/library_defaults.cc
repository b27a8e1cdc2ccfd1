#include "bench/measure/library_defaults.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <sstream>

#include "bench/link/memory_link.h"
#include "bench/os/process.h"
#include "bench/plugin/loader.h"
#include "bench/scenario/credentials.h"
#include "bench/scenario/endpoint.h"
#include "bench/scenario/scenario_list.h"
#include "bench/verify/verify.h"
#include "bench/wire/wire_facts.h"

namespace tlsbench {
namespace {

constexpr std::chrono::seconds kParityLimit(10);

// Returns the scenario with everything unpinned but protocol and certificate.
Scenario AsShipped(const Scenario& pinned) {
  Scenario scenario{pinned.protocol, Handshake::kFull, pinned.auth};
  scenario.as_shipped = true;
  return scenario;
}

std::string Setting(std::uint16_t protocol, bool as_shipped) {
  return fmt::format("{} {}", as_shipped ? "as shipped" : "pinned", ProtocolName(protocol));
}

// Holds the contexts of both ends. A context is null if it could not be made; `error` then says why.
struct Ends {
  std::unique_ptr<Context> client;
  std::unique_ptr<Context> server;
  std::string error;
};

using Made = std::map<CertificateKey, Credentials>;

// Makes both ends. A client that is not `trusting` knows no root.
Ends MakeEnds(const Backend& backend, const Scenario& scenario, const Made& made, bool trusting) {
  EndpointConfig client = EndpointWith(scenario, Role::kClient, made);
  client.trust_anchors_pem = trusting ? client.trust_anchors_pem : "";
  const EndpointConfig server = EndpointWith(scenario, Role::kServer, made);
  Ends ends;
  if (auto reason = backend.Unsupported(client)) {
    ends.error = *reason;
    return ends;
  }
  ends.client = backend.MakeContext(client, ends.error);
  ends.server = backend.MakeContext(server, ends.error);
  return ends;
}

void Describe(const MemoryHandshake& handshake, const Scenario& scenario, Behaviour& behaviour) {
  const WireFacts wire = ReadWire(handshake.from_client, handshake.from_server);
  behaviour.protocol = ProtocolName(wire.protocol);
  behaviour.cipher_suite = CipherSuiteName(wire.cipher_suite);
  behaviour.group = GroupName(wire.group);
  behaviour.signature_scheme = SignatureSchemeName(SignatureOf(scenario, handshake.client, wire, !scenario.as_shipped));
  behaviour.tickets = handshake.client.tickets;
  behaviour.extended_master_secret = wire.extended_master_secret;
  behaviour.client_hello_bytes = wire.client_hello_bytes;
}

Behaviour Observe(const Backend& backend, const Scenario& scenario, const Made& made) {
  Behaviour behaviour;
  behaviour.setting = Setting(scenario.protocol, scenario.as_shipped);
  const Ends ends = MakeEnds(backend, scenario, made, true);
  if (!ends.client || !ends.server) {
    behaviour.failure = ends.error;
    return behaviour;
  }
  MemoryLink link(*ends.client, *ends.server);
  const MemoryHandshake handshake = link.RunWithRequest(nullptr);
  behaviour.failure = handshake.failure;
  Describe(handshake, scenario, behaviour);
  // Whether the client verifies certificates is tried and not asked: without a root to trust, a client that verifies
  // refuses the certificate that it accepted above.
  const Ends stranger = MakeEnds(backend, scenario, made, false);
  behaviour.verifies = !stranger.client || !stranger.server ||
                       !MemoryLink(*stranger.client, *stranger.server).RunWithRequest(nullptr).failure.empty();
  return behaviour;
}

std::vector<Behaviour> Ask(const BackendInfo& info, bool as_shipped, const std::vector<Scenario>& pins) {
  SpawnOptions options;
  options.arguments = {"/proc/self/exe", "--internal-parity", info.file, as_shipped ? "as-shipped" : "pinned",
                       EncodeScenarios(pins)};
  if (as_shipped) {
    options.environment = {{kAsShippedVariable, "1"}};
  }
  const auto output = RunCommand(options, kParityLimit);
  std::vector<Behaviour> behaviours;
  std::istringstream lines(output.value_or(""));
  for (std::string line; std::getline(lines, line);) {
    if (const auto behaviour = DecodeBehaviour(line)) {
      behaviours.push_back(*behaviour);
    }
  }
  if (behaviours.size() < pins.size()) {
    Behaviour lost;
    lost.setting = Setting(pins[behaviours.size()].protocol, as_shipped);
    lost.failure = "the plug-in crashed, hung or was refused";
    behaviours.push_back(lost);
  }
  return behaviours;
}

}  // namespace

std::vector<Scenario> DefaultPins() {
  std::vector<Scenario> pins;
  for (const std::uint16_t protocol : {kTls12, kTls13}) {
    Scenario scenario{protocol, Handshake::kFull, Auth::kEcdsaP256, DefaultCipherSuite(protocol, Auth::kEcdsaP256)};
    scenario.group = kGroupX25519;
    pins.push_back(scenario);
  }
  return pins;
}

std::vector<Scenario> PinsOf(const std::vector<Cell>& cells) {
  std::map<std::uint16_t, Scenario> first;
  for (const Cell& cell : cells) {
    const bool local = cell.link != LinkKind::kTarget && !cell.scenario.as_shipped;
    if (local && !WhyImpossible(cell.scenario, false)) {
      Scenario scenario = cell.scenario;
      scenario.handshake = Handshake::kFull;
      first.emplace(scenario.protocol, scenario);
    }
  }
  if (first.empty()) {
    return DefaultPins();
  }
  std::vector<Scenario> pins;
  std::transform(first.begin(), first.end(), std::back_inserter(pins), [](const auto& entry) { return entry.second; });
  return pins;
}

int MeasureParity(const std::string& file, bool as_shipped, const std::string& scenarios, int out) {
  const auto plugin = LoadPlugin(file);
  const auto pins = DecodeScenarios(scenarios);
  if (!plugin || !pins || pins->empty()) {
    WriteAll(out, fmt::format("error: {}\n", plugin ? "no scenarios" : plugin.error()));
    return 1;
  }
  Made made;
  for (const Scenario& pinned : *pins) {
    const Scenario scenario = as_shipped ? AsShipped(pinned) : pinned;
    const auto reason = AddCredentials(scenario, made);
    if (!reason || *reason) {
      WriteAll(out, fmt::format("error: {}\n", reason ? **reason : reason.error()));
      return 1;
    }
    if (!WriteAll(out, Encode(Observe(*plugin->backend, scenario, made)))) {
      return 1;
    }
  }
  return 0;
}

void AddBehaviours(std::vector<BackendInfo>& backends, const std::vector<Scenario>& pins) {
  for (BackendInfo& info : backends) {
    for (const bool as_shipped : {false, true}) {
      if (info.is_library) {
        const auto behaviours = Ask(info, as_shipped, pins);
        info.behaviours.insert(info.behaviours.end(), behaviours.begin(), behaviours.end());
      }
    }
  }
}

}  // namespace tlsbench
