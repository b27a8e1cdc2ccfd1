#include "bench/worker/messages.h"

#include <utility>

#include "bench/scenario/scenario_json.h"
#include "bench/text/json_lines.h"

// Each field is written here once, for encoding and decoding.
namespace tlsbench {

using nlohmann::json;

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
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Outcome, status, reason, cause)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Moments, client_hello_ms, handshake_done_ms, request_sent_ms, last_byte_ms,
                                   first_ticket_ms)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Latency, connect_ms, handshake_ms, first_byte_ms, moments, client_tcp, server_tcp,
                                   stalls, congestion)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Round, cell, execution, round, handshakes, verified, failed, preempted, reason,
                                   client_cpu, server_cpu, latencies, elapsed_s, client_process_cpu_us,
                                   server_process_cpu_us, wall_ms, stolen_ms, client_counters, server_counters, counts,
                                   parameters)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TargetInputs, address, port, trust_anchors_pem, verify_peer, server_name, alpn)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RunInputs, plugins, cells, credentials, seed, timeout_ms, transport, target, request)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(WorkerTask, inputs, mode, skip, execution, first_round, seconds, handshakes,
                                   handshakes_done, target_answered, floor, launcher, callgrind_folder, as_shipped)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CellStarted, cell)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CellEnded, cell, outcome)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TargetLost, reason)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(HeapCounted, cell, heap)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(InstructionsCounted, cell, instructions)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(FlightsRecorded, cell, flights)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RelayReport, path, relay)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(WorkerDone, note, pinned, niceness)

namespace {

// Decodes the event whose index in the variant is `number`; the search begins at kNumber.
template <std::size_t kNumber = 0>
tl::expected<Event, std::string> EventOf(std::size_t number, const json& event) {
  if constexpr (kNumber == std::variant_size_v<Event>) {
    return tl::unexpected(fmt::format("there is no event {}", number));
  } else if (number == kNumber) {
    return FromJson<std::variant_alternative_t<kNumber, Event>>(event);
  } else {
    return EventOf<kNumber + 1>(number, event);
  }
}

}  // namespace

std::string Encode(const WorkerTask& task) { return JsonLine(task); }

// Encodes the event's index in the variant, and the event.
std::string Encode(const Event& event) {
  return JsonLine(std::visit([&](const auto& what) { return json::array({event.index(), what}); }, event));
}

tl::expected<WorkerTask, std::string> DecodeTask(const std::string& line) { return FromJsonLine<WorkerTask>(line); }

tl::expected<Event, std::string> DecodeEvent(const std::string& line) {
  return FromJsonLine<std::pair<std::size_t, json>>(line).and_then(
      [](const auto& parts) { return EventOf(parts.first, parts.second); });
}

}  // namespace tlsbench
