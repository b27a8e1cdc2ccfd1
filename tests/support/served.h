// A TLS server and its clients in one thread, taking turns: a server that waited for anybody would stop the test. For
// tests.

#ifndef TLSBENCH_TESTS_SUPPORT_SERVED_H_
#define TLSBENCH_TESTS_SUPPORT_SERVED_H_

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bench/link/client_connection.h"
#include "bench/link/tls_server.h"
#include "tests/support/pair.h"
#include "tests/support/plugins.h"
#include "tests/support/raw_client.h"

namespace tlsbench {

inline constexpr std::string_view kRequest = "GET / HTTP/1.1\r\n\r\n";
inline constexpr std::string_view kResponse = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
inline constexpr std::chrono::milliseconds kLong(10000);

class Served : public testing::TestWithParam<std::string>, public ServerEvents {
 protected:
  void SetUp() override {
    if (!HasPlugin(GetParam())) {
      GTEST_SKIP() << GetParam() << " is not built";
    }
    const Backend& backend = BackendOf(GetParam());
    client_context_ = MakeTestContext(backend, TestClient(scenario_));
    server_context_ = MakeTestContext(backend, TestServer(scenario_));
    Serve({});
  }

  void Serve(const ServerLimits& limits) {
    Listener listener = ListenOnLoopback().value();
    port_ = listener.port;
    server_.emplace(*this, Transport(), limits);
    listener_ = server_->Listen(std::move(listener.fd), *server_context_);
  }

  void OnHandshake(const ServerConnection& connection) override {
    ++(connection.state == State::kOpen ? handshakes_ : failures_);
  }
  std::string_view OnRequest(const ServerConnection& connection, std::string_view head) override {
    EXPECT_EQ(connection.listener, listener_);
    requests_.emplace_back(head);
    return response_;
  }
  void OnClosed(const ServerConnection& connection, CloseReason reason) override {
    closed_.push_back(reason);
    closed_randoms_.push_back(connection.client_random());
  }

  // Turns of the server until something holds.
  void Until(const std::function<bool()>& holds) {
    const Deadline deadline = After(kLong);
    while (!holds() && std::chrono::steady_clock::now() < deadline) {
      server_->Poll(std::chrono::milliseconds(1));
    }
    ASSERT_TRUE(holds());
  }

  void UntilClosed(std::size_t count) {
    Until([&] { return closed_.size() >= count; });
    EXPECT_EQ(closed_.size(), count);
  }

  std::size_t accepted() const { return closed_.size() + server_->connections().size(); }

  // A client that the server has accepted.
  RawClient& Hostile() {
    const std::size_t before = accepted();
    RawClient& client = hostile_.emplace_back(*client_context_, port_);
    Until([&] { return accepted() > before; });
    return client;
  }

  // A client that has shaken hands.
  RawClient& OpenHostile() {
    const unsigned before = handshakes_;
    RawClient& client = Hostile();
    Until([&] {
      client.Send();
      client.Take();
      return client.state() == State::kOpen && client.out().empty() && handshakes_ > before;
    });
    return client;
  }

  // Sends a byte of the ClientHello and has the server take it before anything else happens.
  void SendSeen(RawClient& client, std::size_t nth) {
    client.Send(1);
    Until([&] { return server_->connections().back().first_bytes.size() == nth; });
  }

  // In how many turns with anything to do the server serves a well-behaved client, from connect to close.
  int TurnsOfAFastClient(const std::function<void()>& meanwhile = [] {}) {
    const std::string_view response = std::exchange(response_, kResponse);
    ClientPlan plan;
    plan.request = kRequest;
    plan.reset = true;
    ClientConnection client(*client_context_, plan);
    client.Prepare(nullptr, false, false);
    client.Start(Dial(NewSocket(AF_INET, {}), LoopbackAddress(port_), kLong).value());
    int turns = 0;
    const Deadline deadline = After(kLong);
    while (!client.done() && std::chrono::steady_clock::now() < deadline) {
      meanwhile();
      turns += server_->Poll(std::chrono::milliseconds(1)) > 0 ? 1 : 0;
      client.OnReadable();
    }
    const SocketHandshake handshake = client.Take();
    EXPECT_EQ(handshake.failure, "");
    EXPECT_TRUE(handshake.first_byte_ms);
    response_ = response;
    return turns;
  }

  // A fast client is served as if it were alone: one turn for its connection, one for each of its flights, and a few to
  // spare for what the kernel delivers in parts.
  void ExpectFastClientUnharmed(const std::function<void()>& meanwhile = [] {}) {
    const unsigned before = handshakes_;
    EXPECT_LE(TurnsOfAFastClient(meanwhile), kTurnsAlone);
    EXPECT_EQ(handshakes_, before + 1);
  }

  static constexpr int kTurnsAlone = 8;
  Scenario scenario_ = LocalScenario(kTls13, Handshake::kFull);
  std::unique_ptr<Context> client_context_;
  std::unique_ptr<Context> server_context_;
  std::optional<TlsServer> server_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::string_view response_ = kResponse;
  unsigned handshakes_ = 0;
  unsigned failures_ = 0;
  std::vector<std::string> requests_;
  std::vector<CloseReason> closed_;
  std::vector<Random> closed_randoms_;
  std::deque<RawClient> hostile_;
};

inline std::vector<CloseReason> Times(std::size_t count, CloseReason reason) { return std::vector(count, reason); }

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_SERVED_H_
