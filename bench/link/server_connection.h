// Holds the server's end of one TLS connection on a socket: its state, what it has not sent yet, and since when one
// side waits for the other. Part of tls_server.h, which owns all connections and waits for none; its callbacks read
// this. It sends and never blocks. One thread.

#ifndef TLSBENCH_BENCH_LINK_SERVER_CONNECTION_H_
#define TLSBENCH_BENCH_LINK_SERVER_CONNECTION_H_

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "bench/backend.h"
#include "bench/net/phases.h"
#include "bench/os/process.h"
#include "bench/wire/wire_facts.h"

namespace tlsbench {

enum class CloseReason {
  kNone,
  kClient,   // the client closed the connection, reset it or takes no more
  kFailed,   // the handshake, or later data, was not valid TLS or not acceptable
  kIdle,     // no byte for too long
  kSlow,     // bytes came, but no whole handshake or request; or the response is not taken
  kCrowded,  // too many connections, and this one was idle for the longest time
  kTooLong,  // a request that is too long
};

struct ServerConnection {
  int listener = -1;  // as TlsServer::Listen numbered it
  Fd fd;
  std::unique_ptr<Connection> connection;
  State state = State::kHandshaking;
  bool told = false;    // OnHandshake was called
  StallCounter stalls;  // waits inside the client's flights
  Buffer plaintext;     // of requests that are not answered yet

  // Returns the client's random; all zeros until it has come.
  Random client_random() const;

  // Gives the library the bytes that came; its answer is appended to `out`.
  void Feed(Bytes in, Buffer& out);

  bool may_send() const { return state == State::kOpen || state == State::kMaySend; }  // 0.5-RTT, after early data
  bool over() const { return state == State::kClosed || state == State::kFailed; }

  // Returns the head of the next request, with its empty line; empty if no request is whole. Requests have no body.
  std::string_view NextRequest() const;

  // Sends `out` after the bytes that already wait, and empties it; the bytes that the kernel does not take wait in
  // `unsent`. Returns false if the client takes no more.
  bool Send(Buffer& out);
  bool SendWaiting();

  // Returns whether one side waits for the other: for the handshake, for the rest of a request, or for the client to
  // take the response.
  bool busy() const { return !told || !plaintext.empty() || !unsent.empty(); }

  Buffer first_bytes;                        // of the client, until they hold its random
  std::vector<std::size_t> writes;           // the library's own, if asked for
  Buffer unsent;                             // what the kernel has not taken
  std::uint32_t watched = 0;                 // the epoll events that are watched
  std::int64_t active_ns = 0;                // the last time that bytes moved
  std::int64_t busy_ns = 0;                  // since when busy; 0: not busy
  CloseReason closing = CloseReason::kNone;  // the reason to close once nothing is unsent
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_LINK_SERVER_CONNECTION_H_
