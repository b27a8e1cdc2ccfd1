// The memory link: both ends in one thread, bytes handed over in buffers. CPU time comes from here, since nothing but
// the libraries runs inside the meter. One MemoryLink serves many handshakes, one after another, and reuses its
// buffers; one thread at a time.

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

// What kind of handshakes a link runs, beside what the contexts decide.
struct MemoryKind {
  bool early_data = false;  // the request leaves as early data wherever a session is offered

  // The server greets as soon as it may write, which some libraries' may behind their first flight (0.5-RTT).
  bool server_first = false;

  // Resumptions meet the other server: of the sessions offered to this one it reads none. Null: one server.
  const Context* issuer = nullptr;
};

// One handshake, as each end and the link saw it.
struct MemoryHandshake {
  std::string failure;  // empty: both ends are open
  SideCost client_cost;
  SideCost server_cost;
  FlightCounts counts;
  Negotiated client;
  Negotiated server;
  std::unique_ptr<Session> session;  // the newest; null if none came
  Bytes from_client;                 // everything that crossed, valid until the next handshake
  Bytes from_server;
  std::size_t early_data_bytes = 0;  // of application data, sent with the ClientHello
  bool sent_early = false;           // the client could send before the server's Finished had come, early data aside

  // What crossed, read, and what the link knows of it.
  WireFacts Wire() const;
};

class MemoryLink {
 public:
  // The contexts must outlive the link.
  MemoryLink(const Context& client, const Context& server, const MemoryKind& kind = {})
      : client_(client), server_(server), kind_(kind) {}

  // A measured handshake, from Open on both sides to the last free. `resume` may be null.
  MemoryHandshake Run(const Session* resume);

  // An unmeasured one, with a request that leaves with the client's last flight and its response.
  MemoryHandshake RunWithRequest(const Session* resume);

  // The same, watched: `flights` becomes what crossed, according to both libraries.
  MemoryHandshake RunRecorded(const Session* resume, std::vector<FlightRecord>& flights);

  // A handshake whose allocations are counted (meter/allocation.h; a HeapCounting must live): client_cost and
  // server_cost hold allocations instead. `while_open` is called when both ends are open and idle, before anything is
  // taken from them.
  MemoryHandshake RunCounted(const Session* resume, bool request, const std::function<void()>& while_open);

  // The same work as Run, counted otherwise: client_cost and server_cost hold instructions (meter/hardware_counters.h;
  // a CounterCounting must live), or the calls that callgrind collected (meter/callgrind.h).
  MemoryHandshake RunWithCounters(const Session* resume);
  MemoryHandshake RunCollected(const Session* resume);

  // The same work as Run, with neither clock readings nor inspection. True if both ends opened.
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
