// Defines the results: what was asked (Cell), what one round measured (Round), what a run found for a cell (Summary).
// Plain data; reports are pure functions of it, and everything in a Summary can be computed again from the rounds.
//
// Units are in the names. An empty optional means that the value was not measured; it never means 0.

#ifndef TLSBENCH_BENCH_RESULT_RESULT_H_
#define TLSBENCH_BENCH_RESULT_RESULT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/meter/hardware_counters.h"
#include "bench/net/conditions.h"
#include "bench/net/phases.h"
#include "bench/net/tcp_info.h"
#include "bench/scenario/scenario.h"
#include "bench/stats/statistics.h"
#include "bench/wire/flight_counter.h"
#include "bench/wire/flight_recorder.h"

namespace tlsbench {

// The version of a run's files. It changes when older files can no longer be read in the same way; an added column does
// not change it.
inline constexpr int kRunSchema = 1;

enum class LinkKind : std::uint8_t { kMemory, kLoopback, kPath, kTarget };
std::string_view LinkName(LinkKind link);  // "memory", "loopback", "path", "target"
std::optional<LinkKind> ParseLink(std::string_view name);

enum class Status : std::uint8_t { kOk, kFailed, kRefused, kUnsupported, kIncomplete };
std::string_view StatusName(Status status);
std::optional<Status> ParseStatus(std::string_view name);

// Identifies one row of a report: scenario x client backend x server backend x link.
struct Cell {
  std::string client;          // backend names
  std::string client_version;  // as the library reports it
  std::string server;          // empty for a remote target
  std::string server_version;
  LinkKind link = LinkKind::kMemory;
  std::string target;  // "host:port"; empty unless link is kTarget
  Scenario scenario;
  PathConditions path{};  // as asked; used only if link is kPath
  Transport transport{};  // used only on links with sockets
  bool twin = false;      // repeats another cell: any difference between the two is noise

  bool operator==(const Cell&) const = default;
};

// Returns a backend's name in the files of a run: the name of a twin's backend carries the suffix.
inline constexpr std::string_view kTwinSuffix = "#2";
std::string NameInFiles(const Cell& cell, const std::string& backend);

// Names what was negotiated: pinned parameters as verified, others as they were negotiated.
struct Parameters {
  std::string cipher_suite;
  std::string group;  // empty: there was no key exchange, or no library reports it
  std::string auth;
  std::string signature_scheme;   // empty on a resumption
  unsigned tickets = 0;           // received by the client in one handshake
  std::string key_exchange{};     // "ECDHE", "DHE", "RSA", "PSK", "ML-KEM"; empty on a resumption of TLS 1.2
  std::string psk_mode{};         // of a resumption of TLS 1.3: "psk_dhe_ke" or "psk_ke"
  unsigned early_data_bytes = 0;  // application data sent with the ClientHello, whether or not it was accepted
};

// Holds one verified handshake of a cell, flight by flight, and what it negotiated. Nothing of it was measured.
struct CellFlights {
  Parameters parameters;
  std::vector<FlightRecord> flights;
};

// Holds the parts of one side's CPU time, in microseconds for one handshake.
struct CpuParts {
  double set_up_us = 0;
  double handshake_us = 0;
  double tickets_us = 0;
  double release_us = 0;
};

// Holds the CPU time of one side in one round of the memory link: medians over its handshakes, except `min_us`.
struct RoundCpu {
  double total_us = 0;  // set-up + handshake + tickets + release
  double min_us = 0;    // 0 if the file lacks the column
  CpuParts parts;
};

// Holds the latencies of one handshake on a socket link.
struct Latency {
  double connect_ms = 0;                // TCP alone
  double handshake_ms = 0;              // from TCP connected until the client may send
  std::optional<double> first_byte_ms;  // from the start of the connect to the first byte of the response
  Moments moments{};
  std::optional<TcpFacts> client_tcp{};
  std::optional<TcpFacts> server_tcp{};  // path: the server is ours, so its retransmissions are known
  std::optional<unsigned> stalls{};      // path and target: waits inside a flight, of either side
  std::string congestion{};              // the client's congestion control

