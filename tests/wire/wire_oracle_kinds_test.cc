// tshark as the oracle of what tells one kind of handshake from another: real handshakes of each kind, with their
// secrets, so that it reads what is encrypted as well.

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "bench/scenario/credentials.h"
#include "bench/scenario/endpoint.h"
#include "bench/verify/verify.h"
#include "bench/wire/byte_reader.h"
#include "tests/support/oracle.h"
#include "tests/support/pair.h"
#include "tests/support/plugins.h"

namespace tlsbench {
namespace {

constexpr std::uint16_t kStaticRsa = 0x009c;  // TLS_RSA_WITH_AES_128_GCM_SHA256
constexpr std::uint16_t kDheRsa = 0x009e;     // TLS_DHE_RSA_WITH_AES_128_GCM_SHA256
constexpr const char* kRequest = "GET / HTTP/1.1\r\n\r\n";
constexpr const char* kRetryRandom = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";

class Secrets : public Observer {
 public:
  void OnMessage(bool /*sent*/, std::uint8_t /*type*/, Bytes /*message*/) override {}
  void OnSecret(std::string_view keylog_line) override { lines.append(keylog_line).append("\n"); }
  std::string lines;
};

struct Talk {
  Flights flights;
  std::string secrets;
  WireFacts wire;
  std::unique_ptr<Session> session;
};

// Both ends speak in turn until neither has anything to say.
Talk Converse(const Context& client_end, const Context& server_end, const Session* resume, bool early_data) {
  Secrets secrets;
  OpenOptions options;
  options.observer = &secrets;
  const auto server = server_end.Open(options);
  options.resume = resume;
  options.early_data = early_data && resume != nullptr ? AsBytes(kRequest) : Bytes();
  const auto client = client_end.Open(options);
  Talk talk;
  Buffer plaintext;
  Buffer from_client;
  Buffer from_server;
  Buffer sent;
  Buffer received;
  for (bool first = true; first || !from_server.empty(); first = false) {
    from_client.clear();
    EXPECT_NE(client->Feed(from_server, plaintext, from_client), State::kFailed) << client->failure().reason;
    from_server.clear();
    if (from_client.empty()) {
      break;
    }
    EXPECT_NE(server->Feed(from_client, plaintext, from_server), State::kFailed) << server->failure().reason;
    server->Flush(from_server);
    talk.flights.emplace_back('O', from_client);
    talk.flights.emplace_back('I', from_server);
    sent.insert(sent.end(), from_client.begin(), from_client.end());
    received.insert(received.end(), from_server.begin(), from_server.end());
  }
  talk.secrets = secrets.lines;
  talk.wire = ReadWire(sent, received);
  talk.session = client->TakeSession();
  return talk;
}

// Credentials of every kind asked for, made once.
const std::map<CertificateKey, Credentials>& CredentialsFor(const Scenario& scenario) {
  static std::map<CertificateKey, Credentials> made;
  for (const CertificateKey& key : {CertificatesOf(scenario), ClientCertificatesOf(scenario)}) {
    if (key.auth != Auth::kNone && made.count(key) == 0) {
      made[key] = MakeCredentials(key).value();
    }
  }
  return made;
}

std::unique_ptr<Context> MakeEnd(const Backend& backend, const Scenario& scenario, Role role) {
  EndpointConfig config = EndpointWith(scenario, role, CredentialsFor(scenario));
  config.keylog = true;
  return MakeTestContext(backend, config);
}

// The scenario's handshake, after a full one if it offers a session; nullopt if the backend cannot.
std::optional<Talk> Talked(const Backend& backend, const Scenario& scenario) {
  for (const Role role : {Role::kClient, Role::kServer}) {
    if (backend.Unsupported(LocalEndpoint(scenario, role))) {
      return std::nullopt;
    }
  }
  const auto client = MakeEnd(backend, scenario, Role::kClient);
  const auto server = MakeEnd(backend, scenario, Role::kServer);
  if (!scenario.offers_session()) {
    return Converse(*client, *server, nullptr, false);
  }
  const Talk full = Converse(*client, *server, nullptr, false);
  EXPECT_TRUE(full.session);
  return Converse(*client, *server, full.session.get(), scenario.early_data());
}

std::string ServerTypes(const Oracle& oracle) { return oracle.Server("tls.handshake.type"); }
std::string ServerExtensions(const Oracle& oracle) { return oracle.Server("tls.handshake.extension.type"); }

struct Sight {
  const char* name;
  Scenario scenario;
  std::function<void(const Oracle&, const WireFacts&)> check;
};

Scenario Of(std::uint16_t protocol, Handshake handshake, std::uint16_t suite = 0) {
  Scenario scenario = LocalScenario(protocol, handshake);
  if (suite != 0) {
    scenario.auth = Auth::kRsa2048;
    scenario.cipher_suite = suite;
    scenario.group = DefaultGroup(suite);
  }
  return scenario;
}

Scenario WithClientAuth(std::uint16_t protocol) {
  Scenario scenario = Of(protocol, Handshake::kFull);
  scenario.client_auth = Auth::kEcdsaP256;
  return scenario;
}

void HasNoKeyShare(const Oracle& oracle, const WireFacts& wire) {
  EXPECT_EQ(oracle.Server("tls.handshake.extensions_key_share_group"), ",");
  EXPECT_TRUE(Holds(ServerExtensions(oracle), "41"));
  EXPECT_EQ(PskModeName(wire), "psk_ke");
}

std::size_t CountOf(const std::string& values, const std::string& value) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = values.find("," + value + ",", at)) != std::string::npos; ++at) {
    ++count;
  }
  return count;
}

