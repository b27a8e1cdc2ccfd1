#include "bench/report/benchmark_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <functional>

#include "bench/report/phrases.h"
#include "bench/report/row_labels.h"

namespace tlsbench {
namespace {

using Add = std::function<void(bool unusual, const std::string& word)>;

void AddSwitches(const Scenario& scenario, const Add& add) {
  add(scenario.stateful_tickets, "stateful-tickets");
  add(scenario.renew_tickets, "renew-tickets");
  add(scenario.reuse_tickets, "reuse-tickets");
  add(scenario.middlebox != Middlebox::kAsItComes,
      fmt::format("middlebox={}", scenario.middlebox == Middlebox::kOn ? "on" : "off"));
  add(scenario.grease, "grease");
  add(scenario.certificate_compression, "certificate-compression");
}

void AddTransport(const Transport& transport, const Add& add) {
  add(transport.nagle, "nagle");
  add(transport.library_writes, "library-writes");
  add(transport.fast_open, "fast-open");
  add(!transport.congestion.empty(), transport.congestion);
}

}  // namespace

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
  add(scenario.client_auth != defaults.client_auth, fmt::format("client-auth={}", AuthName(scenario.client_auth)));
  add(scenario.chain_certificates != defaults.chain_certificates,
      fmt::format("chain-certificates={}", scenario.chain_certificates));
  add(scenario.chain_bytes != 0, fmt::format("chain={}", scenario.chain_bytes));
  add(scenario.group != (pinned ? kGroupX25519 : 0) || !scenario.offered_groups.empty(), OfferName(scenario));
  add(scenario.cipher_suite != (pinned ? DefaultCipherSuite(scenario.protocol, scenario.auth) : 0),
      CipherSuiteName(scenario.cipher_suite));
  add(!target && scenario.tickets != defaults.tickets, fmt::format("tickets={}", scenario.tickets));
  AddSwitches(scenario, add);
  add(scenario.as_shipped, "as-shipped");
  AddTransport(cell.transport, add);
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isspace(c) != 0; }, '_');
  return name;
}

}  // namespace tlsbench
