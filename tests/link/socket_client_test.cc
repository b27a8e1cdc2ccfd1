// The client's end of a socket link, against the loopback server. Peers that misbehave: client_and_peer_test.cc.

#include "bench/link/socket_client.h"

#include <gtest/gtest.h>

#include "bench/link/server_process.h"
#include "tests/support/pair.h"
#include "tests/support/plugins.h"

namespace tlsbench {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLongTimeout(10000);
constexpr std::string_view kRequest = "GET / HTTP/1.1\r\nHost: tlsbench.test\r\n\r\n";
// DER makes a P-256 signature 70 to 72 bytes long, and rarely a little less.
constexpr std::size_t kSignatureVariance = 8;

struct Row {
  std::string plugin;
  std::uint16_t protocol;
};

std::size_t Difference(std::size_t a, std::size_t b) { return a > b ? a - b : b - a; }

class ClientTest : public testing::TestWithParam<Row> {
 protected:
  void SetUp() override {
    if (!HasPlugin(GetParam().plugin)) {
      GTEST_SKIP() << GetParam().plugin << " is not built";
    }
    backend_ = &BackendOf(GetParam().plugin);
    scenario_ = LocalScenario(GetParam().protocol, Handshake::kFull);
    server_ = ServerProcess::Start({PluginFile(GetParam().plugin)}, TestCredentials(),
                                   {{std::string(backend_->name()), scenario_}}, -1, kLongTimeout)
                  .value();
    context_ = MakeTestContext(*backend_, TestClient(scenario_));
  }

  SocketClient Client(std::string_view request) const {
    SocketPlan plan;
    plan.address = LoopbackAddress(server_.ports()[0].value());
    plan.timeout = plan.session_wait = kLongTimeout;
    plan.request = request;
    return {*context_, plan};
  }

  bool tls13() const { return GetParam().protocol == kTls13; }

