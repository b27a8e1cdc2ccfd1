// The client's end of a socket link: one handshake over TCP, with its wall-clock phases, its flights, what the kernel
// says of the connection, and what came over the wire. Serves loopback, path and remote targets alike. One thread at a
// time; buffers are reused.

#ifndef TLSBENCH_BENCH_LINK_SOCKET_CLIENT_H_
#define TLSBENCH_BENCH_LINK_SOCKET_CLIENT_H_

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/backend.h"
#include "bench/net/conditions.h"
#include "bench/net/phases.h"
#include "bench/net/socket.h"
#include "bench/net/tcp_info.h"
#include "bench/wire/flight_counter.h"
#include "bench/wire/flight_recorder.h"
#include "bench/wire/wire_facts.h"

namespace tlsbench {

// What kind of failure it was decides what it means for the row and for the whole target.
enum class SocketFailure {
  kNone,
  kConnect,  // no TCP connection
  kSilent,   // connected, and not one byte came back
  kNotTls,   // what came back is no TLS record
  kClosed,   // the server closed or reset the connection
  kTimeout,  // the server stopped answering
  kLibrary,  // the client's library gave up, or the server sent an alert
};

struct SocketHandshake {
  SocketFailure kind = SocketFailure::kNone;
  std::string failure;  // one line; empty if the client may send
  double connect_ms = 0;
  double handshake_ms = 0;
  std::optional<double> first_byte_ms;
  Moments moments;
  std::optional<TcpFacts> tcp;  // as the client closes
  std::string congestion;       // the client's congestion control
  unsigned stalls = 0;          // waits inside the server's flights up to the response's first byte; 0: RTT not known
  FlightCounts counts;
  Negotiated client;
  std::unique_ptr<Session> session;
  WireFacts wire;
  int alert_received = -1;
  bool certificate_refused = false;
  std::size_t early_data_bytes = 0;   // of application data, sent with the ClientHello
  std::vector<FlightRecord> flights;  // of a handshake that was recorded
};

struct SocketPlan {
  Address address;
  std::optional<Address> issuer{};  // who gives the tickets that the server at `address` cannot read
  bool early_data = false;          // the request leaves as early data wherever a session is offered
  Transport transport;
  // Makes the socket to connect, before any clock runs; empty: one of this process's own.
  std::function<tl::expected<Fd, std::string>()> new_socket;
  std::function<void()> on_handshake = [] {};                      // a sign of life before each
  std::shared_ptr<bool> answered = std::make_shared<bool>(false);  // the target has answered some handshake
  std::chrono::milliseconds timeout{10000};                        // bounds connect, handshake and response, each
  std::string request;                                             // empty: none is sent
  std::chrono::milliseconds session_wait{1000};  // for a ticket that has not come with everything else
  bool reset = false;                            // close with RST
  int warm_ups = 3;                              // unmeasured handshakes before the first round
  bool asks_server_tcp = false;                  // path: what TCP did at the server's end belongs to the sample
};

class SocketClient {
 public:
  // `context` must outlive the client.
  SocketClient(const Context& context, SocketPlan plan) : context_(context), plan_(std::move(plan)) {}

  // `resume` may be null. With `want_session` the client stays until a session has come, or session_wait is over. With
  // `record` the flights are recorded, which no measured handshake shall pay for.
  SocketHandshake Run(const Session* resume, bool want_session, bool record = false);

 private:
  OpenOptions Offer(const Session* resume);
  bool Handshake(Connection& connection, int fd, SocketHandshake& result);
  bool TakeFlight(Connection& connection, SocketHandshake& result);
  void SentFlight();
  void MaySend(Connection& connection, SocketHandshake& result);
  bool AwaitOpen(Connection& connection, int fd, SocketHandshake& result);
  bool ReadResponse(Connection& connection, int fd, SocketHandshake& result);
  void ReadRest(Connection& connection, int fd, SocketHandshake& result);
  void AwaitSession(Connection& connection, int fd, bool want_session, SocketHandshake& result);
  bool Send(int fd, SocketHandshake& result);
  bool ReceiveMore(int fd, Deadline deadline, SocketHandshake& result);
  void FeedRecords(Connection& connection, SocketHandshake& result);
  void NoteTicket(const Connection& connection, SocketHandshake& result);
  Received Take(int fd, Deadline deadline);
  void Finish(Connection& connection, int fd, bool open, bool want_session, SocketHandshake& result);
  double SinceStart() const;
  void Moved(Role from, FlightPart part, std::size_t end);

  const Context& context_;
  SocketPlan plan_;
  std::int64_t start_ns_ = 0;
  StallCounter stalls_;
  std::vector<std::size_t> writes_;  // those of the library that out_ holds, if anybody asked
  Buffer out_;
  Buffer plaintext_;
  Buffer from_client_;
  Buffer from_server_;
  State state_ = State::kHandshaking;
  bool sent_early_data_ = false;
  bool early_data_taken_ = false;
  bool opened_ = false;         // also if the server has closed the connection since, behind a response to early data
  bool sends_request_ = false;  // not to a server that chose another protocol than HTTP/1.1
  std::size_t fed_ = 0;         // how much of from_server_ the connection has taken
  std::size_t record_ = 0;  // where the first record begins that it has not taken whole; known once the client may send
  FlightCounter flights_;
  std::unique_ptr<FlightRecorder> recorder_;  // of a handshake that is recorded; else null
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_LINK_SOCKET_CLIENT_H_
