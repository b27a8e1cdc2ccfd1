// Every backend against every other, in every scenario, in memory: each handshake opens on both ends, is verified by
// both libraries and the wire, and takes the flights and round trips that the protocol says (RFC 9846, figure 1 and
// section 2.2; RFC 5246, section 7.3). A new backend is a plug-in file and no line here.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

#include "bench/credentials.h"
#include "bench/link/memory.h"
#include "bench/registry.h"
#include "bench/scenario.h"
#include "bench/verify.h"

namespace tlsbench {
namespace {

const std::vector<const Backend*>& Backends() {
  static const auto* const backends = [] {
    auto* loaded = new std::vector<const Backend*>;
    for (const std::string& file : FindPlugins(TLSBENCH_PLUGIN_DIR)) {
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

const Credentials& CredentialsFor(Auth auth) {
  static std::map<Auth, Credentials> made;
  if (made.count(auth) == 0) {
    made[auth] = MakeCredentials(auth).value();
  }
  return made[auth];
}

struct Case {
  const Backend* client;
  const Backend* server;
  Scenario scenario;
};

// BoringSSL and AWS-LC give TLS 1.3 tickets only to a client that names a PSK mode (RFC 9846, section 4.3.9). wolfSSL 4
// names one only as it resumes.
bool NeverGetsTicket(const Case& c) {
  const auto server_is = [&](std::string_view library) { return c.server->name().starts_with(library); };
  return c.scenario.tls13() && c.scenario.resumes() && c.client->name().starts_with("wolfssl-4") &&
         (server_is("boringssl") || server_is("aws-lc"));
}

std::vector<Case> AllCases() {
  std::vector<Case> cases;
  for (const Backend* client : Backends()) {
    for (const Backend* server : Backends()) {
      if ((!client->is_library() || !server->is_library()) && client != server) {
        continue;
      }
      for (const std::uint16_t protocol : {kTls12, kTls13}) {
        for (const Handshake handshake : {Handshake::kFull, Handshake::kTicket}) {
          for (const Auth auth : {Auth::kEcdsaP256, Auth::kRsa2048}) {
            cases.push_back(
                {client, server, {protocol, handshake, auth, DefaultCipherSuite(protocol, auth), kGroupX25519}});
          }
        }
      }
    }
  }
  return cases;
}

class ConformanceTest : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    const Scenario& scenario = GetParam().scenario;
    const Credentials& credentials = CredentialsFor(scenario.auth);
    EndpointConfig client = LocalEndpoint(scenario, Role::kClient);
    client.trust_anchors_pem = credentials.root_pem;
    EndpointConfig server = LocalEndpoint(scenario, Role::kServer);
    server.certificate_chain_pem = credentials.chain_pem;
    server.private_key_pem = credentials.key_pem;
    if (NeverGetsTicket(GetParam())) {
      GTEST_SKIP() << "this client gets no tickets from this server";
    }
    for (const auto& [backend, config] : {std::pair(GetParam().client, &client), {GetParam().server, &server}}) {
      if (const auto reason = backend->Unsupported(*config)) {
        GTEST_SKIP() << backend->name() << ": " << *reason;
      }
    }
    std::string error;
    client_ = GetParam().client->MakeContext(client, error);
    ASSERT_TRUE(client_) << error;
    server_ = GetParam().server->MakeContext(server, error);
    ASSERT_TRUE(server_) << error;
    link_ = std::make_unique<MemoryLink>(*client_, *server_);
  }

  // A full handshake first where the scenario resumes.
  MemoryHandshake Handshake() {
    if (!GetParam().scenario.resumes()) {
      return link_->RunWithRequest(nullptr);
    }
    MemoryHandshake priming = link_->RunWithRequest(nullptr);
    EXPECT_EQ(priming.failure, "");
    EXPECT_TRUE(priming.session);
    session_ = std::move(priming.session);
    return link_->RunWithRequest(session_.get());
  }

  std::unique_ptr<Context> client_;
  std::unique_ptr<Context> server_;
  std::unique_ptr<MemoryLink> link_;
  std::unique_ptr<Session> session_;
};

TEST_P(ConformanceTest, IsExactlyWhatItsRowSays) {
  const Scenario& scenario = GetParam().scenario;
  const MemoryHandshake handshake = Handshake();
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

TEST_P(ConformanceTest, ResumesAgainAndAgain) {
  if (!GetParam().scenario.resumes()) {
    const MemoryHandshake again = link_->Run(nullptr);
    EXPECT_EQ(again.failure, "");
    EXPECT_FALSE(again.client.resumed);
    return;
  }
  MemoryHandshake handshake = Handshake();
  for (int i = 0; i < 10; ++i) {
    if (handshake.session) {
      session_ = std::move(handshake.session);
    }
    handshake = link_->Run(session_.get());
    ASSERT_EQ(handshake.failure, "");
    const WireFacts wire = ReadWire(handshake.from_client, handshake.from_server);
    ASSERT_EQ(Verify(GetParam().scenario, handshake.client, &handshake.server, wire).reason, "") << "resumption " << i;
  }
}

std::string CaseName(const testing::TestParamInfo<Case>& info) {
  const Case& c = info.param;
  std::string name =
      fmt::format("{}_to_{}_{}_{}_{}", c.client->name(), c.server->name(), ProtocolName(c.scenario.protocol),
                  HandshakeName(c.scenario.handshake), AuthName(c.scenario.auth));
  std::replace_if(
      name.begin(), name.end(), [](unsigned char ch) { return std::isalnum(ch) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, ConformanceTest, testing::ValuesIn(AllCases()), CaseName);

}  // namespace
}  // namespace tlsbench
