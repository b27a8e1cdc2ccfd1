#include "bench/plan/plan_scenarios.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

namespace tlsbench {
namespace {

using Groups = std::vector<std::uint16_t>;

constexpr std::uint16_t kStaticRsa = 0x009c;
constexpr std::uint16_t kDheRsa = 0x009e;

std::vector<Scenario> Plan(const RunOptions& options) { return PlanScenarios(options).value(); }

// Full handshakes of one protocol, which the user named.
RunOptions Named(std::uint16_t protocol) {
  RunOptions options;
  options.protocols = {protocol};
  options.protocols_named = true;
  options.handshakes = {Handshake::kFull};
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
    EXPECT_EQ(Count(planned, [](const Scenario& one) { return Impossible(one, false).has_value(); }), 0U) << axis;
  };
  expect(1, "none");
  options.handshakes = {Handshake::kFull, Handshake::kTicket, Handshake::kPskKe};
  expect(3, "handshakes");
  options.auths = {Auth::kEcdsaP384, Auth::kRsa2048};
  expect(6, "certificates");
  options.client_auths = {Auth::kNone, Auth::kEd25519};
  expect(12, "client certificates");
  options.chain_certificates = {1, 2, 3};
  expect(36, "chains");
  options.chain_bytes = {0, 9000};
  expect(72, "chain bytes");
  options.groups = {{23}, {29}};
  expect(144, "groups");
  options.cipher_suites = {0x1301, 0x1303};
  expect(288, "suites");
  options.tickets = {1, 2};
  expect(576, "tickets");
}

TEST(PlanScenariosTest, NothingIsThereTwice) {
  RunOptions options;
  options.handshakes = {Handshake::kFull, Handshake::kTicket, Handshake::kRefusedTicket};
  options.tickets = {1, 2, 4};
  options.cipher_suites = {0x1301, 0xc02b};
  const std::vector<Scenario> scenarios = Plan(options);
  for (const Scenario& scenario : scenarios) {
    EXPECT_EQ(std::count(scenarios.begin(), scenarios.end(), scenario), 1);
  }
}

// TLS 1.2 sends one ticket or none.
TEST(PlanScenariosTest, OnlyTls13HasANumberOfTickets) {
  RunOptions options;
  options.handshakes = {Handshake::kFull};
  options.tickets = {1, 3, 4};
  const std::vector<Scenario> scenarios = Plan(options);
  EXPECT_EQ(Count(scenarios, [](const Scenario& one) { return one.tls13(); }), 3U);
  ASSERT_EQ(Count(scenarios, [](const Scenario& one) { return !one.tls13(); }), 1U);
  options.tickets = {0, 4};
  EXPECT_EQ(Count(Plan(options), [](const Scenario& one) { return !one.tls13(); }), 2U) << "with a ticket and without";
}

TEST(PlanScenariosTest, ASweepLeavesOutTheImpossibleOnesOfAnUnnamedProtocol) {
  RunOptions options;
  options.sweep = Sweep::kHandshake;
  options.handshakes = {Handshake::kEarlyData};
  EXPECT_EQ(Protocols(Plan(options)), std::set<std::uint16_t>{kTls13});
  options.handshakes = {Handshake::kSessionId};
  EXPECT_EQ(Protocols(Plan(options)), std::set<std::uint16_t>{kTls12});
  options.handshakes = {Handshake::kFull};
  options.groups = {{kGroupX25519Mlkem768}};
  EXPECT_EQ(Protocols(Plan(options)), std::set<std::uint16_t>{kTls13});
  options.groups = {};
  options.auths = {Auth::kMlDsa44};
  EXPECT_EQ(Protocols(Plan(options)), std::set<std::uint16_t>{kTls13});
  options.auths = {Auth::kRsa2048};
  for (const std::uint16_t suite : {kDheRsa, kStaticRsa}) {
    options.cipher_suites = {suite};
    EXPECT_EQ(Protocols(Plan(options)), (std::set<std::uint16_t>{kTls12, kTls13})) << "a suite is reported";
  }
}

TEST(PlanScenariosTest, SoItDoesWithAnyNumberOfTickets) {
  RunOptions options;
  options.sweep = Sweep::kTickets;
  options.handshakes = {Handshake::kEarlyData};
  options.tickets = {1, 4};
  EXPECT_EQ(Protocols(Plan(options)), std::set<std::uint16_t>{kTls13});
  options.handshakes = {Handshake::kFalseStart};
  EXPECT_EQ(Protocols(Plan(options)), std::set<std::uint16_t>{kTls12});
}

TEST(PlanScenariosTest, WhatWasAskedForInWordsIsKeptToBeReported) {
  RunOptions options;
  options.handshakes = {Handshake::kEarlyData};
  EXPECT_EQ(Protocols(Plan(options)), (std::set<std::uint16_t>{kTls12, kTls13}));
  options.handshakes = {Handshake::kFull};
  options.groups = {{kGroupX25519Mlkem768}};
  EXPECT_EQ(Protocols(Plan(options)), (std::set<std::uint16_t>{kTls12, kTls13}));
}

TEST(PlanScenariosTest, SoIsASweepOfANamedProtocol) {
  RunOptions options;
  options.sweep = Sweep::kHandshake;
  options.protocols_named = true;
  options.handshakes = {Handshake::kEarlyData};
  EXPECT_EQ(Protocols(Plan(options)), (std::set<std::uint16_t>{kTls12, kTls13}));
  options.handshakes = {Handshake::kFull};
  options.groups = {{kGroupX25519Mlkem768}};
  EXPECT_EQ(Protocols(Plan(options)), (std::set<std::uint16_t>{kTls12, kTls13}));
}

TEST(PlanScenariosTest, WhatNoProtocolCanIsKeptBesideWhatOneCan) {
  RunOptions options;
  options.tickets = {0, 2};
  options.handshakes = {Handshake::kTicket};
  const std::vector<Scenario> scenarios = Plan(options);
  EXPECT_EQ(Count(scenarios, [](const Scenario& one) { return one.tickets == 0; }), 2U);
  EXPECT_EQ(Count(scenarios, [](const Scenario& one) { return one.tickets == 2; }), 2U);
}

TEST(PlanScenariosTest, NothingPossibleIsAnErrorWithTheReason) {
  RunOptions options = Named(kTls12);
  options.handshakes = {Handshake::kEarlyData};
  EXPECT_EQ(PlanScenarios(options).error(), "nothing that was asked can be: TLS 1.2 has no early-data");
  options = Named(kTls12);
  options.auths = {Auth::kMlDsa65};
  EXPECT_EQ(PlanScenarios(options).error(), "nothing that was asked can be: certificates of ML-DSA are TLS 1.3's");
  options = Named(kTls13);
  options.cipher_suites = {kDheRsa};
  EXPECT_EQ(PlanScenarios(options).error(),
            "nothing that was asked can be: TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 is a suite of TLS 1.2");
}

TEST(PlanScenariosTest, AnOfferOfTwoGroupsNegotiatesItsFirst) {
  RunOptions options = Named(kTls13);
  options.groups = {{29, 23}, {23}};
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
  options.handshakes = {Handshake::kHelloRetry, Handshake::kHelloRetryTicket};
  options.groups = {{kGroupX25519Mlkem768, 29, 23}};
  for (const Scenario& scenario : Plan(options)) {
    EXPECT_EQ(scenario.group, 23);
    EXPECT_EQ(OfferedGroups(scenario), (Groups{kGroupX25519Mlkem768, 29, 23}));
    EXPECT_EQ(KeySharesOf(scenario), Groups{kGroupX25519Mlkem768});
    EXPECT_EQ(LocalEndpoint(scenario, Role::kServer).groups, Groups{23});
  }
}

TEST(PlanScenariosTest, AHelloRetryRequestForOneGroupComesAfterAShareOfAnother) {
  RunOptions options = Named(kTls13);
  options.handshakes = {Handshake::kHelloRetry};
  options.groups = {{23}, {29}};
  const std::vector<Scenario> scenarios = Plan(options);
  ASSERT_EQ(scenarios.size(), 2U);
  EXPECT_EQ(OfferedGroups(scenarios[0]), (Groups{29, 23}));
  EXPECT_EQ(OfferedGroups(scenarios[1]), (Groups{23, 29}));
}

TEST(PlanScenariosTest, TheSuiteBringsTheGroupOfTls12) {
  RunOptions options = Named(kTls12);
  options.auths = {Auth::kRsa2048};
  options.cipher_suites = {kStaticRsa, kDheRsa, 0xc02f};
  const std::vector<Scenario> scenarios = Plan(options);
  ASSERT_EQ(scenarios.size(), 3U);
  EXPECT_EQ(scenarios[0].group, 0) << "static RSA has none";
  EXPECT_EQ(scenarios[1].group, kGroupFfdhe2048);
  EXPECT_EQ(scenarios[2].group, kGroupX25519);
}

// Each suite of TLS 1.2 signs, or decrypts, with one kind of key.
TEST(PlanScenariosTest, EachCertificateTakesTheSuitesThatFitIt) {
  RunOptions options = Named(kTls12);
  options.auths = {Auth::kRsa2048, Auth::kEcdsaP384, Auth::kEd25519};
  options.cipher_suites = {0xc02f, kDheRsa, 0xc02b};
  const std::vector<Scenario> scenarios = Plan(options);
  EXPECT_EQ(Count(scenarios, [](const Scenario& one) { return one.auth == Auth::kRsa2048; }), 2U);
  EXPECT_EQ(Count(scenarios, [](const Scenario& one) { return one.auth == Auth::kEcdsaP384; }), 1U);
  EXPECT_EQ(Count(scenarios, [](const Scenario& one) { return one.auth == Auth::kEd25519; }), 1U);
}

RunOptions WithEverySwitch() {
  RunOptions options;
  options.handshakes = {Handshake::kTicket};
  options.stateful_tickets = options.renew_tickets = options.reuse_tickets = true;
  options.grease = options.certificate_compression = true;
  options.middlebox = Middlebox::kOn;
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
    EXPECT_EQ(Impossible(scenario, false), std::nullopt);
  }
}

