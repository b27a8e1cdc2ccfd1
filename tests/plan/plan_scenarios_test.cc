#include "bench/plan/plan_scenarios.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "bench/scenario/endpoint.h"

namespace tlsbench {
namespace {

using Groups = std::vector<std::uint16_t>;

constexpr std::uint16_t kStaticRsa = 0x009c;
constexpr std::uint16_t kDheRsa = 0x009e;

std::vector<Scenario> Plan(const RunOptions& options) { return PlanScenarios(options).value(); }

// Full handshakes of one protocol, which the user named.
RunOptions Named(std::uint16_t protocol) {
  RunOptions options;
  options.axes["protocol"] = {std::string(ProtocolName(protocol))};
  options.protocols_named = true;
  options.axes["handshake"] = {"full"};
  return options;
}

std::size_t Count(const std::vector<Scenario>& scenarios, const std::function<bool(const Scenario&)>& wanted) {
  return static_cast<std::size_t>(std::count_if(scenarios.begin(), scenarios.end(), wanted));
}

std::set<std::uint16_t> Protocols(const std::vector<Scenario>& scenarios) {
  std::set<std::uint16_t> protocols;
  for (const Scenario& scenario : scenarios) {
    protocols.insert(scenario.protocol);
  }
  return protocols;
}

TEST(PlanScenariosTest, ByDefaultEachProtocolIsFullAndResumed) {
  const std::vector<Scenario> scenarios = Plan({});
  ASSERT_EQ(scenarios.size(), 4U);
  for (const Scenario& scenario : scenarios) {
    EXPECT_EQ(scenario.group, kGroupX25519);
    EXPECT_EQ(scenario.cipher_suite, DefaultCipherSuite(scenario.protocol, Auth::kEcdsaP256));
    EXPECT_TRUE(scenario.offered_groups.empty());
  }
}

TEST(PlanScenariosTest, EveryAxisMultiplies) {
  RunOptions options = Named(kTls13);
  const auto expect = [&](std::size_t scenarios, const char* axis) {
    const std::vector<Scenario> planned = Plan(options);
    EXPECT_EQ(planned.size(), scenarios) << axis;
    EXPECT_EQ(Count(planned, [](const Scenario& one) { return WhyImpossible(one, false).has_value(); }), 0U) << axis;
  };
  expect(1, "none");
  options.axes["handshake"] = {"full", "ticket", "psk-ke"};
  expect(3, "handshakes");
  options.axes["auth"] = {"ecdsa-p384", "rsa-2048"};
  expect(6, "certificates");
  options.axes["client-auth"] = {"none", "ed25519"};
  expect(12, "client certificates");
  options.axes["chain-certificates"] = {"1", "2", "3"};
  expect(36, "chains");
  options.axes["chain-bytes"] = {"", "9000"};
  expect(72, "chain bytes");
  options.axes["group"] = {"secp256r1", "x25519"};
  expect(144, "groups");
  options.axes["cipher"] = {"TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256"};
  expect(288, "suites");
  options.axes["tickets"] = {"1", "2"};
  expect(576, "tickets");
}

TEST(PlanScenariosTest, NothingIsThereTwice) {
  RunOptions options;
  options.axes["handshake"] = {"full", "ticket", "refused-ticket"};
  options.axes["tickets"] = {"1", "2", "4"};
  options.axes["cipher"] = {"TLS_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"};
  const std::vector<Scenario> scenarios = Plan(options);
  for (const Scenario& scenario : scenarios) {
    EXPECT_EQ(std::count(scenarios.begin(), scenarios.end(), scenario), 1);
  }
}

// TLS 1.2 sends one ticket or none.
TEST(PlanScenariosTest, OnlyTls13HasANumberOfTickets) {
  RunOptions options;
  options.axes["handshake"] = {"full"};
  options.axes["tickets"] = {"1", "3", "4"};
  const std::vector<Scenario> scenarios = Plan(options);
  EXPECT_EQ(Count(scenarios, [](const Scenario& one) { return one.tls13(); }), 3U);
  ASSERT_EQ(Count(scenarios, [](const Scenario& one) { return !one.tls13(); }), 1U);
  options.axes["tickets"] = {"0", "4"};
  EXPECT_EQ(Count(Plan(options), [](const Scenario& one) { return !one.tls13(); }), 2U) << "with a ticket and without";
}

TEST(PlanScenariosTest, ASweepLeavesOutTheImpossibleOnesOfAnUnnamedProtocol) {
  RunOptions options;
  options.sweep = "handshake";
  options.axes["handshake"] = {"early-data"};
  EXPECT_EQ(Protocols(Plan(options)), std::set<std::uint16_t>{kTls13});
  options.axes["handshake"] = {"session-id"};
  EXPECT_EQ(Protocols(Plan(options)), std::set<std::uint16_t>{kTls12});
  options.axes["handshake"] = {"full"};
  options.axes["group"] = {"X25519MLKEM768"};
  EXPECT_EQ(Protocols(Plan(options)), std::set<std::uint16_t>{kTls13});
  options.axes.erase("group");
  options.axes["auth"] = {"ml-dsa-44"};
  EXPECT_EQ(Protocols(Plan(options)), std::set<std::uint16_t>{kTls13});
  options.axes["auth"] = {"rsa-2048"};
  for (const std::uint16_t suite : {kDheRsa, kStaticRsa}) {
    options.axes["cipher"] = {CipherSuiteName(suite)};
    EXPECT_EQ(Protocols(Plan(options)), (std::set<std::uint16_t>{kTls12, kTls13})) << "a suite is reported";
  }
}

TEST(PlanScenariosTest, SoItDoesWithAnyNumberOfTickets) {
  RunOptions options;
  options.sweep = "tickets";
  options.axes["handshake"] = {"early-data"};
  options.axes["tickets"] = {"1", "4"};
  EXPECT_EQ(Protocols(Plan(options)), std::set<std::uint16_t>{kTls13});
  options.axes["handshake"] = {"false-start"};
  EXPECT_EQ(Protocols(Plan(options)), std::set<std::uint16_t>{kTls12});
}

TEST(PlanScenariosTest, WhatWasAskedForInWordsIsKeptToBeReported) {
  RunOptions options;
  options.axes["handshake"] = {"early-data"};
  EXPECT_EQ(Protocols(Plan(options)), (std::set<std::uint16_t>{kTls12, kTls13}));
  options.axes["handshake"] = {"full"};
  options.axes["group"] = {"X25519MLKEM768"};
  EXPECT_EQ(Protocols(Plan(options)), (std::set<std::uint16_t>{kTls12, kTls13}));
}

TEST(PlanScenariosTest, SoIsASweepOfANamedProtocol) {
  RunOptions options;
  options.sweep = "handshake";
  options.protocols_named = true;
  options.axes["handshake"] = {"early-data"};
  EXPECT_EQ(Protocols(Plan(options)), (std::set<std::uint16_t>{kTls12, kTls13}));
  options.axes["handshake"] = {"full"};
  options.axes["group"] = {"X25519MLKEM768"};
  EXPECT_EQ(Protocols(Plan(options)), (std::set<std::uint16_t>{kTls12, kTls13}));
}

TEST(PlanScenariosTest, WhatNoProtocolCanIsKeptBesideWhatOneCan) {
  RunOptions options;
  options.axes["tickets"] = {"0", "2"};
  options.axes["handshake"] = {"ticket"};
  const std::vector<Scenario> scenarios = Plan(options);
  EXPECT_EQ(Count(scenarios, [](const Scenario& one) { return one.tickets == 0; }), 2U);
  EXPECT_EQ(Count(scenarios, [](const Scenario& one) { return one.tickets == 2; }), 2U);
}

TEST(PlanScenariosTest, NothingPossibleIsAnErrorWithTheReason) {
  RunOptions options = Named(kTls12);
  options.axes["handshake"] = {"early-data"};
  EXPECT_EQ(PlanScenarios(options).error(), "nothing that was asked can be: TLS 1.2 has no early-data");
  options = Named(kTls12);
  options.axes["auth"] = {"ml-dsa-65"};
  EXPECT_EQ(PlanScenarios(options).error(), "nothing that was asked can be: certificates of ML-DSA are TLS 1.3's");
  options = Named(kTls13);
  options.axes["cipher"] = {CipherSuiteName(kDheRsa)};
  EXPECT_EQ(PlanScenarios(options).error(),
            "nothing that was asked can be: TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 is a suite of TLS 1.2");
}

TEST(PlanScenariosTest, AnOfferOfTwoGroupsNegotiatesItsFirst) {
  RunOptions options = Named(kTls13);
  options.axes["group"] = {"x25519+secp256r1", "secp256r1"};
  const std::vector<Scenario> scenarios = Plan(options);
  ASSERT_EQ(scenarios.size(), 2U);
  EXPECT_EQ(scenarios[0].group, 29);
  EXPECT_EQ(scenarios[0].offered_groups, (Groups{29, 23}));
  EXPECT_EQ(KeySharesOf(scenarios[0]), (Groups{29, 23}));
  EXPECT_EQ(scenarios[1].group, 23);
  EXPECT_EQ(OfferedGroups(scenarios[1]), Groups{23});
}

TEST(PlanScenariosTest, AHelloRetryRequestAsksForTheLastOfAnOffer) {
  RunOptions options = Named(kTls13);
  options.axes["handshake"] = {"hello-retry", "hello-retry-ticket"};
  options.axes["group"] = {"X25519MLKEM768+x25519+secp256r1"};
  for (const Scenario& scenario : Plan(options)) {
    EXPECT_EQ(scenario.group, 23);
    EXPECT_EQ(OfferedGroups(scenario), (Groups{kGroupX25519Mlkem768, 29, 23}));
    EXPECT_EQ(KeySharesOf(scenario), Groups{kGroupX25519Mlkem768});
    EXPECT_EQ(LocalEndpoint(scenario, Role::kServer).groups, Groups{23});
  }
}

TEST(PlanScenariosTest, AHelloRetryRequestForOneGroupComesAfterAShareOfAnother) {
  RunOptions options = Named(kTls13);
  options.axes["handshake"] = {"hello-retry"};
  options.axes["group"] = {"secp256r1", "x25519"};
  const std::vector<Scenario> scenarios = Plan(options);
  ASSERT_EQ(scenarios.size(), 2U);
  EXPECT_EQ(OfferedGroups(scenarios[0]), (Groups{29, 23}));
  EXPECT_EQ(OfferedGroups(scenarios[1]), (Groups{23, 29}));
}

TEST(PlanScenariosTest, TheSuiteBringsTheGroupOfTls12) {
  RunOptions options = Named(kTls12);
  options.axes["auth"] = {"rsa-2048"};
  options.axes["cipher"] = {CipherSuiteName(kStaticRsa), CipherSuiteName(kDheRsa),
                            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"};
  const std::vector<Scenario> scenarios = Plan(options);
  ASSERT_EQ(scenarios.size(), 3U);
  EXPECT_EQ(scenarios[0].group, 0) << "static RSA has none";
  EXPECT_EQ(scenarios[1].group, kGroupFfdhe2048);
  EXPECT_EQ(scenarios[2].group, kGroupX25519);
}

// Each suite of TLS 1.2 signs, or decrypts, with one kind of key.
TEST(PlanScenariosTest, EachCertificateTakesTheSuitesThatFitIt) {
  RunOptions options = Named(kTls12);
  options.axes["auth"] = {"rsa-2048", "ecdsa-p384", "ed25519"};
  options.axes["cipher"] = {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", CipherSuiteName(kDheRsa),
                            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"};
  const std::vector<Scenario> scenarios = Plan(options);
  EXPECT_EQ(Count(scenarios, [](const Scenario& one) { return one.auth == Auth::kRsa2048; }), 2U);
  EXPECT_EQ(Count(scenarios, [](const Scenario& one) { return one.auth == Auth::kEcdsaP384; }), 1U);
  EXPECT_EQ(Count(scenarios, [](const Scenario& one) { return one.auth == Auth::kEd25519; }), 1U);
}

RunOptions WithEverySwitch() {
  RunOptions options;
  options.axes["handshake"] = {"ticket"};
  for (const char* axis : {"stateful-tickets", "renew-tickets", "reuse-tickets", "grease"}) {
    options.axes[axis] = {"1"};
  }
  options.axes["certificate-compression"] = {"zlib"};
  options.axes["middlebox"] = {"on"};
  return options;
}

TEST(PlanScenariosTest, SwitchesAreOnTheirProtocolAlone) {
  for (const Scenario& scenario : Plan(WithEverySwitch())) {
    EXPECT_EQ(scenario.renew_tickets, !scenario.tls13());
    EXPECT_EQ(scenario.stateful_tickets, scenario.tls13());
    EXPECT_EQ(scenario.reuse_tickets, scenario.tls13());
    EXPECT_EQ(scenario.certificate_compression, scenario.tls13());
    EXPECT_EQ(scenario.middlebox, scenario.tls13() ? Middlebox::kOn : Middlebox::kAsItComes);
    EXPECT_TRUE(scenario.grease) << "of both";
    EXPECT_EQ(WhyImpossible(scenario, false), std::nullopt);
  }
}

TEST(PlanScenariosTest, SwitchesOfAnotherProtocolThanTheNamedOneAreAMistake) {
  RunOptions options = WithEverySwitch();
  options.protocols_named = true;
  options.axes["protocol"] = {"1.2"};
  EXPECT_NE(PlanScenarios(options).error().find("TLS 1.2 has no stateful tickets"), std::string::npos);
  options.axes["protocol"] = {"1.3"};
  EXPECT_NE(PlanScenarios(options).error().find("TLS 1.3 renews its tickets anyway"), std::string::npos);
}

TEST(PlanScenariosTest, AsShippedPinsWhatIsNamed) {
  RunOptions options;
  options.as_shipped = true;
  for (const Scenario& scenario : Plan(options)) {
    EXPECT_TRUE(scenario.as_shipped);
    EXPECT_EQ(scenario.group + scenario.cipher_suite, 0);
  }
  options.axes["group"] = {"secp256r1+x25519"};
  for (const Scenario& scenario : Plan(options)) {
    EXPECT_EQ(scenario.group, 23);
  }
}

TEST(PlanScenariosTest, ATargetHasItsOwnCertificatesAndPinsNothing) {
  RunOptions options;
  options.target = HostPort{"h", 443};
  options.axes["auth"] = {"rsa-2048", "ecdsa-p256"};
  options.axes["chain-certificates"] = {"1", "2", "3"};
  const std::vector<Scenario> scenarios = Plan(options);
  EXPECT_EQ(scenarios.size(), 4U);
  for (const Scenario& scenario : scenarios) {
    EXPECT_EQ(scenario.group + scenario.cipher_suite, 0);
  }
}

TEST(PlanScenariosTest, ATargetsTicketKeysAreItsOwn) {
  RunOptions options;
  options.target = HostPort{"h", 443};
  options.axes["handshake"] = {"refused-ticket"};
  EXPECT_NE(PlanScenarios(options).error().find("a target's ticket keys are its own"), std::string::npos);
}

TEST(PlanScenariosTest, AHelloRetryRequestOfATargetNeedsTwoGroups) {
  RunOptions options;
  options.target = HostPort{"h", 443};
  options.axes["handshake"] = {"hello-retry"};
  EXPECT_NE(PlanScenarios(options).error().find("--group A+B"), std::string::npos);
  options.axes["group"] = {"x25519+secp256r1"};
  const std::vector<Scenario> scenarios = Plan(options);
  ASSERT_EQ(scenarios.size(), 2U) << "TLS 1.2's is reported";
  EXPECT_EQ(scenarios[1].protocol, kTls13);
  EXPECT_EQ(scenarios[1].group, 23);
}

}  // namespace
}  // namespace tlsbench
