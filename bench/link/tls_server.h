// A TLS server: listeners, an epoll loop, and callbacks for what happens on their connections. No client can stop it:
// it sends what the kernel takes and keeps the rest, reads no more from a client that does not take its responses,
// handles at most one read of a client before it is another's turn, and closes whoever is silent or slow for too long,
// or, once there are too many, was quiet for longest. The trial's server process stands on it (server_main.cc). One
// thread.

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
  std::size_t connections = 900;           // below the 1024 descriptors that a process usually may have
  std::chrono::milliseconds idle{60000};   // without a byte
  std::chrono::milliseconds busy{120000};  // for a handshake, a request from its first byte on, a response to be taken
};

// What the server tells, and asks. The connection may be read until the call returns.
class ServerEvents {
 public:
  virtual ~ServerEvents() = default;

  // The handshake is over: the state is kOpen, or kFailed. Called after everything that it takes was sent; a request
  // that came with the client's last flight was answered before.
  virtual void OnHandshake(const ServerConnection& /*connection*/) {}

  // A request came; `head` ends with its empty line. Returns the whole response, which is read before the next call.
  virtual std::string_view OnRequest(const ServerConnection& connection, std::string_view head) = 0;

  // The connection is about to be closed.
  virtual void OnClosed(const ServerConnection& /*connection*/, CloseReason /*reason*/) {}
};

class TlsServer {
 public:
  // `events` must outlive the server.
  TlsServer(ServerEvents& events, Transport transport, const ServerLimits& limits);

  // Serves what connects to a listening socket. Returns the listener's number. `context` must outlive the server.
  int Listen(Fd listener, const Context& context);

  // Calls back whenever a descriptor, which must stay open, can be read. It may call Stop().
  void Watch(int fd, std::function<void()> on_readable);

  // Handles what has happened, after waiting up to `wait` for something; negative: for as long as it takes. Returns how
  // many events that were.
  int Poll(std::chrono::milliseconds wait);

  // Until Stop().
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
  std::list<ServerConnection> connections_;  // the one that was quiet for longest comes first
  std::map<int, Iterator> by_descriptor_;
  Buffer in_;
  Buffer out_;  // empty between two calls: what the kernel does not take waits in the connection
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_LINK_TLS_SERVER_H_