TEST(PlanScenariosTest, SwitchesOfAnotherProtocolThanTheNamedOneAreAMistake) {
  RunOptions options = WithEverySwitch();
  options.protocols_named = true;
  options.protocols = {kTls12};
  EXPECT_NE(PlanScenarios(options).error().find("TLS 1.2 has no stateful tickets"), std::string::npos);
  options.protocols = {kTls13};
  EXPECT_NE(PlanScenarios(options).error().find("TLS 1.3 renews its tickets anyway"), std::string::npos);
}

TEST(PlanScenariosTest, AsShippedPinsWhatIsNamed) {
  RunOptions options;
  options.as_shipped = true;
  for (const Scenario& scenario : Plan(options)) {
    EXPECT_TRUE(scenario.as_shipped);
    EXPECT_EQ(scenario.group + scenario.cipher_suite, 0);
  }
  options.groups = {{23, 29}};
  for (const Scenario& scenario : Plan(options)) {
    EXPECT_EQ(scenario.group, 23);
  }
}

TEST(PlanScenariosTest, ATargetHasItsOwnCertificatesAndPinsNothing) {
  RunOptions options;
  options.target = HostPort{"h", 443};
  options.auths = {Auth::kRsa2048, Auth::kEcdsaP256};
  options.chain_certificates = {1, 2, 3};
  const std::vector<Scenario> scenarios = Plan(options);
  EXPECT_EQ(scenarios.size(), 4U);
  for (const Scenario& scenario : scenarios) {
    EXPECT_EQ(scenario.group + scenario.cipher_suite, 0);
  }
}

TEST(PlanScenariosTest, ATargetsTicketKeysAreItsOwn) {
  RunOptions options;
  options.target = HostPort{"h", 443};
  options.handshakes = {Handshake::kRefusedTicket};
  EXPECT_NE(PlanScenarios(options).error().find("a target's ticket keys are its own"), std::string::npos);
}

TEST(PlanScenariosTest, AHelloRetryRequestOfATargetNeedsTwoGroups) {
  RunOptions options;
  options.target = HostPort{"h", 443};
  options.handshakes = {Handshake::kHelloRetry};
  EXPECT_NE(PlanScenarios(options).error().find("--group A+B"), std::string::npos);
  options.groups = {{29, 23}};
  const std::vector<Scenario> scenarios = Plan(options);
  ASSERT_EQ(scenarios.size(), 2U) << "TLS 1.2's is reported";
  EXPECT_EQ(scenarios[1].protocol, kTls13);
  EXPECT_EQ(scenarios[1].group, 23);
}

}  // namespace
}  // namespace tlsbench
