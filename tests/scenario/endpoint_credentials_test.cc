// Which certificates are made for a scenario and which of them each end is given: scenario/credentials.h,
// AddCredentials and EndpointWith.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "bench/scenario/credentials.h"

namespace tlsbench {
namespace {

// Words instead of certificates: EndpointWith looks into none.
std::map<CertificateKey, Credentials> MadeFor(const std::vector<CertificateKey>& keys) {
  std::map<CertificateKey, Credentials> made;
  for (const CertificateKey& key : keys) {
    const std::string name = fmt::format("{} {} {} {}", key.client ? "client" : "server", AuthName(key.auth),
                                         key.chain_bytes, key.chain_certificates);
    made[key] = {"chain of " + name, "key of " + name, "root of " + name};
  }
  return made;
}

TEST(EndpointTest, WithoutClientCertificatesTheServerHasAChainAndTheClientItsRoot) {
  const Scenario scenario;
  const auto made = MadeFor({CertificatesOf(scenario), {Auth::kEcdsaP256, 0, 2, true}});
  const EndpointConfig client = EndpointWith(scenario, Role::kClient, made);
  const EndpointConfig server = EndpointWith(scenario, Role::kServer, made);
  EXPECT_EQ(client.certificate_chain_pem, "");
  EXPECT_EQ(client.private_key_pem, "");
  EXPECT_EQ(client.trust_anchors_pem, "root of server ecdsa-p256 0 2");
  EXPECT_EQ(server.certificate_chain_pem, "chain of server ecdsa-p256 0 2");
  EXPECT_EQ(server.private_key_pem, "key of server ecdsa-p256 0 2");
  EXPECT_EQ(server.trust_anchors_pem, "") << "although there is a client's certificate of another scenario";
  EXPECT_FALSE(server.require_client_certificate);
}

TEST(EndpointTest, WithThemEachEndHasItsChainAndTheOthersRoot) {
  Scenario scenario;
  scenario.client_auth = Auth::kRsa2048;
  const auto made = MadeFor({CertificatesOf(scenario), ClientCertificatesOf(scenario)});
  const EndpointConfig client = EndpointWith(scenario, Role::kClient, made);
  const EndpointConfig server = EndpointWith(scenario, Role::kServer, made);
  EXPECT_EQ(client.certificate_chain_pem, "chain of client rsa-2048 0 2");
  EXPECT_EQ(client.private_key_pem, "key of client rsa-2048 0 2");
  EXPECT_EQ(client.trust_anchors_pem, "root of server ecdsa-p256 0 2");
  EXPECT_EQ(server.certificate_chain_pem, "chain of server ecdsa-p256 0 2");
  EXPECT_EQ(server.private_key_pem, "key of server ecdsa-p256 0 2");
  EXPECT_EQ(server.trust_anchors_pem, "root of client rsa-2048 0 2");
  EXPECT_TRUE(server.require_client_certificate);
}

TEST(EndpointTest, BothEndsOfOneKindHaveDifferentCertificates) {
  Scenario scenario;
  scenario.client_auth = scenario.auth;
  EXPECT_NE(CertificatesOf(scenario), ClientCertificatesOf(scenario));
}

TEST(EndpointTest, BothChainsAreAsLongAndOnlyTheServersIsPadded) {
  Scenario scenario;
  scenario.client_auth = Auth::kEd25519;
  scenario.chain_bytes = 9000;
  scenario.chain_certificates = 3;
  const auto made = MadeFor({CertificatesOf(scenario), ClientCertificatesOf(scenario)});
  EXPECT_EQ(EndpointWith(scenario, Role::kServer, made).certificate_chain_pem, "chain of server ecdsa-p256 9000 3");
  EXPECT_EQ(EndpointWith(scenario, Role::kClient, made).certificate_chain_pem, "chain of client ed25519 0 3");
}

TEST(EndpointTest, WhatWasNotMadeStaysEmpty) {
  Scenario scenario;
  scenario.client_auth = Auth::kEcdsaP256;
  const EndpointConfig server = EndpointWith(scenario, Role::kServer, {});
  EXPECT_EQ(server.certificate_chain_pem + server.private_key_pem + server.trust_anchors_pem, "");
}

TEST(AddCredentialsTest, BothEndsAreProvidedForAndNothingIsMadeTwice) {
  Scenario scenario;
  scenario.client_auth = Auth::kEd25519;
  std::vector<CertificateKey> asked;
  std::map<CertificateKey, Credentials> made;
  const auto note = [&](const CertificateKey& key) { asked.push_back(key); };
  EXPECT_EQ(AddCredentials(scenario, made, note).value(), std::nullopt);
  EXPECT_EQ(asked, (std::vector{CertificatesOf(scenario), ClientCertificatesOf(scenario)}));
  EXPECT_EQ(made.size(), 2U);
  scenario.client_auth = Auth::kNone;
  EXPECT_EQ(AddCredentials(scenario, made, note).value(), std::nullopt);
  EXPECT_EQ(asked.size(), 2U) << "they are there, and a client without certificates needs none";
}

TEST(AddCredentialsTest, WhatTheUserTypedMayBeAMistake) {
  Scenario scenario;
  scenario.chain_bytes = 10;
  std::map<CertificateKey, Credentials> made;
  EXPECT_FALSE(AddCredentials(scenario, made));
  EXPECT_TRUE(made.empty());
}

}  // namespace
}  // namespace tlsbench
