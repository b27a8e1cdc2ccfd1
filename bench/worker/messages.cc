#include "bench/worker/messages.h"

#include "bench/scenario/scenario_json.h"
#include "bench/text/json_lines.h"

// The JSON keys are the members' names: both ends are the same binary, so nothing here is an interface to anyone else.
namespace tlsbench {

using nlohmann::json;

namespace {

template <class T>
void Put(json& object, const char* key, const std::optional<T>& value) {
  if (value) {
    object[key] = *value;
  }
}

template <class T>
void Get(const json& object, const char* key, std::optional<T>& value) {
  if (object.contains(key)) {
    value = object.at(key).get<T>();
  }
}

}  // namespace

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PathConditions, rtt_us, jitter_us, loss_percent, rate_mbit_per_s, mtu_bytes)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Transport, nagle, library_writes, fast_open, congestion)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TcpFacts, min_rtt_us, retransmissions, segments_sent, segments_received,
                                   congestion_window, mss_bytes, fast_open)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RelayFacts, packets, lost, overflowed, late_us_p50, late_us_p99)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Cell, client, client_version, server, server_version, link, target, scenario, path,
                                   transport, twin)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(FlightCounts, flights, round_trips, first_byte_round_trips, bytes_sent,
                                   bytes_received, ticket_bytes)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Parameters, cipher_suite, group, auth, signature_scheme, tickets, key_exchange,
                                   psk_mode, early_data_bytes)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(FlightRecord, from, handshake_bytes, ticket_bytes, data_bytes, records, time_us,
                                   messages)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CellFlights, parameters, flights)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CpuParts, set_up_us, handshake_us, tickets_us, release_us)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RoundCpu, total_us, min_us, parts)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SideHeap, allocations, peak_bytes, idle_bytes, leaked_bytes)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(HeapCost, client, server)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(InstructionCost, client, server)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CounterValues, instructions, cycles)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Floor, with_clock_ns, without_clock_ns)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TargetInputs, address, port, trust_anchors_pem, verify_peer, server_name, alpn)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RunInputs, plugins, cells, credentials, seed, timeout_ms, transport, target, request)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(WorkerTask, inputs, skip, execution, first_round, seconds, handshakes,
                                   handshakes_done, target_answered, floor, heap, launcher, callgrind, as_shipped)

namespace {

void to_json(json& object, const Latency& latency) {  // NOLINT(readability-identifier-naming): found by this name
  object = {{"connect_ms", latency.connect_ms}, {"handshake_ms", latency.handshake_ms}};
  Put(object, "first_byte_ms", latency.first_byte_ms);
  Put(object, "client_hello_ms", latency.moments.client_hello_ms);
  Put(object, "handshake_done_ms", latency.moments.handshake_done_ms);
  Put(object, "request_sent_ms", latency.moments.request_sent_ms);
  Put(object, "last_byte_ms", latency.moments.last_byte_ms);
  Put(object, "first_ticket_ms", latency.moments.first_ticket_ms);
  Put(object, "client_tcp", latency.client_tcp);
  Put(object, "server_tcp", latency.server_tcp);
  Put(object, "stalls", latency.stalls);
  object["congestion"] = latency.congestion;
}

void from_json(const json& object, Latency& latency) {  // NOLINT(readability-identifier-naming): found by this name
  object.at("connect_ms").get_to(latency.connect_ms);
  object.at("handshake_ms").get_to(latency.handshake_ms);
  Get(object, "first_byte_ms", latency.first_byte_ms);
  Get(object, "client_hello_ms", latency.moments.client_hello_ms);
  Get(object, "handshake_done_ms", latency.moments.handshake_done_ms);
  Get(object, "request_sent_ms", latency.moments.request_sent_ms);
  Get(object, "last_byte_ms", latency.moments.last_byte_ms);
  Get(object, "first_ticket_ms", latency.moments.first_ticket_ms);
  Get(object, "client_tcp", latency.client_tcp);
  Get(object, "server_tcp", latency.server_tcp);
  Get(object, "stalls", latency.stalls);
  object.at("congestion").get_to(latency.congestion);
}

json RoundToJson(const Round& round) {
  json latencies = json::array();
  for (const Latency& latency : round.latencies) {
    json entry;
    to_json(entry, latency);
    latencies.push_back(std::move(entry));
  }
  json object = {{"cell", round.cell},
                 {"execution", round.execution},
                 {"round", round.round},
                 {"handshakes", round.handshakes},
                 {"verified", round.verified},
                 {"failed", round.failed},
                 {"preempted", round.preempted},
                 {"reason", round.reason},
                 {"counts", round.counts},
                 {"parameters", round.parameters},
                 {"latencies", std::move(latencies)}};
  Put(object, "client_cpu", round.client_cpu);
  Put(object, "server_cpu", round.server_cpu);
  Put(object, "elapsed_s", round.elapsed_s);
  Put(object, "client_process_cpu_us", round.client_process_cpu_us);
  Put(object, "server_process_cpu_us", round.server_process_cpu_us);
  Put(object, "wall_ms", round.wall_ms);
  Put(object, "stolen_ms", round.stolen_ms);
  Put(object, "client_counters", round.client_counters);
  Put(object, "server_counters", round.server_counters);
  return object;
}

Round RoundFromJson(const json& object) {
  Round round;
  object.at("cell").get_to(round.cell);
  object.at("execution").get_to(round.execution);
  object.at("round").get_to(round.round);
  object.at("handshakes").get_to(round.handshakes);
  object.at("verified").get_to(round.verified);
  object.at("failed").get_to(round.failed);
  object.at("preempted").get_to(round.preempted);
  object.at("reason").get_to(round.reason);
  object.at("counts").get_to(round.counts);
  object.at("parameters").get_to(round.parameters);
  for (const json& entry : object.at("latencies")) {
    from_json(entry, round.latencies.emplace_back());
  }
  Get(object, "client_cpu", round.client_cpu);
  Get(object, "server_cpu", round.server_cpu);
  Get(object, "elapsed_s", round.elapsed_s);
  Get(object, "client_process_cpu_us", round.client_process_cpu_us);
  Get(object, "server_process_cpu_us", round.server_process_cpu_us);
  Get(object, "wall_ms", round.wall_ms);
  Get(object, "stolen_ms", round.stolen_ms);
  Get(object, "client_counters", round.client_counters);
  Get(object, "server_counters", round.server_counters);
  return round;
}

}  // namespace

