#include "bench/report/library_defaults_text.h"

#include <gtest/gtest.h>

#include "bench/backend.h"
#include "tests/support/golden.h"

namespace tlsbench {
namespace {

Behaviour Pinned(const std::string& protocol) {
  return {"pinned " + protocol, "",   protocol, "TLS_AES_128_GCM_SHA256", "x25519", "ecdsa_secp256r1_sha256", 2,
          protocol == "1.2",    true, 187};
}

Behaviour Shipped(const std::string& protocol) {
  Behaviour behaviour = Pinned(protocol);
  behaviour.setting = "as shipped " + protocol;
  return behaviour;
}

BackendInfo Library(const std::string& name, const Behaviour& pinned, const Behaviour& shipped) {
  BackendInfo info;
  info.name = name;
  info.behaviours = {pinned, shipped};
  return info;
}

BackendInfo Hybrid() {
  Behaviour shipped = Shipped("1.3");
  shipped.group = "X25519MLKEM768";
  shipped.tickets = 1;
  shipped.verifies = false;
  shipped.client_hello_bytes = 1556;
  shipped.signature_scheme = "";
  return Library("openssl-3.5.7", Pinned("1.3"), shipped);
}

BackendInfo Broken() {
  Behaviour shipped = Shipped("1.2");
  shipped.failure = "client failed: handshake_failure";
  return Library("wolfssl-4", Pinned("1.2"), shipped);
}

TEST(ParityReportGolden, Table) {
  ExpectGolden("parity.txt",
               ParityTable({Library("boringssl-14", Pinned("1.2"), Shipped("1.2")), Hybrid(), Broken()}, 100));
}

TEST(ParityReportTest, DifferencesAreSentences) {
  EXPECT_EQ(
      ParityDifferences({Hybrid()}, {kTls12, kTls13}, 400),
      "As shipped, with nothing pinned (--as-shipped):\n"
      "  - TLS 1.3: openssl-3.5.7 would use X25519MLKEM768 (pinned: x25519), 1 ticket (pinned: 2), no verification of "
      "certificates by the client, a ClientHello of 1556 bytes (pinned: 187).\n");
}

TEST(ParityReportTest, WhatDoesNotDifferIsNotSaid) {
  EXPECT_EQ(ParityDifferences({Library("a-1", Pinned("1.2"), Shipped("1.2"))}, {kTls12, kTls13}, 100), "");
  EXPECT_EQ(ParityDifferences({Hybrid()}, {kTls12}, 100), "") << "a protocol that is not measured";
  EXPECT_EQ(ParityDifferences({}, {kTls12, kTls13}, 100), "");
}

TEST(ParityReportTest, TheExtendedMasterSecretIsTls12s) {
  Behaviour without = Shipped("1.2");
  without.extended_master_secret = false;
  EXPECT_NE(ParityDifferences({Library("a-1", Pinned("1.2"), without)}, {kTls12}, 200)
                .find("a-1 would use no extended master secret."),
            std::string::npos);
}

TEST(ParityReportTest, NotesOfBuilds) {
  BackendInfo noted = Hybrid();
  noted.build_note = "without assembly";
  EXPECT_EQ(BuildNotes({noted, Broken()}, 100), "Note: openssl-3.5.7: without assembly\n");
  noted.is_library = false;
  EXPECT_EQ(BuildNotes({noted}, 100), "");
}

TEST(ParityReportTest, AFailureIsSaid) {
  EXPECT_NE(ParityDifferences({Broken()}, {kTls12}, 200).find("wolfssl-4, as shipped 1.2: client failed"),
            std::string::npos);
}

}  // namespace
}  // namespace tlsbench
