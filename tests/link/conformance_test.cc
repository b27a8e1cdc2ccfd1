// Every backend against every other, a test each, in every scenario, in memory: each handshake opens on both ends, is
// verified by both libraries and the wire, and takes the flights and round trips that the protocol says (RFC 9846,
// figure 1 and section 2.2; RFC 5246, section 7.3). Hybrid groups run between all that have them. A new backend is a
// plug-in file and no line here.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

#include "bench/link/memory_link.h"
#include "bench/plugin/loader.h"
#include "bench/scenario/credentials.h"
#include "bench/scenario/endpoint.h"
#include "bench/scenario/scenario.h"
#include "bench/verify/verify.h"
#include "tests/support/folders.h"

namespace tlsbench {
namespace {

const std::vector<const Backend*>& Backends() {
  static const auto* const backends = [] {
    auto* loaded = new std::vector<const Backend*>;
    for (const std::string& file : FindPlugins(kPluginFolder)) {
      const auto plugin = LoadPlugin(file);
      if (plugin) {
        loaded->push_back(plugin->backend);
      } else {
        ADD_FAILURE() << plugin.error();
      }
    }
    return loaded;
  }();
  return *backends;
}

const Credentials& CredentialsFor(const CertificateKey& key) {
  static std::map<CertificateKey, Credentials> made;
  if (made.count(key) == 0) {
    made[key] = MakeCredentials(key).value();
  }
  return made[key];
}

struct Case {
  const Backend* client;
  const Backend* server;
};

std::vector<Case> AllPairs() {
  std::vector<Case> cases;
  for (const Backend* client : Backends()) {
    for (const Backend* server : Backends()) {
      if ((client->is_library() && server->is_library()) || client == server) {
        cases.push_back({client, server});
      }
    }
  }
  return cases;
}

bool Has(const Case& pair, const Scenario& scenario) {
  return !pair.client->Unsupported(LocalEndpoint(scenario, Role::kClient)) &&
         !pair.server->Unsupported(LocalEndpoint(scenario, Role::kServer));
}

// BoringSSL and AWS-LC give TLS 1.3 tickets only to a client that names a PSK mode (RFC 9846, section 4.3.9). wolfSSL 4
// names one only as it resumes.
bool NeverGetsTicket(const Case& pair, const Scenario& scenario) {
  const auto server_is = [&](std::string_view library) { return pair.server->name().starts_with(library); };
  return scenario.tls13() && scenario.resumes() && pair.client->name().starts_with("wolfssl-4") &&
         (server_is("boringssl") || server_is("aws-lc"));
}

// Protocol x handshake x certificate, which every library has, and the hybrid group where both ends have it.
std::vector<Scenario> ScenariosOf(const Case& pair) {
  std::vector<Scenario> scenarios;
  for (const Handshake handshake : {Handshake::kFull, Handshake::kTicket}) {
    for (const Auth auth : {Auth::kEcdsaP256, Auth::kRsa2048}) {
      for (const std::uint16_t protocol : {kTls12, kTls13}) {
        scenarios.push_back({protocol, handshake, auth, DefaultCipherSuite(protocol, auth), kGroupX25519});
      }
    }
    Scenario hybrid{kTls13, handshake, Auth::kEcdsaP256, DefaultCipherSuite(kTls13, Auth::kEcdsaP256)};
    hybrid.group = kGroupX25519Mlkem768;
    if (pair.client->is_library() && Has(pair, hybrid)) {
      scenarios.push_back(hybrid);
    }
  }
  scenarios.erase(std::remove_if(scenarios.begin(), scenarios.end(),
                                 [&](const Scenario& scenario) { return NeverGetsTicket(pair, scenario); }),
                  scenarios.end());
  return scenarios;
}

struct Ends {
  std::unique_ptr<Context> client;
  std::unique_ptr<Context> server;
};

Ends MakeEnds(const Case& pair, const Scenario& scenario) {
  const Credentials& credentials = CredentialsFor(CertificatesOf(scenario));
  EndpointConfig client = LocalEndpoint(scenario, Role::kClient);
  client.trust_anchors_pem = credentials.root_pem;
  EndpointConfig server = LocalEndpoint(scenario, Role::kServer);
  server.certificate_chain_pem = credentials.chain_pem;
  server.private_key_pem = credentials.key_pem;
  std::string error;
  Ends ends;
  ends.client = pair.client->MakeContext(client, error);
  ends.server = pair.server->MakeContext(server, error);
  EXPECT_EQ(error, "");
  return ends;
}

void ExpectExactlyTheRow(const Scenario& scenario, const MemoryHandshake& handshake) {
  ASSERT_EQ(handshake.failure, "");
  const WireFacts wire = ReadWire(handshake.from_client, handshake.from_server);
  EXPECT_EQ(Verify(scenario, handshake.client, &handshake.server, wire).reason, "");
  const bool long_handshake = !scenario.tls13() && !scenario.resumes();
  EXPECT_EQ(handshake.counts.flights, long_handshake ? 4U : 3U);
  EXPECT_EQ(handshake.counts.round_trips, long_handshake ? 2U : 1U);
  EXPECT_EQ(handshake.counts.first_byte_round_trips, long_handshake ? 3U : 2U);
  EXPECT_EQ(handshake.client.resumed, scenario.resumes());
  EXPECT_EQ(handshake.client.alpn, "http/1.1");
}

// Again and again, each time by the newest ticket.
void ExpectMoreOfThem(const Scenario& scenario, MemoryLink& link, std::unique_ptr<Session> session) {
  for (int i = 0; i < 10; ++i) {
    MemoryHandshake handshake = link.Run(session.get());
    ASSERT_EQ(handshake.failure, "");
    const WireFacts wire = ReadWire(handshake.from_client, handshake.from_server);
    ASSERT_EQ(Verify(scenario, handshake.client, &handshake.server, wire).reason, "") << "handshake " << i;
    if (scenario.resumes() && handshake.session) {
      session = std::move(handshake.session);
    }
  }
}

void ExpectConformance(const Case& pair, const Scenario& scenario) {
  const Ends ends = MakeEnds(pair, scenario);
  ASSERT_TRUE(ends.client && ends.server);
  MemoryLink link(*ends.client, *ends.server);
  std::unique_ptr<Session> session;
  if (scenario.resumes()) {  // a full handshake first
    MemoryHandshake priming = link.RunWithRequest(nullptr);
    ASSERT_EQ(priming.failure, "");
    ASSERT_TRUE(priming.session);
    session = std::move(priming.session);
  }
  MemoryHandshake handshake = link.RunWithRequest(session.get());
  ExpectExactlyTheRow(scenario, handshake);
  if (scenario.resumes() && handshake.session) {
    session = std::move(handshake.session);
  }
  ExpectMoreOfThem(scenario, link, std::move(session));
}

class ConformanceTest : public testing::TestWithParam<Case> {};

TEST_P(ConformanceTest, IsExactlyWhatItsRowSaysAgainAndAgain) {
  for (const Scenario& scenario : ScenariosOf(GetParam())) {
    SCOPED_TRACE(fmt::format("TLS {} {} {} {}", ProtocolName(scenario.protocol), HandshakeName(scenario.handshake),
                             AuthName(scenario.auth), GroupName(scenario.group)));
    if (Has(GetParam(), scenario)) {
      ExpectConformance(GetParam(), scenario);
    } else {  // it cannot be told signature schemes, and its client prefers RSA-PSS
      EXPECT_TRUE(GetParam().client->name().starts_with("wolfssl-4"));
      EXPECT_EQ(scenario.auth, Auth::kRsa2048);
    }
  }
}

std::string CaseName(const testing::TestParamInfo<Case>& info) {
  std::string name = fmt::format("{}_to_{}", info.param.client->name(), info.param.server->name());
  std::replace_if(
      name.begin(), name.end(), [](unsigned char ch) { return std::isalnum(ch) == 0; }, '_');
  return name;
}

// Backends against themselves, with more than an initial congestion window holds (RFC 6928, section 2).
void ExpectLongChain(const Backend& backend, std::uint16_t protocol, unsigned bytes) {
  Scenario scenario{protocol, Handshake::kFull, Auth::kEcdsaP256, DefaultCipherSuite(protocol, Auth::kEcdsaP256)};
  scenario.group = kGroupX25519;
  scenario.chain_bytes = bytes;
  SCOPED_TRACE(fmt::format("{} TLS {} {}", backend.name(), ProtocolName(protocol), bytes));
  if (!Has({&backend, &backend}, scenario)) {
    EXPECT_TRUE(backend.name().starts_with("wolfssl"));
    EXPECT_GT(bytes, 18000U);
    return;
  }
  const Ends ends = MakeEnds({&backend, &backend}, scenario);
  ASSERT_TRUE(ends.client && ends.server);
  MemoryLink link(*ends.client, *ends.server);
  const MemoryHandshake handshake = link.RunWithRequest(nullptr);
  ExpectExactlyTheRow(scenario, handshake);
  EXPECT_GT(handshake.counts.bytes_received, bytes);
  EXPECT_LT(handshake.counts.bytes_received, bytes + 1000);
}

TEST(LongChainTest, IsTakenOrIsUnsupported) {
  for (const Backend* backend : Backends()) {
    for (const std::uint16_t protocol : {kTls12, kTls13}) {
      for (const unsigned bytes : {16000U, 18448U, 20000U, 90000U}) {
        if (backend->is_library()) {
          ExpectLongChain(*backend, protocol, bytes);
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, ConformanceTest, testing::ValuesIn(AllPairs()), CaseName);

}  // namespace
}  // namespace tlsbench