// Each ticket allows early data by an extension of the same type as that of the EncryptedExtensions (RFC 9846, section
// 4.3.10), so that is what is more than the tickets.
std::size_t AcceptedEarlyData(const Oracle& oracle) {
  return CountOf(ServerExtensions(oracle), "42") - CountOf(ServerTypes(oracle), "4");
}

// By EncryptedExtensions and EndOfEarlyData.
void TakesEarlyData(const Oracle& oracle, const WireFacts& wire) {
  EXPECT_TRUE(Holds(oracle.Client("tls.handshake.extension.type"), "42"));
  EXPECT_TRUE(Holds(ServerTypes(oracle), "8"));
  EXPECT_EQ(AcceptedEarlyData(oracle), 1U);
  EXPECT_TRUE(Holds(oracle.Client("tls.handshake.type"), "5"));
  EXPECT_TRUE(wire.offered_early_data && wire.end_of_early_data);
}

void RejectsEarlyData(const Oracle& oracle, const WireFacts& wire) {
  EXPECT_TRUE(Holds(oracle.Client("tls.handshake.extension.type"), "42"));
  EXPECT_TRUE(Holds(ServerTypes(oracle), "8"));
  EXPECT_EQ(AcceptedEarlyData(oracle), 0U);
  EXPECT_FALSE(Holds(oracle.Client("tls.handshake.type"), "5"));
  EXPECT_TRUE(wire.offered_early_data && !wire.end_of_early_data);
}

void RetriesHello(const Oracle& oracle, const WireFacts& wire) {
  EXPECT_TRUE(Holds(oracle.Server("tls.handshake.random"), kRetryRandom));
  EXPECT_EQ(oracle.Client("tls.handshake.type").substr(0, 5), ",1,1,");
  EXPECT_TRUE(wire.hello_retry);
}

void HasNoServerKeyExchange(const Oracle& oracle, const WireFacts& wire) {
  EXPECT_FALSE(Holds(ServerTypes(oracle), "12"));
  EXPECT_EQ(KeyExchangeName(wire), "RSA");
}

void ExchangesFiniteFieldKeys(const Oracle& oracle, const WireFacts& wire) {
  EXPECT_TRUE(Holds(ServerTypes(oracle), "12"));
  EXPECT_EQ(oracle.Server("tls.handshake.server_named_curve"), ",");
  EXPECT_EQ(KeyExchangeName(wire), "DHE");
}

void EchoesSessionId(const Oracle& oracle, const WireFacts& wire) {
  EXPECT_EQ(oracle.Client("tls.handshake.session_id"), oracle.Server("tls.handshake.session_id"));
  EXPECT_FALSE(Holds(ServerTypes(oracle), "11"));
  EXPECT_TRUE(wire.session_id_echoed && wire.resumed());
  EXPECT_EQ(wire.offered_ticket_bytes, 0U);
}

void AsksForCertificate(const Oracle& oracle, const WireFacts& wire) {
  EXPECT_TRUE(Holds(ServerTypes(oracle), "13"));
  EXPECT_TRUE(Holds(oracle.Client("tls.handshake.type"), "11"));
  EXPECT_TRUE(Holds(oracle.Client("tls.handshake.type"), "15"));
  EXPECT_EQ(wire.client_certificate, wire.protocol == kTls12) << "TLS 1.3 hides it";
}

const std::vector<Sight>& Sights() {
  static const std::vector<Sight> sights = {
      {"psk-ke", Of(kTls13, Handshake::kPskKe), HasNoKeyShare},
      {"early data", Of(kTls13, Handshake::kEarlyData), TakesEarlyData},
      {"rejected early data", Of(kTls13, Handshake::kRejectedEarlyData), RejectsEarlyData},
      {"HelloRetryRequest", Of(kTls13, Handshake::kHelloRetry), RetriesHello},
      {"HelloRetryRequest, resumed", Of(kTls13, Handshake::kHelloRetryTicket), RetriesHello},
      {"static RSA", Of(kTls12, Handshake::kFull, kStaticRsa), HasNoServerKeyExchange},
      {"DHE", Of(kTls12, Handshake::kFull, kDheRsa), ExchangesFiniteFieldKeys},
      {"session ID", Of(kTls12, Handshake::kSessionId), EchoesSessionId},
      {"client's certificate", WithClientAuth(kTls12), AsksForCertificate},
      {"client's certificate", WithClientAuth(kTls13), AsksForCertificate}};
  return sights;
}

TEST(WireOracleKindsTest, TsharkSeesWhatMakesAKindOne) {
  int seen = 0;
  for (const char* plugin : {"openssl", "gnutls"}) {
    for (const Sight& sight : Sights()) {
      SCOPED_TRACE(fmt::format("{}, TLS {}, {}", plugin, ProtocolName(sight.scenario.protocol), sight.name));
      const auto talk = HasPlugin(plugin) ? Talked(BackendOf(plugin), sight.scenario) : std::nullopt;
      if (talk) {
        sight.check(Oracle(talk->flights, talk->secrets), talk->wire);
        ++seen;
      }
    }
  }
  EXPECT_GE(seen, 10) << "OpenSSL has them all";
}

}  // namespace
}  // namespace tlsbench
