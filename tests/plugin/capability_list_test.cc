#include "bench/plugin/capability_list.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "bench/scenario/axes.h"

namespace tlsbench {
namespace {

const Scenario* Find(const std::vector<Kind>& kinds, const std::string& name) {
  const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& kind) { return kind.name == name; });
  return found == kinds.end() ? nullptr : &found->scenario;
}

TEST(KindsTest, NamesAreUniqueAndAllIsPossible) {
  std::set<std::string> names;
  for (const Kind& kind : Kinds()) {
    EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
    EXPECT_EQ(WhyImpossible(kind.scenario, false), std::nullopt) << kind.name;
    EXPECT_NE(kind.scenario.cipher_suite, 0) << kind.name;
  }
}

TEST(KindsTest, GroupsStandTogether) {
  std::vector<std::string> groups;
  for (const Kind& kind : Kinds()) {
    if (groups.empty() || groups.back() != kind.group) {
      groups.push_back(kind.group);
    }
  }
  EXPECT_EQ(groups, (std::vector<std::string>{"handshakes", "key exchange", "certificates", "cipher suites"}));
}

// Every value of every axis is in some kind, and every switch is on in one.
TEST(KindsTest, NothingThatAScenarioCanHaveIsLeftOut) {
  const std::vector<Kind> kinds = Kinds();
  const auto some = [&](auto holds) {
    return std::any_of(kinds.begin(), kinds.end(), [&](const Kind& kind) { return holds(kind.scenario); });
  };
  for (const std::string& name : HandshakeNames()) {
    EXPECT_TRUE(some([&](const Scenario& s) { return s.handshake == ParseHandshake(name); })) << name;
  }
  for (const std::string& name : AuthNames()) {
    EXPECT_TRUE(some([&](const Scenario& s) { return s.auth == ParseAuth(name); })) << name;
    EXPECT_TRUE(some([&](const Scenario& s) { return s.client_auth == ParseAuth(name); })) << name;
  }
  for (const std::string& name : GroupNames()) {
    EXPECT_TRUE(some([&](const Scenario& s) { return s.tls13() && s.group == ParseGroup(name); })) << name;
  }
  for (const std::string& name : CipherSuiteNames()) {
    EXPECT_TRUE(some([&](const Scenario& s) { return s.cipher_suite == ParseCipherSuite(name); })) << name;
  }
  // The length of a chain is the network's affair, and as shipped is no kind of handshake.
  for (const ScenarioAxis& axis : ScenarioAxes()) {
    const bool left_out = axis.name == "chain-bytes" || axis.name == "as-shipped";
    EXPECT_EQ(!some([&](const Scenario& s) { return axis.text(s) != axis.text(Scenario()); }), left_out) << axis.name;
  }
  EXPECT_TRUE(some([](const Scenario& s) { return s.middlebox == Middlebox::kOn; }));
  EXPECT_TRUE(some([](const Scenario& s) { return s.middlebox == Middlebox::kOff; }));
  EXPECT_TRUE(some([](const Scenario& s) { return KeySharesOf(s).size() > 1; }));
}

TEST(KindsTest, ANameSaysWhatDiffersFromTheDefaults) {
  const std::vector<Kind> kinds = Kinds();
  Scenario expected{kTls13, Handshake::kFull, Auth::kEcdsaP256, 0x1301, kGroupX25519};
  ASSERT_NE(Find(kinds, "1.3 full"), nullptr);
  EXPECT_EQ(*Find(kinds, "1.3 full"), expected);
  expected.client_auth = Auth::kEd25519;
  ASSERT_NE(Find(kinds, "1.3 client-auth ed25519"), nullptr);
  EXPECT_EQ(*Find(kinds, "1.3 client-auth ed25519"), expected);
  expected = {kTls12, Handshake::kFull, Auth::kRsa2048, 0x009e, kGroupFfdhe2048};
  ASSERT_NE(Find(kinds, "1.2 DHE"), nullptr);
  EXPECT_EQ(*Find(kinds, "1.2 DHE"), expected);
  expected = {kTls12, Handshake::kFull, Auth::kRsa2048, 0x009d};
  ASSERT_NE(Find(kinds, "TLS_RSA_WITH_AES_256_GCM_SHA384"), nullptr);
  EXPECT_EQ(*Find(kinds, "TLS_RSA_WITH_AES_256_GCM_SHA384"), expected);
}

TEST(KindsTest, WhatAProtocolHasNotIsNoKindOfIt) {
  const std::vector<Kind> kinds = Kinds();
  for (const char* name : {"1.2 early-data", "1.3 session-id", "1.2 group MLKEM768", "1.2 group ffdhe2048",
                           "1.2 auth ml-dsa-44", "1.2 client-auth ml-dsa-65", "1.3 false-start"}) {
    EXPECT_EQ(Find(kinds, name), nullptr) << name;
  }
}

}  // namespace
}  // namespace tlsbench
