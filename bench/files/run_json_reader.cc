#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "bench/files/run_json.h"

namespace tlsbench {
namespace {

using Json = nlohmann::json;

const Json& At(const Json& object, const char* key) {
  static const Json none;
  const auto found = object.is_object() ? object.find(key) : object.end();
  return object.is_object() && found != object.end() ? *found : none;
}

bool Is(const Json& json, const std::string& /*of*/) { return json.is_string(); }
bool Is(const Json& json, bool /*of*/) { return json.is_boolean(); }
bool Is(const Json& json, double /*of*/) { return json.is_number(); }
template <class Integer>
bool Is(const Json& json, Integer /*of*/) {
  return json.is_number_unsigned()  ? std::in_range<Integer>(json.get<std::uint64_t>())
         : json.is_number_integer() ? std::in_range<Integer>(json.get<std::int64_t>())
                                    : false;
}

// Takes a value that is present and of the right type; otherwise `value` stays as it is.
template <class Value>
void Take(const Json& object, const char* key, Value& value) {
  if (const Json& json = At(object, key); Is(json, Value())) {
    value = json.get<Value>();
  }
}

template <class Value>
void Take(const Json& object, const char* key, std::optional<Value>& value) {
  if (const Json& json = At(object, key); Is(json, Value())) {
    value = json.get<Value>();
  }
}

void Take(const Json& object, const char* key, std::vector<std::string>& values) {
  for (const Json& json : At(object, key)) {
    if (json.is_string()) {
      values.push_back(json.get<std::string>());
    }
  }
}

std::optional<Load> LoadBefore(const Json& machine) {
  std::optional<double> average;
  Take(machine, "load_average_before", average);
  if (!average) {
    return std::nullopt;
  }
  Load load;
  load.load_average = *average;
  return load;
}

// Returns the second reading. The files hold only what grew between two readings, so the first is taken as 0.
std::optional<Load> LoadAfter(const Json& machine, std::optional<Load>& before) {
  std::optional<double> average;
  Take(machine, "load_average_after", average);
  if (!average || !before) {
    return std::nullopt;
  }
  Load after;
  after.load_average = *average;
  after.total_seconds = 100;
  Take(machine, "stolen_percent", after.stolen_seconds);
  Take(machine, "thermal_throttles", after.thermal_throttles);
  Take(machine, "quota_stopped_seconds", after.quota_stopped_seconds);
  before->thermal_throttles = after.thermal_throttles ? std::optional<std::uint64_t>(0) : std::nullopt;
  before->quota_stopped_seconds = after.quota_stopped_seconds ? std::optional<double>(0) : std::nullopt;
  return after;
}

void ReadMachine(const Json& run, RunFacts& facts) {
  Environment& environment = facts.environment;
  const Json& machine = At(run, "machine");
  Take(machine, "cpu", environment.cpu_model);
  Take(machine, "cores", environment.cores);
  Take(machine, "governor", environment.governor);
  Take(machine, "smt", environment.smt);
  Take(machine, "turbo", environment.turbo);
  Take(machine, "address_randomisation", environment.address_randomisation);
  Take(machine, "kernel", environment.kernel);
  Take(machine, "virtualisation", environment.virtualisation);
  Take(machine, "clock_source", environment.clock_source);
  Take(run, "tlsbench", environment.tlsbench_version);
  Take(run, "compiler", environment.compiler);
  facts.load_before = LoadBefore(machine);
  facts.load_after = LoadAfter(machine, facts.load_before);
}

Behaviour ReadBehaviour(const Json& json) {
  Behaviour behaviour;
  Take(json, "setting", behaviour.setting);
  Take(json, "failure", behaviour.failure);
  Take(json, "protocol", behaviour.protocol);
  Take(json, "cipher_suite", behaviour.cipher_suite);
  Take(json, "group", behaviour.group);
  Take(json, "signature_scheme", behaviour.signature_scheme);
  Take(json, "tickets", behaviour.tickets);
  Take(json, "extended_master_secret", behaviour.extended_master_secret);
  Take(json, "client_verifies", behaviour.verifies);
  Take(json, "client_hello_bytes", behaviour.client_hello_bytes);
  return behaviour;
}

// Reads a file's name and its hash, which is empty if it is not known.
std::string ReadFileEntry(const Json& json, RunFacts& facts) {
  std::string file;
  std::string hash;
  Take(json, "file", file);
  Take(json, "sha256", hash);
  facts.file_hashes.emplace_back(file.substr(0, file.rfind('@')), hash);
  return file;
}

void ReadBackend(const Json& json, RunFacts& facts) {
  BackendInfo info;
  Take(json, "name", info.name);
  Take(json, "library_version", info.library_version);
  Take(json, "environment", info.environment);
  Take(json, "linkage", info.linkage);
  Take(json, "build_flags", info.build_flags);
  Take(json, "build_note", info.build_note);
  info.is_library = info.name != "null";  // the default for files that lack it
  Take(json, "is_library", info.is_library);
  info.file = ReadFileEntry(At(json, "plugin"), facts);
  for (const Json& library : At(json, "shared_libraries")) {
    info.library_files.push_back(ReadFileEntry(library, facts));
  }
  for (const Json& behaviour : At(json, "parity")) {
    info.behaviours.push_back(ReadBehaviour(behaviour));
  }
  if (!info.name.empty()) {
    facts.backends.push_back(std::move(info));
  }
}

void ReadPolicy(const Json& run, RunFacts& facts) {
  const Json& policy = At(run, "policy");
  std::string parameters;
  Take(policy, "parameters", parameters);
  facts.as_shipped = parameters == "as shipped";
  Take(policy, "request", facts.request);
  Take(policy, "client_and_server_on_different_cores", facts.pinned);
  Take(policy, "niceness", facts.niceness);
  const Json& transport = At(run, "transport");
  std::string write_mode;
  Take(transport, "nagle", facts.transport.nagle);
  Take(transport, "write_mode", write_mode);
  facts.transport.library_writes = write_mode == "library";
  Take(transport, "fast_open", facts.transport.fast_open);
  Take(transport, "congestion_asked", facts.transport.congestion);
}

std::int64_t Us(const Json& json, const char* key) {
  constexpr double kMaxMs = 1e9;
  double ms = 0;
  Take(json, key, ms);
  return std::llround(std::clamp(ms, 0.0, kMaxMs) * 1000);
}

void ReadRelays(const Json& run, RunFacts& facts) {
  for (const Json& json : At(run, "relays")) {
    PathConditions path;
    path.rtt_us = Us(json, "rtt_ms");
    path.jitter_us = Us(json, "jitter_ms");
    Take(json, "loss_percent", path.loss_percent);
    Take(json, "rate_mbit_per_s", path.rate_mbit_per_s);
    Take(json, "mtu_bytes", path.mtu_bytes);
    RelayFacts relay;
    Take(json, "packets", relay.packets);
    Take(json, "lost", relay.lost);
    Take(json, "queue_full", relay.overflowed);
    Take(json, "late_us_p50", relay.late_us_p50);
    Take(json, "late_us_p99", relay.late_us_p99);
    facts.relays.emplace_back(path, relay);
  }
}

void ReadCounting(const Json& run, RunFacts& facts) {
  if (const Json& json = At(run, "floor_ns"); json.is_object()) {
    facts.floor.emplace();
    Take(json, "with_clock", facts.floor->with_clock_ns);
    Take(json, "without_clock", facts.floor->without_clock_ns);
  }
  Take(run, "heap_not_counted", facts.heap_not_counted);
  Take(run, "counters_not_available", facts.counters_not_available);
  if (const Json& json = At(run, "instructions"); json.is_object()) {
    facts.instructions.emplace();
    Take(json, "tool", facts.instructions->tool);
    Take(json, "handshakes", facts.instructions->handshakes);
    Take(json, "hidden_cpu_features", facts.instructions->hidden_cpu_features);
    Take(json, "not_counted", facts.instructions->not_counted);
  }
}

// Returns the sweep from the arguments, for older runs that have no field for it.
std::string SweepIn(const std::vector<std::string>& arguments) {
  constexpr std::string_view kOption = "--sweep";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].starts_with("--sweep=")) {
      return arguments[i].substr(kOption.size() + 1);
    }
    if (arguments[i] == kOption && i + 1 < arguments.size()) {
      return arguments[i + 1];
    }
  }
  return "";
}

