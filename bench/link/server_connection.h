// The server's end of one TLS connection on a socket: what it was told, what it has not sent yet, and since when
// somebody waits. Part of tls_server.h, which owns all connections and waits for none; whoever is called back there
// reads it. It sends and never blocks. One thread.

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
  kClient,   // it closed the connection, reset it or takes no more
  kFailed,   // the handshake, or what came later, was no TLS or not ours
  kIdle,     // not a byte for too long
  kSlow,     // bytes, but no whole handshake or request, or nobody who takes the response
  kCrowded,  // too many connections, and this one was quiet for longest
  kTooLong,  // a request without end
};

struct ServerConnection {
  int listener = -1;  // as TlsServer::Listen numbered it
  Fd fd;
  std::unique_ptr<Connection> connection;
  State state = State::kHandshaking;
  bool told = false;    // OnHandshake was called
  StallCounter stalls;  // waits inside the client's flights
  Buffer plaintext;     // of requests that are not answered yet

  // All zeros until it has come.
  Random client_random() const;

  // Gives the library what came; what it makes of that is appended to `out`.
  void Feed(Bytes in, Buffer& out);

  bool may_send() const { return state == State::kOpen || state == State::kMaySend; }  // 0.5-RTT, after early data
  bool over() const { return state == State::kClosed || state == State::kFailed; }

  // The head of the next request, its empty line included; empty if none is whole. Requests have no body.
  std::string_view NextRequest() const;

  // Sends `out`, which is empty then, behind what waits already; the kernel takes what it can, and the rest waits.
  // False if the client takes no more.
  bool Send(Buffer& out);
  bool SendWaiting();

  // Somebody waits for somebody: for the handshake, for the rest of a request, or for the client to take the response.
  bool busy() const { return !told || !plaintext.empty() || !unsent.empty(); }

  Buffer first_bytes;                        // of the client, until its random is in them
  std::vector<std::size_t> writes;           // the library's own, if anybody asked
  Buffer unsent;                             // what the kernel has not taken
  std::uint32_t watched = 0;                 // the epoll events that are asked for
  std::int64_t active_ns = 0;                // the last time that bytes moved
  std::int64_t busy_ns = 0;                  // since when busy; 0: is not
  CloseReason closing = CloseReason::kNone;  // once nothing is unsent
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_LINK_SERVER_CONNECTION_H_
