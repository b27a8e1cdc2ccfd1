#include "bench/files/run_json.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

namespace tlsbench {
namespace {

using Json = nlohmann::ordered_json;

// Returns null for an unknown fact, never an empty string or 0.
Json Known(const std::string& text) { return text.empty() ? Json() : Json(text); }

template <class Value>
Json Known(const std::optional<Value>& value) {
  return value ? Json(*value) : Json();
}

// Returns the difference of two readings of a growing value.
template <class Value>
std::optional<Value> Difference(const std::optional<Value>& after, const std::optional<Value>& before) {
  return after && before ? std::optional<Value>(*after - *before) : std::nullopt;
}

Json Machine(const RunFacts& facts) {
  const Environment& environment = facts.environment;
  Json machine = {{"cpu", Known(environment.cpu_model)},
                  {"cores", environment.cores},
                  {"governor", Known(environment.governor)},
                  {"smt", Known(environment.smt)},
                  {"turbo", Known(environment.turbo)},
                  {"address_randomisation", Known(environment.address_randomisation)},
                  {"kernel", Known(environment.kernel)},
                  {"virtualisation", Known(environment.virtualisation)},
                  {"clock_source", Known(environment.clock_source)},
                  {"load_average_before", Json()},
                  {"load_average_after", Json()},
                  {"stolen_percent", Known(StolenPercent(facts.load_before, facts.load_after))},
                  {"thermal_throttles", Json()},
                  {"quota_stopped_seconds", Json()}};
  if (facts.load_before) {
    machine["load_average_before"] = facts.load_before->load_average;
  }
  if (facts.load_before && facts.load_after) {
    const Load& before = *facts.load_before;
    const Load& after = *facts.load_after;
    machine["load_average_after"] = after.load_average;
    machine["thermal_throttles"] = Known(Difference(after.thermal_throttles, before.thermal_throttles));
    machine["quota_stopped_seconds"] = Known(Difference(after.quota_stopped_seconds, before.quota_stopped_seconds));
  }
  return machine;
}

// Returns the file's name without its folder: the file is passed on to others, who need not see where a user keeps a
// build.
std::string Name(const std::string& file) { return file.substr(file.rfind('/') + 1); }

Json Hash(const RunFacts& facts, const std::string& file) {
  const std::string plain = file.substr(0, file.rfind('@'));  // a variant is the same file as its plug-in
  const auto found = std::find_if(facts.file_hashes.begin(), facts.file_hashes.end(),
                                  [&](const auto& entry) { return entry.first == plain; });
  return found == facts.file_hashes.end() ? Json() : Known(found->second);
}

Json BehaviourEntry(const Behaviour& behaviour) {
  if (!behaviour.failure.empty()) {
    return {{"setting", behaviour.setting}, {"failure", behaviour.failure}};
  }
  return {{"setting", behaviour.setting},
          {"protocol", behaviour.protocol},
          {"cipher_suite", behaviour.cipher_suite},
          {"group", Known(behaviour.group)},
          {"signature_scheme", Known(behaviour.signature_scheme)},
          {"tickets", behaviour.tickets},
          {"extended_master_secret", behaviour.protocol == "1.2" ? Json(behaviour.extended_master_secret) : Json()},
          {"client_verifies", behaviour.verifies},
          {"client_hello_bytes", behaviour.client_hello_bytes}};
}

Json BackendEntry(const RunFacts& facts, const BackendInfo& info) {
  Json libraries = Json::array();
  for (const std::string& file : info.library_files) {
    libraries.push_back({{"file", file}, {"sha256", Hash(facts, file)}});
  }
  Json behaviours = Json::array();
  std::transform(info.behaviours.begin(), info.behaviours.end(), std::back_inserter(behaviours), BehaviourEntry);
  return {{"name", info.name},
          {"is_library", info.is_library},
          {"library_version", info.library_version},
          {"environment", Known(info.environment)},
          {"linkage", info.linkage},
          {"build_flags", Known(info.build_flags)},
          {"build_note", Known(info.build_note)},
          {"plugin", {{"file", Name(info.file)}, {"sha256", Hash(facts, info.file)}}},
          {"shared_libraries", std::move(libraries)},
          {"parity", std::move(behaviours)}};
}

Json ProtocolNames(const RunFacts& facts) {
  Json names = Json::array();
  std::transform(facts.protocols.begin(), facts.protocols.end(), std::back_inserter(names), ProtocolName);
  return names;
}

// Returns what every row has in common, by design.
Json Policy(const RunFacts& facts) {
  return {
      {"parameters", facts.as_shipped ? "as shipped" : "pinned"},
      {"openssl_conf", facts.as_shipped ? "the system's" : "/dev/null"},
      {"gnutls_system_priority_file", facts.as_shipped ? "the system's" : "/dev/null"},
      {"tcp_nodelay", !facts.transport.nagle},
      {"sends_per_flight", facts.transport.library_writes ? Json("as many as the library makes") : Json(1)},
      {"request", facts.request},
      {"client_and_server_on_different_cores", facts.pinned},
      {"niceness", facts.niceness},
      {"loopback_connections_end_with", "RST, after the tickets were read"},
      {"round_ms", 20},
      {"preempted_above_percent", 2},
      {"trust_and_verification",
       facts.as_shipped ? "leaf and intermediate sent, root trusted; whether the client verifies is each library's own "
                          "default (parity, client_verifies)"
                        : "leaf and intermediate sent, root trusted, chain and name verified by the client"}};
}

Json Instructions(const std::optional<InstructionFacts>& facts) {
  return facts ? Json{{"tool", facts->tool},
                      {"handshakes", facts->handshakes},
                      {"hidden_cpu_features", facts->hidden_cpu_features},
                      {"not_counted", facts->not_counted}}
               : Json();
}

// Returns the entry of the cell that was measured twice; null if there was none or it has no rounds.
Json SpreadEntry(const std::optional<Spread>& spread) {
  if (!spread) {
    return {};
  }
  const Scenario& scenario = spread->cell.scenario;
  Json entry = {{"client", spread->cell.client},
                {"server", Known(spread->cell.server)},
                {"link", LinkName(spread->cell.link)},
                {"protocol", ProtocolName(scenario.protocol)},
                {"handshake", HandshakeName(scenario.handshake)}};
  for (const auto& [name, change] : spread->changes) {
    const std::optional<Interval>& interval = change.ratio.interval;
    entry[name + " ratio"] = {{"value", change.ratio.value},
                              {"low", interval ? Json(interval->low) : Json()},
                              {"high", interval ? Json(interval->high) : Json()},
                              {"rounds", change.rounds}};
  }
  const std::optional<double> noise = spread->Noise();
  entry["not_told_from_noise_percent"] = noise ? Json(100 * *noise) : Json();
  return entry;
}

}  // namespace

namespace {

Json TransportEntry(const Transport& transport) {
  return {{"nagle", transport.nagle},
          {"write_mode", transport.library_writes ? "library" : "flight"},
          {"fast_open", transport.fast_open},
          {"congestion_asked", Known(transport.congestion)}};
}

// Returns what the emulated paths did, execution after execution.
Json RelayEntries(const RunFacts& facts) {
  Json entries = Json::array();
  for (const auto& [path, relay] : facts.relays) {
    entries.push_back({{"rtt_ms", static_cast<double>(path.rtt_us) / 1000},
                       {"jitter_ms", static_cast<double>(path.jitter_us) / 1000},
                       {"loss_percent", path.loss_percent},
                       {"rate_mbit_per_s", path.rate_mbit_per_s > 0 ? Json(path.rate_mbit_per_s) : Json()},
                       {"mtu_bytes", path.mtu_bytes},
                       {"packets", relay.packets},
                       {"lost", relay.lost},
                       {"queue_full", relay.overflowed},
                       {"late_us_p50", relay.late_us_p50},
                       {"late_us_p99", relay.late_us_p99}});
  }
  return entries;
}

}  // namespace

std::string RunJson(const RunFacts& facts) {
  Json run = {{"schema", kRunSchema},
              {"tlsbench", facts.environment.tlsbench_version},
              {"compiler", facts.environment.compiler},
              {"arguments", facts.arguments},
              {"protocols", ProtocolNames(facts)},
              {"sweep", Known(facts.sweep)},
              {"seed", facts.seed},
              {"executions", facts.executions},
              {"seconds", facts.seconds},
              {"started", facts.started},
              {"ended", Known(facts.ended)},
              {"complete", facts.complete},
              {"machine", Machine(facts)},
              {"noisy_rows", facts.noisy_rows},
              {"advice", facts.advice},
              {"policy", Policy(facts)},
              {"target_address", Known(facts.target_address)},
              {"name_lookup_ms", facts.name_lookup_ms ? Json(*facts.name_lookup_ms) : Json()},
              {"transport", TransportEntry(facts.transport)},
              {"relays", RelayEntries(facts)},
              {"floor_ns", Json()},
              {"a_a", SpreadEntry(facts.spread)},
              {"heap_not_counted", facts.heap_not_counted},
              {"counters_not_available", Known(facts.counters_not_available)},
              {"instructions", Instructions(facts.instructions)},
              {"backends", Json::array()},
              {"refused_plugins", facts.refused_plugins}};
  if (facts.floor) {
    run["floor_ns"] = {{"with_clock", facts.floor->with_clock_ns}, {"without_clock", facts.floor->without_clock_ns}};
  }
  for (const BackendInfo& info : facts.backends) {
    run["backends"].push_back(BackendEntry(facts, info));
  }
  return run.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tlsbench
