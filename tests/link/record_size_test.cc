// EndpointConfig::record_size, in every backend that can be told: the wire shows it, on both ends' way out.

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

#include "bench/plugin/loader.h"
#include "tests/support/pair.h"

namespace tlsbench {
namespace {

// What TLS 1.3 adds as it encrypts: the content type and the tag.
constexpr std::size_t kEncryption = 17;

// Makes a message that no small record holds.
const Credentials& LongChain() {
  static const Credentials credentials = MakeCredentials({Auth::kEcdsaP256, 4000}).value();
  return credentials;
}

std::vector<const Backend*> Libraries() {
  std::vector<const Backend*> backends;
  for (const std::string& file : FindPlugins(TLSBENCH_PLUGIN_DIR)) {
    if (const auto plugin = LoadPlugin(file); plugin && plugin->backend->is_library()) {
      backends.push_back(plugin->backend);
    }
  }
  return backends;
}

class RecordSizeTest : public testing::TestWithParam<const Backend*> {};

WireFacts WireOf(const Backend& backend, const Scenario& scenario) {
  const Pair pair = MakePair(backend, scenario, LongChain());
  const MemoryHandshake handshake = pair.link->Run(nullptr);
  EXPECT_EQ(handshake.failure, "");
  EXPECT_EQ(VerifyHandshake(scenario, handshake).reason, "");
  return handshake.Wire();
}

TEST_P(RecordSizeTest, IsTheMostThatARecordHolds) {
  for (const std::uint16_t protocol : {kTls12, kTls13}) {
    Scenario scenario = LocalScenario(protocol, Handshake::kFull);
    scenario.chain_bytes = 4000;
    EXPECT_GT(WireOf(*GetParam(), scenario).server_record_bytes, 1024 + kEncryption) << "as the library comes";
    for (const unsigned bytes : {512U, 1000U}) {
      scenario.record_size = bytes;
      if (const auto reason = GetParam()->Unsupported(LocalEndpoint(scenario, Role::kServer))) {
        EXPECT_NE(reason->find("records"), std::string::npos) << *reason;
        continue;
      }
      const std::size_t most = WireOf(*GetParam(), scenario).server_record_bytes;
      EXPECT_LE(most, bytes + (protocol == kTls13 ? kEncryption : 0));
      EXPECT_GT(most, bytes - 100) << "a long message fills its records";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, RecordSizeTest, testing::ValuesIn(Libraries()),
                         [](const testing::TestParamInfo<const Backend*>& one) {
                           std::string name(one.param->name());
                           std::replace_if(
                               name.begin(), name.end(), [](unsigned char ch) { return std::isalnum(ch) == 0; }, '_');
                           return name;
                         });

}  // namespace
}  // namespace tlsbench
