// Runs the client's end of one TLS connection on a socket: handshake, request, response and tickets follow each other
// as states. Records their moments, the flights and what the kernel reports. It sends and receives, and never waits:
// its caller watches the descriptor and the deadline, of one connection (socket_client.h) or of many. One thread at a
// time; buffers are reused from one connection to the next.

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

// Says how a handshake failed, which decides what the failure means for the row and for the whole target.
enum class SocketFailure {
  kNone,
  kConnect,  // no TCP connection
  kSilent,   // connected, but not one byte came back
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
  std::optional<TcpFacts> tcp;  // read when the client closes
  std::string congestion;       // the client's congestion control
  unsigned stalls = 0;          // waits inside the server's flights up to the response's first byte; 0: RTT not known
  FlightCounts counts;
  Negotiated client;
  std::unique_ptr<Session> session;
  WireFacts wire;
  int alert_received = -1;
  bool certificate_refused = false;
  std::size_t early_data_bytes = 0;   // of application data, bytes of the request, sent with the ClientHello
  std::vector<FlightRecord> flights;  // of a handshake that was recorded
};

// Holds the settings that all connections of one client share.
struct ClientPlan {
  Transport transport;
  std::chrono::milliseconds timeout{10000};      // for each of connect, handshake, first byte and rest of the response
  std::string request;                           // empty: none is sent
  bool early_data = false;                       // send the request as early data whenever a session is offered
  std::chrono::milliseconds session_wait{1000};  // how long to wait for a ticket, or for more of a response
  bool reset = false;                            // close with RST
};

class ClientConnection {
 public:
  // `context` must outlive the connection.
  ClientConnection(const Context& context, ClientPlan plan) : context_(context), plan_(std::move(plan)) {}

  // Prepares the next connection, before its clock runs. `resume`, which may be null, is borrowed until Start returns.
  // With `want_session` the connection stays open until a session has come, or session_wait is over. With `record` the
  // flights are recorded, which costs time: not for measured handshakes.
  void Prepare(const Session* resume, bool want_session, bool record);

  // Goes as far as it can without waiting. Call it after Prepare.
  void Start(Dialled dialled);

  bool done() const { return phase_ == Phase::kDone; }

  // Return, until it is done, the descriptor, whether to watch it for writing (else reading), and the time limit.
  int fd() const { return fd_.get(); }
  bool WantsWrite() const { return sending_; }
  Deadline deadline() const { return sending_ ? send_deadline_ : deadline_; }

  // Try once to receive, or to send; return false if the kernel had no bytes, or took none.
  bool OnReadable();
  bool OnWritable();
  void OnTimeout();

  // Returns the result, once it is done.
  SocketHandshake Take() { return std::move(result_); }

 private:
  enum class Phase {
    kHandshake,   // until the client may send
    kLastFlight,  // the last flight of the handshake, and the request, are being sent
    kResponse,    // until the first byte of the response
    kRest,        // until its last byte
    kFinish,      // after False Start: until the server's part of the handshake is over
    kTickets,     // until a session has come
    kFarewell,    // an alert or close_notify is being sent
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
  Deadline deadline_;       // of the current phase
  Deadline rest_deadline_;  // of the whole rest of a response
  Deadline send_deadline_;  // of the unfinished send
  State state_ = State::kHandshaking;
  ClientTranscript transcript_;
  Buffer out_;
  std::size_t sent_ = 0;             // how many bytes of out_
  bool sending_ = false;             // the kernel did not take all of out_
  std::vector<std::size_t> writes_;  // the library's writes in out_, if asked for
  Buffer plaintext_;
  bool sent_early_data_ = false;
  bool early_data_taken_ = false;
  bool opened_ = false;         // stays true if the server closes the connection after a response to early data
  bool sends_request_ = false;  // false if the server chose another protocol than HTTP/1.1
  SocketHandshake result_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_LINK_CLIENT_CONNECTION_H_
