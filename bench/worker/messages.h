// What parent and worker say to each other: one JSON object a line, on a pipe. The parent sends one WorkerTask; the
// worker streams events. Also the JSON of scenarios and cells. Pure functions.

#ifndef TLSBENCH_BENCH_WORKER_MESSAGES_H_
#define TLSBENCH_BENCH_WORKER_MESSAGES_H_

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "bench/net/conditions.h"
#include "bench/net/path_process.h"
#include "bench/result/result.h"
#include "bench/scenario/credentials.h"

namespace tlsbench {

// How one handshake of a backend with itself came out: pinned as rows are, or as the library comes
// (measure/library_defaults.h).
struct Behaviour {
  std::string setting;  // "pinned 1.3", "as shipped 1.3" and the same for 1.2
  std::string failure;  // why there is no more than this; else empty
  std::string protocol;
  std::string cipher_suite;
  std::string group;  // IANA's names; empty where nobody says
  std::string signature_scheme;
  unsigned tickets = 0;                 // received by the client
  bool extended_master_secret = false;  // TLS 1.3 has its like built in (RFC 9846, section 7.1)
  bool verifies = false;                // the client refuses a chain that it has no root for
  std::size_t client_hello_bytes = 0;
};

// A Variant of the seam, with texts of its own.
struct VariantInfo {
  std::string name;
  std::string environment;
  std::string words;
};

// Whether a backend can be both ends of one of the kinds of handshake (plugin/capability_list.h).
struct Capability {
  std::string group;
  std::string kind;
  std::string reason;  // why not; empty: it can
};

// How much a plug-in is asked. To learn what it can do takes longer than all the rest, since it may try.
enum class Detail : std::uint8_t { kIdentity, kCapabilities };

// What a plug-in says of itself.
struct BackendInfo {
  std::string name;
  std::string file;         // FILE@VARIANT for a variant (plugin/loader.h)
  std::string environment;  // of a variant, NAME=VALUE; else empty
  std::string library_version;
  std::string linkage;
  std::string build_flags;
  std::string build_note;
  bool is_library = true;
  std::vector<std::string> library_files;
  std::vector<VariantInfo> variants;
  std::vector<Behaviour> behaviours;     // empty unless they were asked for
  std::vector<Capability> capabilities;  // likewise; every backend has the same kinds in the same order
};

// One execution's work.
struct WorkerTask {
  std::vector<std::string> plugins;  // files to load
  std::vector<Cell> cells;
  std::vector<std::size_t> skip;  // cells that have failed already
  std::map<CertificateKey, Credentials> credentials;
  int execution = 0;
  int first_round = 0;  // the number of the first round: above 0 after a worker was lost
  std::uint64_t seed = 0;
  double seconds = 10;                    // stop after this; the first sweep over the cells is always finished
  unsigned handshakes = 0;                // for each cell in this execution; 0: until the time is up
  std::vector<unsigned> handshakes_done;  // by cell, by a worker that was lost; may be empty
  std::int64_t timeout_ms = 10000;        // bounds every wait on a socket
  bool floor = true;                      // measure the null backend first
  bool heap = false;  // no rounds: count the heap of the memory link's cells instead (measure/heap_runner.h)
  std::vector<std::string> launcher;  // what runs the worker's program: valgrind and its options; else empty
  std::string callgrind;              // no rounds: count instructions, callgrind's files in this folder
  Transport transport;                // how TCP is used on sockets
  bool as_shipped = false;            // the system's openssl.cnf holds, as it does for any program
  // Remote targets only.
  std::string address;           // numeric, as probed
  bool target_answered = false;  // in an earlier execution: silence is then no word on the whole target
  std::uint16_t port = 0;
  std::string trust_anchors_pem;
  bool verify_peer = true;
  std::string server_name;
  std::vector<std::string> alpn;
  std::string request;  // empty: none
};

// What the harness itself costs, by the null backend, in nanoseconds for both sides of one TLS 1.3 handshake.
struct Floor {
  double with_clock_ns = 0;     // as the meter accounts it
  double without_clock_ns = 0;  // the same work, no clock readings
};

struct Event {
  enum class Kind { kStart, kRound, kCell, kTarget, kFloor, kHeap, kInstructions, kRelay, kFlights, kDone };
  Kind kind = Kind::kDone;
  std::size_t cell = 0;             // kStart, kCell, kHeap, kInstructions, kFlights
  Round round;                      // kRound
  Status status = Status::kFailed;  // kCell: that cell ends here
  std::string reason;               // kCell, kTarget: every row of the target fails with this
  std::string note;                 // kDone: why there are no counters; under callgrind the CPU features that it shows
  Floor floor;                      // kFloor
  HeapCost heap;                    // kHeap
  InstructionCost instructions;     // kInstructions
  PathConditions path;              // kRelay
  RelayFacts relay;                 // kRelay: what that path's relay did in this execution
  CellFlights flights;              // kFlights
  bool pinned = false;              // kDone: client and server ran on different cores
  int niceness = 0;                 // kDone: of the worker and its server
};

std::string Encode(const WorkerTask& task);
std::string Encode(const Event& event);
std::string Encode(const BackendInfo& info);
std::string Encode(const Behaviour& behaviour);
std::string EncodeScenarios(const std::vector<Scenario>& scenarios);
tl::expected<WorkerTask, std::string> DecodeTask(const std::string& line);
tl::expected<Event, std::string> DecodeEvent(const std::string& line);
tl::expected<BackendInfo, std::string> DecodeBackendInfo(const std::string& line);
tl::expected<Behaviour, std::string> DecodeBehaviour(const std::string& line);
tl::expected<std::vector<Scenario>, std::string> DecodeScenarios(const std::string& line);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_WORKER_MESSAGES_H_
