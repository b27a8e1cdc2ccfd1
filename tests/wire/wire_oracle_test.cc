// tshark as the oracle of wire/wire_facts.cc: what we read off real handshakes of every library, tshark reads too.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "bench/plugin/loader.h"
#include "bench/scenario/credentials.h"
#include "bench/wire/wire_facts.h"
#include "tests/support/folders.h"
#include "tests/support/oracle.h"
#include "tests/support/pair.h"

namespace tlsbench {
namespace {

Buffer Copy(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

std::string Hex(Bytes bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += fmt::format("{:02x}", byte);
  }
  return text;
}

void CompareMessages(const Oracle& oracle, const WireFacts& wire) {
  const std::string client_extensions = oracle.Client("tls.handshake.extension.type");
  const std::string server_extensions = oracle.Server("tls.handshake.extension.type");
  const std::string server_messages = oracle.Server("tls.handshake.type");
  EXPECT_EQ(oracle.Client("tls.handshake.random"), "," + Hex(wire.client_random) + ",");
  EXPECT_EQ(oracle.Server("tls.handshake.ciphersuite"), fmt::format(",0x{:04x},", wire.cipher_suite));
  EXPECT_EQ(Holds(client_extensions, "41"), wire.offered_psk);
  EXPECT_EQ(Holds(server_extensions, "41"), wire.selected_psk);
  EXPECT_EQ(Holds(server_messages, "11"), wire.certificate);
  EXPECT_EQ(Holds(server_messages, "4"), wire.new_session_ticket);
}

void CompareTls13(const Oracle& oracle, const WireFacts& wire) {
  EXPECT_EQ(oracle.Server("tls.handshake.extensions.supported_version"), ",0x0304,");
  EXPECT_EQ(oracle.Server("tls.handshake.extensions_key_share_group"), fmt::format(",{},", wire.group));
}

void CompareTls12(const Oracle& oracle, const WireFacts& wire, bool resumes) {
  const std::string curve = oracle.Server("tls.handshake.server_named_curve");
  EXPECT_EQ(curve, wire.group == 0 ? "," : fmt::format(",0x{:04x},", wire.group));
  const std::string lengths = oracle.Client("tls.handshake.extension.len");
  EXPECT_EQ(wire.offered_ticket_bytes != 0, resumes);
  EXPECT_TRUE(!resumes || Holds(lengths, std::to_string(wire.offered_ticket_bytes)));
}

void CompareWithOracle(const MemoryHandshake& handshake, const Scenario& scenario) {
  const std::size_t hello = 5 + (std::size_t{handshake.from_client[3]} << 8) + handshake.from_client[4];
  const Oracle oracle({{'O', Copy(handshake.from_client.first(hello))},
                       {'I', Copy(handshake.from_server)},
                       {'O', Copy(handshake.from_client.subspan(hello))}});
  const WireFacts wire = ReadWire(handshake.from_client, handshake.from_server);
  CompareMessages(oracle, wire);
  if (scenario.tls13()) {
    CompareTls13(oracle, wire);
  } else {
    CompareTls12(oracle, wire, scenario.resumes());
  }
}

TEST(WireOracleTest, TsharkReadsTheSame) {
  const Credentials credentials = MakeCredentials({Auth::kEcdsaP256}).value();
  int compared = 0;
  for (const std::string& file : FindPlugins(kPluginFolder)) {
    const Plugin plugin = LoadPlugin(file).value();
    for (const std::uint16_t protocol : {kTls12, kTls13}) {
      const Scenario scenario{protocol, Handshake::kTicket, Auth::kEcdsaP256,
                              DefaultCipherSuite(protocol, Auth::kEcdsaP256), kGroupX25519};
      if (!plugin.backend->is_library()) {
        continue;
      }
      SCOPED_TRACE(fmt::format("{} {}", plugin.backend->name(), ProtocolName(protocol)));
      const Pair ends = MakePair(*plugin.backend, scenario, credentials);
      MemoryHandshake full = ends.link->RunWithRequest(nullptr);
      ASSERT_EQ(full.failure, "");
      CompareWithOracle(full, {protocol, Handshake::kFull});
      const std::unique_ptr<Session> session = std::move(full.session);
      const MemoryHandshake resumed = ends.link->RunWithRequest(session.get());
      ASSERT_EQ(resumed.failure, "");
      CompareWithOracle(resumed, scenario);
      compared += 2;
    }
  }
  EXPECT_GE(compared, 12) << "three libraries, two protocols, full and resumed";
}

}  // namespace
}  // namespace tlsbench
