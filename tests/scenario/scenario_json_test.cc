// A scenario and what tells its certificates apart, to another process and back.

#include "bench/scenario/scenario_json.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

// No member has its default.
Scenario Unusual() {
  Scenario scenario;
  scenario.protocol = kTls12;
  scenario.handshake = Handshake::kFalseStart;
  scenario.auth = Auth::kMlDsa65;
  scenario.cipher_suite = 0xccaa;
  scenario.group = kGroupX25519Mlkem768;
  scenario.tickets = 4;
  scenario.as_shipped = true;
  scenario.chain_bytes = 90000;
  scenario.client_auth = Auth::kEd25519;
  scenario.chain_certificates = 3;
  scenario.offered_groups = {kGroupX25519Mlkem768, kGroupX25519};
  scenario.stateful_tickets = true;
  scenario.renew_tickets = true;
  scenario.reuse_tickets = true;
  scenario.middlebox = Middlebox::kOff;
  scenario.grease = true;
  scenario.certificate_compression = true;
  scenario.record_size = 16384;
  return scenario;
}

TEST(ScenarioJsonTest, EveryMemberCrosses) {
  const nlohmann::json json = Unusual();
  EXPECT_EQ(nlohmann::json::parse(json.dump()).get<Scenario>(), Unusual());
  const nlohmann::json usual = Scenario();
  EXPECT_EQ(json.size(), usual.size());
  for (const auto& [member, value] : json.items()) {
    EXPECT_NE(value, usual.at(member)) << member << " has its default: this test does not see whether it crosses";
  }
}

TEST(ScenarioJsonTest, AMemberThatIsMissingIsNoScenario) {
  const nlohmann::json whole = Unusual();
  for (const auto& [member, value] : whole.items()) {
    nlohmann::json json = whole;
    json.erase(member);
    EXPECT_THROW(json.get<Scenario>(), nlohmann::json::exception) << member;
  }
}

TEST(ScenarioJsonTest, AValueThatIsNoneIsNoScenario) {
  nlohmann::json json = Unusual();
  json["handshake"] = "half";
  EXPECT_THROW(json.get<Scenario>(), nlohmann::json::exception);
}

TEST(ScenarioJsonTest, CertificatesCross) {
  const CertificateKey key = {Auth::kMlDsa44, 90000, 4, true};
  const std::map<CertificateKey, Credentials> made = {{key, {"chain", "key", "root"}}, {{}, {"a", "b", "c"}}};
  const nlohmann::json json = made;
  const auto crossed = nlohmann::json::parse(json.dump()).get<std::map<CertificateKey, Credentials>>();
  ASSERT_EQ(crossed.size(), 2U);
  EXPECT_EQ(crossed.at(key).chain_pem, "chain");
  EXPECT_EQ(crossed.at(key).key_pem, "key");
  EXPECT_EQ(crossed.at(key).root_pem, "root");
}

}  // namespace
}  // namespace tlsbench
