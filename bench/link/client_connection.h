// The client's end of one TLS connection on a socket: handshake, request, response and tickets as states that follow
// each other, with their moments, flights and what the kernel says. It sends and receives, and never waits: whoever
// drives it watches its descriptor and its deadline, one connection (socket_client.h) or many. One thread at a time;
// buffers are reused from one connection to the next.

#ifndef TLSBENCH_BENCH_LINK_CLIENT_CONNECTION_H_
#define TLSBENCH_BENCH_LINK_CLIENT_CONNECTION_H_

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/backend.h"
#include "bench/link/client_transcript.h"
#include "bench/net/conditions.h"
#include "bench/net/dialer.h"
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

// The same for all connections of one client.
struct ClientPlan {
  Transport transport;
  std::chrono::milliseconds timeout{10000};      // bounds connect, handshake, response and its rest, each
  std::string request;                           // empty: none is sent
  bool early_data = false;                       // the request leaves as early data wherever a session is offered
  std::chrono::milliseconds session_wait{1000};  // for a ticket, or more of a response, that has not come yet
  bool reset = false;                            // close with RST
};

class ClientConnection {
 public:
  // `context` must outlive the connection.
  ClientConnection(const Context& context, ClientPlan plan) : context_(context), plan_(std::move(plan)) {}

  // What the next connection shall do; before its clock runs. `resume`, which may be null, is borrowed until Start
  // returns. With `want_session` it stays until a session has come, or session_wait is over. With `record` the flights
  // are recorded, which no measured handshake shall pay for.
  void Prepare(const Session* resume, bool want_session, bool record);

  // Goes as far as it can without waiting. After Prepare.
  void Start(Dialled dialled);

  bool done() const { return phase_ == Phase::kDone; }

  // Until it is done: the descriptor, what to watch it for, and until when.
  int fd() const { return fd_.get(); }
  bool WantsWrite() const { return sending_; }
  Deadline deadline() const { return sending_ ? send_deadline_ : deadline_; }

  // One try each; false if the kernel had nothing, or took nothing.
  bool OnReadable();
  bool OnWritable();
  void OnTimeout();

  // Once it is done: what came of it.
  SocketHandshake Take() { return std::move(result_); }

 private:
  enum class Phase {
    kHandshake,   // until the client may send
    kLastFlight,  // that flight of the handshake, and the request, are on their way
    kResponse,    // until its first byte
    kRest,        // until its last
    kFinish,      // after False Start: until the server's part of the handshake is over
    kTickets,     // until a session has come
    kFarewell,    // an alert or close_notify is on its way
    kDone,
  };

  void Offer();
  void MadeFlight();
  void MaySend();
  void Send();
  bool Push();
  void Sent();
  void Got(Received received);
  void OnFlight(Received received);
  void OnResponse(Received received);
  void OnRest(Received received);
  void OnFinish(Received received);
  void OnTickets(Received received);
  void AwaitResponse();
  void AwaitRest();
  void ContinueRest();
  void AwaitFinish();
  void ContinueFinish();
  void AwaitTickets();
  void FeedRecords();
  void NoteTicket();
  bool FailUnlessBytes(Received received);
  void Fail(SocketFailure kind, std::string words);
  void FailByLibrary();
  void Finish(bool open);
  void Close();
  double SinceStart() const;

  const Context& context_;
  ClientPlan plan_;
  const Session* resume_ = nullptr;
  bool want_session_ = false;
  Fd fd_;
  std::int64_t start_ns_ = 0;
  std::unique_ptr<Connection> connection_;
  Phase phase_ = Phase::kDone;
  Deadline deadline_;       // of the phase
  Deadline rest_deadline_;  // of the whole rest of a response
  Deadline send_deadline_;  // of the send that waits
  State state_ = State::kHandshaking;
  ClientTranscript transcript_;
  Buffer out_;
  std::size_t sent_ = 0;             // of out_
  bool sending_ = false;             // the kernel did not take all of out_
  std::vector<std::size_t> writes_;  // those of the library that out_ holds, if anybody asked
  Buffer plaintext_;
  bool sent_early_data_ = false;
  bool early_data_taken_ = false;
  bool opened_ = false;         // also if the server has closed the connection since, behind a response to early data
  bool sends_request_ = false;  // not to a server that chose another protocol than HTTP/1.1
  SocketHandshake result_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_LINK_CLIENT_CONNECTION_H_
