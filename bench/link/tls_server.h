// Runs a TLS server: listeners, an epoll loop, and callbacks for the events of their connections. No client can stop
// it. It sends what the kernel takes and keeps the rest; reads no more from a client that does not take its responses;
// handles at most one read of a client before other clients have their turn; and closes a connection that is silent or
// slow for too long, or, if there are too many, the one that was idle for the longest time. Used by the trials' server
// process (server_main.cc). One thread.

#ifndef TLSBENCH_BENCH_LINK_TLS_SERVER_H_
#define TLSBENCH_BENCH_LINK_TLS_SERVER_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <string_view>
#include <vector>

#include "bench/backend.h"
#include "bench/link/server_connection.h"
#include "bench/net/conditions.h"

namespace tlsbench {

// Limits are checked about four times within the shorter of the two times.
struct ServerLimits {
  std::size_t connections = 900;           // below 1024, the usual limit of descriptors for a process
  std::chrono::milliseconds idle{60000};   // without a byte
  std::chrono::milliseconds busy{120000};  // for a handshake, a request from its first byte on, or sending a response
};

// Receives the server's events. The connection may be read until the call returns.
class ServerEvents {
 public:
  virtual ~ServerEvents() = default;

  // Called when the handshake is over: the state is kOpen or kFailed. All its messages were sent before; a request that
  // came with the client's last flight was answered before.
  virtual void OnHandshake(const ServerConnection& /*connection*/) {}

  // Called for each request; `head` ends with its empty line. Returns the whole response, which must stay valid until
  // the next call.
  virtual std::string_view OnRequest(const ServerConnection& connection, std::string_view head) = 0;

  // Called right before the connection is closed.
  virtual void OnClosed(const ServerConnection& /*connection*/, CloseReason /*reason*/) {}
};

class TlsServer {
 public:
  // `events` must outlive the server.
  TlsServer(ServerEvents& events, Transport transport, const ServerLimits& limits);

  // Serves the clients that connect to a listening socket. Returns the listener's number. `context` must outlive the
  // server.
  int Listen(Fd listener, const Context& context);

  // Calls `on_readable` whenever a descriptor, which must stay open, can be read. `on_readable` may call Stop().
  void Watch(int fd, std::function<void()> on_readable);

  // Waits up to `wait` for events (negative: without limit) and handles them. Returns the number of events.
  int Poll(std::chrono::milliseconds wait);

  // Serves until Stop().
  void Run();
  void Stop() { stopped_ = true; }

  const std::list<ServerConnection>& connections() const { return connections_; }

 private:
  using Iterator = std::list<ServerConnection>::iterator;

  struct Listening {
    Fd fd;
    const Context* context = nullptr;
    int number = 0;
  };

  void Ask(int operation, int fd, std::uint32_t events);
  void Handle(int fd, std::uint32_t events);
  void TakeConnections(const Listening& listening);
  bool MakeRoom(int error);
  void Add(const Listening& listening, Fd fd);
  void OnReadable(Iterator connection);
  void OnWritable(Iterator connection);
  bool AnswerRequests(ServerConnection& connection);
  void Answer(Iterator connection);
  void Settle(Iterator connection, bool sent);
  void Close(Iterator connection, CloseReason reason);
  void StartTicking();
  void Tick();

  ServerEvents& events_;
  Transport transport_;
  ServerLimits limits_;
  Fd epoll_;
  Fd ticks_;
  bool ticking_ = false;
  bool stopped_ = false;
  std::map<int, Listening> listeners_;
  std::map<int, std::function<void()>> watched_;
  std::list<ServerConnection> connections_;  // the one that was idle for the longest time comes first
  std::map<int, Iterator> by_descriptor_;
  Buffer in_;
  Buffer out_;  // empty between calls: bytes that the kernel does not take wait in the connection
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_LINK_TLS_SERVER_H_
