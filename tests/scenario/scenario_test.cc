// Names and numbers, and what both ends of a local scenario offer.

#include "bench/scenario/scenario.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "bench/scenario/endpoint.h"

namespace tlsbench {
namespace {

using Numbers = std::vector<std::uint16_t>;

Scenario Local(std::uint16_t protocol, Auth auth) {
  return {protocol, Handshake::kFull, auth, DefaultCipherSuite(protocol, auth), kGroupX25519};
}

TEST(ScenarioTest, NamesAreReadAsTheyAreWritten) {
  for (const std::string& name : ProtocolNames()) {
    EXPECT_EQ(ProtocolName(ParseProtocol(name).value()), name);
  }
  for (const std::string& name : HandshakeNames()) {
    EXPECT_EQ(HandshakeName(ParseHandshake(name).value()), name);
  }
  for (const std::string& name : AuthNames()) {
    EXPECT_EQ(AuthName(ParseAuth(name).value()), name);
  }
  for (const std::string& name : GroupNames()) {
    EXPECT_EQ(GroupName(ParseGroup(name).value()), name);
  }
  for (const std::string& name : CipherSuiteNames()) {
    EXPECT_EQ(CipherSuiteName(ParseCipherSuite(name).value()), name);
  }
}

// IANA, TLS Parameters.
TEST(ScenarioTest, NumbersAreIanas) {
  EXPECT_EQ(ParseGroup("x25519"), 29);
  EXPECT_EQ(ParseGroup("secp256r1"), 23);
  EXPECT_EQ(ParseGroup("X25519MLKEM768"), 4588);
  EXPECT_EQ(ParseGroup("ffdhe3072"), 257);
  EXPECT_EQ(ParseCipherSuite("TLS_AES_256_GCM_SHA384"), 0x1302);
  EXPECT_EQ(ParseCipherSuite("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"), 0xc02b);
  EXPECT_EQ(ParseCipherSuite("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"), 0xcca8);
  EXPECT_EQ(SignatureSchemeName(0x0403), "ecdsa_secp256r1_sha256");
  EXPECT_EQ(SignatureSchemeName(0x0804), "rsa_pss_rsae_sha256");
}

TEST(ScenarioTest, NearlyANameIsNoName) {
  EXPECT_FALSE(ParseProtocol("TLS1.3"));
  EXPECT_FALSE(ParseHandshake("Full"));
  EXPECT_FALSE(ParseHandshake(""));
  EXPECT_FALSE(ParseGroup("X25519"));
  EXPECT_FALSE(ParseGroup("x25519 "));
  EXPECT_FALSE(ParseCipherSuite("AES128-GCM-SHA256"));
}

TEST(ScenarioTest, NumbersWithoutANameAreShown) {
  EXPECT_EQ(GroupName(0x0abc), "0x0abc");
  EXPECT_EQ(CipherSuiteName(0xffff), "0xffff");
  EXPECT_EQ(GroupName(0), "");
  EXPECT_EQ(ProtocolName(0x0301), "");
}

TEST(ScenarioTest, AuthOfKey) {
  EXPECT_EQ(AuthOfKey(KeyType::kEcdsa, 256), AuthName(Auth::kEcdsaP256));
  EXPECT_EQ(AuthOfKey(KeyType::kRsa, 2048), AuthName(Auth::kRsa2048));
  EXPECT_EQ(AuthOfKey(KeyType::kRsa, 4096), "rsa-4096");
  EXPECT_EQ(AuthOfKey(KeyType::kUnknown, 256), "");
}

TEST(ScenarioTest, DefaultSuitesBelongToTheProtocol) {
  EXPECT_EQ(CipherSuiteName(DefaultCipherSuite(kTls13, Auth::kRsa2048)), "TLS_AES_128_GCM_SHA256");
  EXPECT_EQ(CipherSuiteName(DefaultCipherSuite(kTls12, Auth::kRsa2048)), "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
  EXPECT_EQ(CipherSuiteName(DefaultCipherSuite(kTls12, Auth::kEcdsaP256)), "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
  EXPECT_TRUE(IsTls13Suite(0x1303));
  EXPECT_FALSE(IsTls13Suite(0xc02b));
}

TEST(ScenarioTest, HybridGroupsBelongToTls13) {
  Scenario scenario = Local(kTls12, Auth::kEcdsaP256);
  EXPECT_EQ(WhyImpossible(scenario, false), std::nullopt);
  for (const char* name : {"X25519MLKEM768", "SecP256r1MLKEM768", "SecP384r1MLKEM1024", "MLKEM768"}) {
    scenario.group = ParseGroup(name).value();
    scenario.protocol = kTls12;
    EXPECT_NE(WhyImpossible(scenario, false), std::nullopt) << name;
    scenario.protocol = kTls13;
    scenario.cipher_suite = DefaultCipherSuite(kTls13, Auth::kEcdsaP256);
    EXPECT_EQ(WhyImpossible(scenario, false), std::nullopt) << name;
  }
}

// draft-ietf-tls-ecdhe-mlkem, section 3; RFC 9846, section 4.3.8.
TEST(ScenarioTest, KeyShareLengths) {
  const KeyShareBytes hybrid = KeyShareBytesOf(kGroupX25519Mlkem768).value();
  EXPECT_EQ(hybrid.client, 1216U);
  EXPECT_EQ(hybrid.server, 1120U);
  EXPECT_EQ(KeyShareBytesOf(kGroupX25519)->client, 32U);
  EXPECT_EQ(KeyShareBytesOf(kGroupSecp256r1)->server, 65U);
  EXPECT_FALSE(KeyShareBytesOf(0));
  EXPECT_EQ(KeyShareBytesOf(256)->client, 256U);
  EXPECT_EQ(KeyShareBytesOf(ParseGroup("MLKEM768").value())->server, 1088U);
  EXPECT_FALSE(KeyShareBytesOf(0x1234));
}

TEST(ScenarioTest, AsShippedPinsNothingAndKeepsTheClientsOffer) {
  Scenario scenario{kTls12, Handshake::kFull, Auth::kEcdsaP256};
  scenario.as_shipped = true;
  const EndpointConfig client = LocalEndpoint(scenario, Role::kClient);
  EXPECT_TRUE(client.as_shipped);
  EXPECT_TRUE(client.cipher_suites.empty() && client.groups.empty() && client.signature_schemes.empty());
  EXPECT_EQ(client.max_protocol, kTls13) << "as it would before an old server";
  EXPECT_EQ(LocalEndpoint(scenario, Role::kServer).max_protocol, kTls12);
  scenario.group = kGroupSecp256r1;
  EXPECT_EQ(LocalEndpoint(scenario, Role::kClient).groups, Numbers{kGroupSecp256r1}) << "what is named is pinned";
}

TEST(ScenarioTest, BothEndsOfferTheSame) {
  for (const std::uint16_t protocol : {kTls12, kTls13}) {
    for (const Auth auth : {Auth::kEcdsaP256, Auth::kRsa2048}) {
      const Scenario scenario = Local(protocol, auth);
      const EndpointConfig client = LocalEndpoint(scenario, Role::kClient);
      const EndpointConfig server = LocalEndpoint(scenario, Role::kServer);
      EXPECT_EQ(client.role, Role::kClient);
      EXPECT_EQ(server.role, Role::kServer);
      for (const EndpointConfig& end : {client, server}) {
        EXPECT_EQ(end.min_protocol, protocol);
        EXPECT_EQ(end.max_protocol, protocol);
        EXPECT_EQ(end.cipher_suites, Numbers{scenario.cipher_suite});
        EXPECT_EQ(end.signature_schemes.front(), PinnedSignatureScheme(protocol, auth));
        EXPECT_EQ(end.groups.front(), kGroupX25519);
        EXPECT_TRUE(end.verify_peer);
        EXPECT_FALSE(end.stateful_sessions) << "a ticket row must not resume from a cache";
        EXPECT_EQ(end.server_name, kServerName);
        EXPECT_EQ(end.tickets, 2U);
      }
    }
  }
}

// In TLS 1.2 the list also names the curves of certificates, so x25519 alone refuses a P-256 one; in TLS 1.3 a second
// group would be an offer.
TEST(ScenarioTest, OnlyTls12OffersTheCertificatesCurveToo) {
  const auto groups = [](std::uint16_t protocol, std::uint16_t group) {
    Scenario scenario = Local(protocol, Auth::kEcdsaP256);
    scenario.group = group;
    return LocalEndpoint(scenario, Role::kClient).groups;
  };
  EXPECT_EQ(groups(kTls12, kGroupX25519), (Numbers{kGroupX25519, kGroupSecp256r1}));
  EXPECT_EQ(groups(kTls12, kGroupSecp256r1), Numbers{kGroupSecp256r1});
  EXPECT_EQ(groups(kTls13, kGroupX25519), Numbers{kGroupX25519});
}

TEST(ScenarioTest, RsaChainsNeedTheirOwnSignatureInTls13) {
  const auto schemes = LocalEndpoint(Local(kTls13, Auth::kRsa2048), Role::kClient).signature_schemes;
  EXPECT_EQ(SignatureSchemeName(schemes.front()), "rsa_pss_rsae_sha256");
  EXPECT_NE(std::find(schemes.begin(), schemes.end(), 0x0401), schemes.end());
}

TEST(ScenarioTest, BothEndsKnowTheLengthOfAPaddedChain) {
  Scenario scenario = Local(kTls13, Auth::kEcdsaP256);
  EXPECT_EQ(LocalEndpoint(scenario, Role::kClient).chain_bytes, 0U);
  scenario.chain_bytes = 20000;
  EXPECT_EQ(LocalEndpoint(scenario, Role::kClient).chain_bytes, 20000U);
}

TEST(ScenarioTest, RemoteClientPinsOnlyWhatTheScenarioPins) {
  Scenario scenario;
  scenario.protocol = kTls12;
  const EndpointConfig open = RemoteClient(scenario, "example.com", {});
  EXPECT_EQ(open.role, Role::kClient);
  EXPECT_EQ(open.server_name, "example.com");
  EXPECT_EQ(open.max_protocol, kTls12);
  EXPECT_TRUE(open.cipher_suites.empty() && open.groups.empty() && open.signature_schemes.empty());
  EXPECT_TRUE(open.verify_peer);
  scenario.group = kGroupX25519;
  scenario.cipher_suite = 0xc02f;
  const EndpointConfig pinned = RemoteClient(scenario, "example.com", {});
  EXPECT_EQ(pinned.cipher_suites, Numbers{0xc02f});
  EXPECT_EQ(pinned.groups, (Numbers{kGroupX25519, kGroupSecp256r1}));
}

TEST(OfferNameTest, NamesTheWholeOffer) {
  Scenario scenario;
  EXPECT_EQ(OfferName(scenario), "");
  scenario.group = kGroupX25519;
  EXPECT_EQ(OfferName(scenario), "x25519");
  scenario.offered_groups = {kGroupX25519, kGroupSecp256r1};
  EXPECT_EQ(OfferName(scenario), "x25519+secp256r1");
}

}  // namespace
}  // namespace tlsbench