static void from_json(const json& object, Event& event) {  // NOLINT(readability-identifier-naming): found by this name
  object.at("kind").get_to(event.kind);
  event.cell = object.value("cell", std::size_t{0});
  event.status = object.value("status", Status::kFailed);
  event.reason = object.value("reason", std::string());
  event.pinned = object.value("pinned", false);
  event.niceness = object.value("niceness", 0);
  event.note = object.value("note", std::string());
  if (object.contains("round")) {
    event.round = RoundFromJson(object.at("round"));
  }
  if (object.contains("floor")) {
    object.at("floor").get_to(event.floor);
  }
  if (object.contains("relay")) {
    object.at("path").get_to(event.path);
    object.at("relay").get_to(event.relay);
  }
  if (object.contains("heap")) {
    object.at("heap").get_to(event.heap);
  }
  if (object.contains("instructions")) {
    object.at("instructions").get_to(event.instructions);
  }
  if (object.contains("flights")) {
    object.at("flights").get_to(event.flights);
  }
}

std::string Encode(const WorkerTask& task) { return JsonLine(task); }

std::string Encode(const Event& event) {
  json object = {{"kind", event.kind}};
  switch (event.kind) {
    case Event::Kind::kStart:
      object["cell"] = event.cell;
      break;
    case Event::Kind::kRound:
      object["round"] = RoundToJson(event.round);
      break;
    case Event::Kind::kCell:
      object["cell"] = event.cell;
      object["status"] = event.status;
      [[fallthrough]];
    case Event::Kind::kTarget:
      object["reason"] = event.reason;
      break;
    case Event::Kind::kFloor:
      object["floor"] = event.floor;
      break;
    case Event::Kind::kHeap:
      object["cell"] = event.cell;
      object["heap"] = event.heap;
      break;
    case Event::Kind::kInstructions:
      object["cell"] = event.cell;
      object["instructions"] = event.instructions;
      break;
    case Event::Kind::kRelay:
      object["path"] = event.path;
      object["relay"] = event.relay;
      break;
    case Event::Kind::kFlights:
      object["cell"] = event.cell;
      object["flights"] = event.flights;
      break;
    case Event::Kind::kDone:
      object["note"] = event.note;
      object["pinned"] = event.pinned;
      object["niceness"] = event.niceness;
      break;
  }
  return JsonLine(object);
}

tl::expected<WorkerTask, std::string> DecodeTask(const std::string& line) { return FromJsonLine<WorkerTask>(line); }

tl::expected<Event, std::string> DecodeEvent(const std::string& line) { return FromJsonLine<Event>(line); }

}  // namespace tlsbench
