// Runs handshakes over the memory link: both ends in one thread, bytes passed in buffers. CPU time is measured here,
// since only the libraries run inside the meter. One MemoryLink serves many handshakes, one after another, and reuses
// its buffers; one thread at a time.

#ifndef TLSBENCH_BENCH_LINK_MEMORY_LINK_H_
#define TLSBENCH_BENCH_LINK_MEMORY_LINK_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/backend.h"
#include "bench/meter/meter.h"
#include "bench/wire/flight_counter.h"
#include "bench/wire/flight_recorder.h"
#include "bench/wire/wire_facts.h"

namespace tlsbench {

// Says how a link runs its handshakes, beside what the contexts decide.
struct MemoryKind {
  bool early_data = false;  // send the request as early data whenever a session is offered

  // The server writes as soon as it may; servers of some libraries may write after their first flight (0.5-RTT).
  bool server_first = false;

  // The server that issues the sessions. Resumptions are then offered to the other server, which can read none of them.
  // Null: one server.
  const Context* issuer = nullptr;
};

// Holds the results of one handshake, as each end and the link saw it.
struct MemoryHandshake {
  std::string failure;  // empty: both ends are open
  SideCost client_cost;
  SideCost server_cost;
  FlightCounts counts;
  Negotiated client;
  Negotiated server;
  std::unique_ptr<Session> session;  // the newest; null if none came
  Bytes from_client;                 // all bytes sent, valid until the next handshake
  Bytes from_server;
  std::size_t early_data_bytes = 0;  // bytes of the request, sent with the ClientHello
  bool sent_early = false;           // the client could send before the server's Finished came, not counting early data

  // Reads the facts from those bytes, and adds what the link knows.
  WireFacts Wire() const;
};

class MemoryLink {
 public:
  // The contexts must outlive the link.
  MemoryLink(const Context& client, const Context& server, const MemoryKind& kind = {})
      : client_(client), server_(server), kind_(kind) {}

  // Runs a measured handshake, from Open on both sides to the last free. `resume` may be null.
  MemoryHandshake Run(const Session* resume);

  // Runs an unmeasured handshake with a request, sent with the client's last flight, and its response.
  MemoryHandshake RunWithRequest(const Session* resume);

  // Runs the same and records it: `flights` becomes its flights, according to both libraries.
  MemoryHandshake RunRecorded(const Session* resume, std::vector<FlightRecord>& flights);

  // Runs a handshake whose allocations are counted (meter/allocation.h; a HeapCounting must live): client_cost and
  // server_cost hold allocations instead. `while_open` is called when both ends are open and idle, before negotiated
  // values or sessions are read.
  MemoryHandshake RunCounted(const Session* resume, bool request, const std::function<void()>& while_open);

  // Do the same work as Run, but count other units: client_cost and server_cost hold instructions
  // (meter/hardware_counters.h; a CounterCounting must live), or the calls that callgrind collected
  // (meter/callgrind.h).
  MemoryHandshake RunWithCounters(const Session* resume);
  MemoryHandshake RunCollected(const Session* resume);

  // Does the same work as Run, without clock readings or inspection. Returns true if both ends opened.
  bool RunBare(const Session* resume);

 private:
  OpenOptions Offer(const Session* resume) const;
  const Context& ServerFor(const Session* resume) const;
  template <class Meter>
  void Conclude(Connection& client, const Connection& server, MemoryHandshake& result);
  template <class Meter>
  MemoryHandshake RunAs(const OpenOptions& options, bool request, const std::function<void()>* while_open = nullptr);
  template <class Meter>
  State ClientTurn(Connection& connection, bool request, SideCost& cost);
  template <class Meter>
  void ServerWrites(Connection& connection, std::string_view text);
  template <class Meter>
  void ClientMoved(State before, std::size_t sent_before, std::size_t received, std::size_t data);
  template <class Meter>
  State ServerTurn(Connection& connection, bool request, SideCost& cost);
  template <class Meter>
  std::string Exchange(Connection& client, Connection& server, bool request, SideCost& client_cost,
                       SideCost& server_cost);
  void Reset();

  const Context& client_;
  const Context& server_;
  MemoryKind kind_;
  Buffer from_client_;
  Buffer from_server_;
  Buffer client_plaintext_;
  Buffer server_plaintext_;
  std::size_t early_data_bytes_ = 0;  // of this handshake
  bool sent_early_ = false;
  bool greeted_ = false;
  bool responded_ = false;
  std::size_t data_begin_ = 0;   // where in from_server_ the server's last application data begins; 0: none yet
  std::size_t client_read_ = 0;  // how much of from_server_ the client has taken
  std::size_t server_read_ = 0;
  State client_state_ = State::kHandshaking;
  State server_state_ = State::kHandshaking;
  FlightCounter flights_;
  FlightRecorder* recorder_ = nullptr;  // of a handshake that is recorded
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_LINK_MEMORY_LINK_H_
