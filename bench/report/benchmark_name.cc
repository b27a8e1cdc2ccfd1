#include "bench/report/benchmark_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "bench/report/phrases.h"

namespace tlsbench {

std::string BenchmarkName(const Cell& cell) {
  const Scenario& scenario = cell.scenario;
  const Scenario defaults;
  const bool target = cell.link == LinkKind::kTarget;
  const bool pinned = !target && !scenario.as_shipped;
  const std::string client = NameInFiles(cell, cell.client);  // a twin is known by its client
  std::string name = fmt::format("TLS{}/{}/{}", ProtocolName(scenario.protocol), HandshakeName(scenario.handshake),
                                 IsCrossed(cell) ? client + "->" + cell.server : client);
  const auto add = [&](bool unusual, const std::string& word) { name += unusual ? "/" + word : ""; };
  add(cell.link != LinkKind::kMemory, PlaceName(cell));
  add(!target && scenario.auth != Auth::kEcdsaP256, std::string(AuthName(scenario.auth)));
  add(scenario.chain_bytes != 0, fmt::format("chain={}", scenario.chain_bytes));
  add(scenario.group != (pinned ? kGroupX25519 : 0), GroupName(scenario.group));
  add(scenario.cipher_suite != (pinned ? DefaultCipherSuite(scenario.protocol, scenario.auth) : 0),
      CipherSuiteName(scenario.cipher_suite));
  add(!target && scenario.tickets != defaults.tickets, fmt::format("tickets={}", scenario.tickets));
  add(scenario.as_shipped, "as-shipped");
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isspace(c) != 0; }, '_');
  return name;
}

}  // namespace tlsbench
