// Runs the client's end of a socket link, one connection after another: dials, drives a ClientConnection until it is
// done, and waits between its steps. Used by trials over loopback, the path and remote targets alike. One thread at a
// time.

#ifndef TLSBENCH_BENCH_LINK_SOCKET_CLIENT_H_
#define TLSBENCH_BENCH_LINK_SOCKET_CLIENT_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "bench/backend.h"
#include "bench/link/client_connection.h"
#include "bench/net/address.h"

namespace tlsbench {

struct SocketPlan : ClientPlan {
  Address address;
  std::optional<Address> issuer{};  // the server that issues tickets that the one at `address` cannot read
  // Makes the socket to connect, before any clock runs; empty: this process makes it.
  std::function<tl::expected<Fd, std::string>()> new_socket;
  std::function<void()> on_handshake = [] {};                      // called before each, as a sign of life
  std::shared_ptr<bool> answered = std::make_shared<bool>(false);  // the target has answered at least one handshake
  int warm_ups = 3;                                                // unmeasured handshakes before the first round
  bool asks_server_tcp = false;  // path: the sample includes what TCP did at the server's end
};

class SocketClient {
 public:
  // `context` must outlive the client.
  SocketClient(const Context& context, const SocketPlan& plan) : plan_(plan), connection_(context, plan) {}

  // Runs one handshake. `resume` may be null. With `want_session` the client stays until a session has come, or
  // session_wait is over. With `record` the flights are recorded, which costs time: not for measured handshakes.
  SocketHandshake Run(const Session* resume, bool want_session, bool record = false);

 private:
  void Step();

  SocketPlan plan_;
  ClientConnection connection_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_LINK_SOCKET_CLIENT_H_