void ReadAsked(const Json& run, RunFacts& facts) {
  Take(run, "arguments", facts.arguments);
  Take(run, "seed", facts.seed);
  Take(run, "executions", facts.executions);
  Take(run, "seconds", facts.seconds);
  std::vector<std::string> protocols;
  Take(run, "protocols", protocols);
  for (const std::string& name : protocols) {
    if (const auto protocol = ParseProtocol(name)) {
      facts.protocols.push_back(*protocol);
    }
  }
  Take(run, "sweep", facts.sweep);
  facts.sweep = facts.sweep.empty() ? SweepIn(facts.arguments) : facts.sweep;
}

}  // namespace

tl::expected<RunFacts, std::string> ReadRunJson(std::string_view text) {
  const Json run = Json::parse(text, nullptr, false);
  if (!run.is_object()) {
    return tl::unexpected(std::string("is no JSON object; was the run ended or the file cut off?"));
  }
  const Json& schema = At(run, "schema");
  if (!schema.is_number_integer()) {
    return tl::unexpected(std::string("has no schema: is it a run of tlsbench?"));
  }
  if (schema != kRunSchema) {
    return tl::unexpected("is of schema " + schema.dump() + " and this tlsbench reads " + std::to_string(kRunSchema) +
                          "; measure again, or compare with the version that wrote it");
  }
  RunFacts facts;
  ReadAsked(run, facts);
  Take(run, "started", facts.started);
  Take(run, "ended", facts.ended);
  Take(run, "complete", facts.complete);
  ReadMachine(run, facts);
  Take(run, "noisy_rows", facts.noisy_rows);
  Take(run, "advice", facts.advice);
  ReadPolicy(run, facts);
  Take(run, "target_address", facts.target_address);
  Take(run, "name_lookup_ms", facts.name_lookup_ms);
  ReadRelays(run, facts);
  ReadCounting(run, facts);
  for (const Json& backend : At(run, "backends")) {
    ReadBackend(backend, facts);
  }
  Take(run, "refused_plugins", facts.refused_plugins);
  return facts;
}

}  // namespace tlsbench