  unsigned Retransmissions() const;  // the sum over both ends, as far as known
};

// Holds the latencies of a round as its files keep them: medians and minima.
struct RoundLatency {
  std::optional<double> connect_ms;
  std::optional<double> handshake_ms;
  std::optional<double> first_byte_ms;
  std::optional<double> handshake_ms_min;
  std::optional<double> first_byte_ms_min;
};

struct Round {
  std::size_t cell = 0;  // index into the run's cells
  int execution = 0;
  int round = 0;
  unsigned handshakes = 0;
  unsigned verified = 0;
  unsigned failed = 0;
  bool preempted = false;  // memory: wall and CPU time differ by more than 2 %; left out of every statistic
  std::string reason;      // why the first unverified handshake was not verified
  std::optional<RoundCpu> client_cpu;
  std::optional<RoundCpu> server_cpu;
  std::vector<Latency> latencies;               // verified handshakes of a socket link
  RoundLatency latency;                         // of a round read from a file, which may lack `latencies`
  std::optional<double> elapsed_s;              // socket links: the whole round
  std::optional<double> client_process_cpu_us;  // socket links: user + system, for one handshake
  std::optional<double> server_process_cpu_us;
  std::optional<double> wall_ms;                 // the whole round, with its discarded handshakes
  std::optional<double> stolen_ms;               // the part of wall_ms stolen on its cores (os/system_load.h)
  std::optional<CounterValues> client_counters;  // memory, where the processor counts: medians of a few handshakes
  std::optional<CounterValues> server_counters;
  FlightCounts counts;
  Parameters parameters;
};

// Tells causes apart that the run treats in a way of their own.
enum class Cause : std::uint8_t {
  kOther,
  kWholeTarget,  // every other row of this target would fail too
  kNoSession,    // no ticket came, and nothing else was wrong
  kNoEarlyData,  // the server did not accept it, and nothing else was wrong
};

// Says how a cell ended, and why.
struct Outcome {
  Status status = Status::kFailed;
  std::string reason;
  Cause cause = Cause::kOther;
};

// Holds what one side of a cell of the memory link takes from the heap, in bytes as the allocator gives them
// (measure/heap_runner.h).
struct SideHeap {
  std::int64_t allocations = 0;   // of one handshake, in the calls whose CPU time is measured
  std::int64_t peak_bytes = 0;    // the most that was alive at once in one handshake
  std::int64_t idle_bytes = 0;    // alive in one open connection, after tickets and one request and response
  std::int64_t leaked_bytes = 0;  // that each handshake leaves behind, in the long run
};

struct HeapCost {
  SideHeap client;
  SideHeap server;
};

// Holds the instructions of one handshake of the memory link, as callgrind counts them (measure/callgrind_runner.h).
struct InstructionCost {
  std::int64_t client = 0;
  std::int64_t server = 0;
};

// Holds the cost of the harness itself, measured with the null backend: nanoseconds for both sides of one TLS 1.3
// handshake.
struct Floor {
  double with_clock_ns = 0;     // as the meter accounts it
  double without_clock_ns = 0;  // the same work, no clock readings
};

// Holds what TCP did in the connections of a row, as the client's kernel reports it (result/latency_model.h): medians,
// except for the totals.
struct TcpSummary {
  unsigned connections = 0;  // verified handshakes for which the kernel reported facts
  std::string congestion;    // the client's congestion control
  std::optional<double> min_rtt_ms;
  std::optional<double> mss_bytes;
  std::optional<double> congestion_window;  // segments, when the client closes
  std::optional<double> segments_sent;
  std::optional<double> segments_received;
  unsigned retransmissions = 0;            // total, of both ends where both are ours
  unsigned retransmitted_connections = 0;  // with at least one
  unsigned fast_open_connections = 0;      // with the ClientHello in the SYN
  std::optional<unsigned> stalls;          // waits inside a flight without retransmissions; path and target
};

// Holds the time to the first byte as the counted round trips predict it (result/latency_model.h).
struct Prediction {
  unsigned round_trips = 0;  // of TCP, TLS and the request, and the stalls
  double cpu_ms = 0;         // of both sides
  double first_byte_ms = 0;
  double measured_ms = 0;  // median of the connections without retransmissions
  double residual_percent = 0;
  std::string cause;  // the likely cause of a large residual; empty if it is small
};

struct Summary {
  Cell cell;
  Status status = Status::kOk;
  std::string reason;
  unsigned handshakes = 0;
  unsigned verified = 0;
  unsigned failed = 0;
  unsigned rounds = 0;            // without the preempted ones
  unsigned preempted_rounds = 0;  // left out
  Parameters parameters;
  std::optional<FlightCounts> counts;
  std::optional<Estimate> client_cpu_us;  // median of the rounds' medians
  std::optional<Estimate> server_cpu_us;
  std::optional<double> client_cpu_us_min;  // median of the rounds' minima
  std::optional<double> server_cpu_us_min;
  std::optional<CpuParts> client_parts;
  std::optional<CpuParts> server_parts;
  std::optional<double> client_process_cpu_us;
  std::optional<double> server_process_cpu_us;
  std::optional<double> connect_ms_p50;
  Percentiles handshake_ms;
  Percentiles first_byte_ms;
  std::optional<double> handshakes_per_second;  // socket links: one connection after another
  Moments moments_p50;
  std::optional<TcpSummary> tcp;                 // links with sockets
  std::optional<Prediction> prediction;          // path and target
  std::optional<HeapCost> heap;                  // memory link; from an execution of its own, not from rounds
  std::optional<InstructionCost> instructions;   // likewise
  std::optional<CounterValues> client_counters;  // medians of the rounds'
  std::optional<CounterValues> server_counters;
  std::optional<double> stolen_percent;  // of the rounds' time (result/row_noise.h)
  std::optional<double> drift_percent;   // between the halves of the run
  std::string noisy;                     // why the row is doubtful; empty if it is not
};

// Returns the pinned parameters of a cell as asked: they name a row without a verified handshake. A remote server
// chooses its own `auth`; `signature_scheme` and `tickets` are never asked for here.
Parameters AskedParameters(const Cell& cell);

// Returns whether a round's CPU times may enter a statistic: it was not preempted, and every one of its handshakes was
// verified.
bool HasCpuToCount(const Round& round);

// Returns whether a round's flights and bytes may enter a statistic: a handshake was verified and its flights were
// counted. Preemption does not change counts.
bool HasFlights(const Round& round);

// Reads one quantity of a round; nullopt if the round does not have it.
using Quantity = std::optional<double> (*)(const Round& round);

// Return the median of one quantity over the latencies of a round, or the median read from a file if there is one;
// nullopt if the round has neither.
std::optional<double> MedianConnectMs(const Round& round);
std::optional<double> MedianHandshakeMs(const Round& round);
std::optional<double> MedianFirstByteMs(const Round& round);

// Return the minimum of these latencies; nullopt if there are none.
std::optional<double> MinHandshakeMs(const Round& round);
std::optional<double> MinFirstByteMs(const Round& round);

// Computes the row of one cell from all its rounds. `status` and `reason` are the outcome that the run has for the cell
// (failed, refused, incomplete...). kOk is kept only if at least one handshake was verified, none was unverified, and
// all rounds agree on flights and round trips. The numbers of a row that is not ok come from its verified handshakes.
// If all rounds of a row of the memory link were preempted, the row stays kOk, since its handshakes were verified; it
// has no CPU time, and its reason says why.
Summary Summarize(const Cell& cell, const std::vector<Round>& rounds, Status status, const std::string& reason);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_RESULT_RESULT_H_