  const Backend* backend_ = nullptr;
  Scenario scenario_;
  ServerProcess server_;
  std::unique_ptr<Context> context_;
};

TEST_P(ClientTest, PhasesAreInOrder) {
  const SocketHandshake handshake = Client(kRequest).Run(nullptr, false);
  ASSERT_EQ(handshake.failure, "");
  EXPECT_GT(handshake.connect_ms, 0);
  EXPECT_GT(handshake.handshake_ms, 0);
  ASSERT_TRUE(handshake.first_byte_ms);
  EXPECT_LT(handshake.connect_ms + handshake.handshake_ms, *handshake.first_byte_ms);
}

TEST_P(ClientTest, FlightsAndRoundTripsAreThoseOfTheProtocol) {
  SocketClient client = Client(kRequest);
  for (int i = 0; i < 3; ++i) {
    const FlightCounts counts = client.Run(nullptr, true).counts;
    EXPECT_EQ(counts.flights, tls13() ? 3U : 4U);
    EXPECT_EQ(counts.round_trips, tls13() ? 1U : 2U);
    EXPECT_EQ(counts.first_byte_round_trips, tls13() ? 2U : 3U);
  }
}

TEST_P(ClientTest, FlightsAreRecordedOnlyWhereAsked) {
  SocketClient client = Client(kRequest);
  EXPECT_TRUE(client.Run(nullptr, true).flights.empty());
  const SocketHandshake handshake = client.Run(nullptr, true, true);
  ASSERT_EQ(handshake.failure, "");
  ASSERT_EQ(handshake.flights.size(), tls13() ? 4U : 6U);
  std::size_t sent = 0;
  std::size_t received = 0;
  std::size_t tickets = 0;
  for (const FlightRecord& flight : handshake.flights) {
    (flight.from == Role::kClient ? sent : received) += flight.handshake_bytes;
    tickets += flight.ticket_bytes;
    EXPECT_FALSE(flight.messages.empty());
  }
  EXPECT_EQ(sent, handshake.counts.bytes_sent);
  EXPECT_EQ(received, handshake.counts.bytes_received);
  EXPECT_EQ(tickets, handshake.counts.ticket_bytes);
  EXPECT_GT(handshake.flights.back().time_us, handshake.flights[1].time_us);
  EXPECT_TRUE(client.Run(nullptr, true).flights.empty()) << "that was one";
}

TEST_P(ClientTest, TheLinkShowsTheMessagesThatTheMemoryLinkShows) {
  const auto server = MakeTestContext(*backend_, TestServer(scenario_));
  std::vector<FlightRecord> memory;
  MemoryLink(*context_, *server).RunRecorded(nullptr, memory);
  const std::vector<FlightRecord> socket = Client(kRequest).Run(nullptr, true, true).flights;
  ASSERT_EQ(socket.size(), memory.size());
  const auto names = [](const std::string& messages) { return messages.substr(0, messages.find('[')); };
  for (std::size_t i = 0; i < socket.size(); ++i) {
    EXPECT_EQ(socket[i].records, memory[i].records) << socket[i].messages;
    EXPECT_EQ(names(socket[i].messages), names(memory[i].messages));
  }
}

TEST_P(ClientTest, WithoutARequestThereIsNoFirstByte) {
  const SocketHandshake handshake = Client("").Run(nullptr, false);
  ASSERT_EQ(handshake.failure, "");
  EXPECT_FALSE(handshake.first_byte_ms);
  EXPECT_EQ(handshake.counts.first_byte_round_trips, 0U);
  EXPECT_EQ(handshake.counts.flights, tls13() ? 3U : 4U);
}

// What crosses the wire does not depend on the link.
TEST_P(ClientTest, BytesAreThoseOfTheMemoryLink) {
  const auto server = MakeTestContext(*backend_, TestServer(scenario_));
  const FlightCounts memory = MemoryLink(*context_, *server).Run(nullptr).counts;
  const FlightCounts socket = Client(kRequest).Run(nullptr, false).counts;
  EXPECT_GT(socket.bytes_sent, 0U);
  EXPECT_EQ(socket.bytes_sent, memory.bytes_sent);
  const std::size_t variance = GetParam().plugin == "openssl" ? kSignatureVariance : 0;
  EXPECT_LE(Difference(socket.bytes_received, memory.bytes_received), variance);
  EXPECT_EQ(socket.ticket_bytes, memory.ticket_bytes) << "and the response is no ticket";
}

TEST_P(ClientTest, TheWireAndTheLibraryAgree) {
  SocketClient client = Client(kRequest);
  const SocketHandshake first = client.Run(nullptr, false);
  const SocketHandshake second = client.Run(nullptr, false);
  for (const SocketHandshake* handshake : {&first, &second}) {
    EXPECT_TRUE(handshake->wire.client_hello && handshake->wire.server_hello);
    EXPECT_EQ(handshake->wire.malformed, "");
    EXPECT_EQ(handshake->wire.protocol, scenario_.protocol);
    EXPECT_EQ(handshake->client.protocol, scenario_.protocol);
    EXPECT_EQ(handshake->wire.cipher_suite, handshake->client.cipher_suite);
    EXPECT_FALSE(handshake->wire.resumed() || handshake->client.resumed);
  }
  EXPECT_NE(first.wire.client_random, second.wire.client_random) << "nothing is left of the handshake before";
}

TEST_P(ClientTest, ATicketResumes) {
  SocketClient client = Client("");
  const SocketHandshake full = client.Run(nullptr, true);
  ASSERT_TRUE(full.session) << full.failure;
  EXPECT_GT(full.session->ticket_bytes(), 0U);
  const SocketHandshake resumed = client.Run(full.session.get(), tls13());
  ASSERT_EQ(resumed.failure, "");
  EXPECT_TRUE(resumed.wire.resumed());
  EXPECT_TRUE(resumed.client.resumed);
  EXPECT_EQ(resumed.counts.round_trips, 1U);
  EXPECT_LT(resumed.counts.bytes_received, full.counts.bytes_received);
}

INSTANTIATE_TEST_SUITE_P(All, ClientTest,
                         testing::Values(Row{"fake-honest", kTls12}, Row{"fake-honest", kTls13}, Row{"openssl", kTls12},
                                         Row{"openssl", kTls13}),
                         [](const auto& row) {
                           return std::string(row.param.plugin == "openssl" ? "openssl" : "fake") +
                                  (row.param.protocol == kTls13 ? "13" : "12");
                         });

}  // namespace
}  // namespace tlsbench
