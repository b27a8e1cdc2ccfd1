// Each kind of handshake is itself and no other: what one witness or the wire must show of it, and what it is called if
// that is missing.

#include <gtest/gtest.h>

#include <functional>

#include "bench/verify/verify.h"
#include "tests/support/evidence.h"

namespace tlsbench {
namespace {

// Honest evidence of a kind, with what only that kind shows.
Evidence HonestKind(std::uint16_t protocol, Handshake handshake) {
  Evidence evidence = Honest(protocol, handshake);
  WireFacts& wire = evidence.wire;
  if (handshake == Handshake::kPskKe) {
    wire.group = evidence.client.group = evidence.server.group = 0;
    wire.server_share_bytes = 0;
  } else if (handshake == Handshake::kSessionId) {
    wire.offered_ticket_bytes = 0;
    wire.session_id_bytes = 32;
    wire.session_id_echoed = true;
  } else if (handshake == Handshake::kRefusedTicket) {
    (protocol == kTls13 ? wire.offered_psk : wire.client_hello) = true;
    wire.offered_ticket_bytes = protocol == kTls12 ? 192 : 0;
  }
  wire.hello_retry = evidence.scenario.hello_retry();
  wire.offered_early_data = evidence.scenario.early_data();
  wire.end_of_early_data = handshake == Handshake::kEarlyData;
  evidence.client.early_data_accepted = evidence.server.early_data_accepted = wire.end_of_early_data;
  wire.sent_early = handshake == Handshake::kFalseStart;
  return evidence;
}

struct Kind {
  std::uint16_t protocol;
  Handshake handshake;
};

constexpr Kind kKinds[] = {{kTls12, Handshake::kFull},         {kTls12, Handshake::kTicket},
                           {kTls12, Handshake::kSessionId},    {kTls12, Handshake::kRefusedTicket},
                           {kTls12, Handshake::kFalseStart},   {kTls13, Handshake::kFull},
                           {kTls13, Handshake::kTicket},       {kTls13, Handshake::kPskKe},
                           {kTls13, Handshake::kEarlyData},    {kTls13, Handshake::kRejectedEarlyData},
                           {kTls13, Handshake::kHelloRetry},   {kTls13, Handshake::kHelloRetryTicket},
                           {kTls13, Handshake::kRefusedTicket}};

TEST(VerifyKindsTest, AKindIsItselfAndNoOther) {
  for (const Kind& shown : kKinds) {
    for (const Kind& row : kKinds) {
      if (shown.protocol != row.protocol) {
        continue;
      }
      Evidence evidence = HonestKind(shown.protocol, shown.handshake);
      evidence.scenario.handshake = row.handshake;
      const Verification verification = Judge(evidence);
      EXPECT_EQ(verification.outcome == VerificationOutcome::kVerified, shown.handshake == row.handshake)
          << HandshakeName(shown.handshake) << " shown, " << HandshakeName(row.handshake)
          << " in the row: " << verification.reason;
    }
  }
}

struct Doubt {
  Kind kind;
  std::function<void(Evidence&)> change;
  VerificationOutcome outcome;
  std::string reason;
};

const Doubt kDoubts[] = {
    {{kTls13, Handshake::kPskKe},
     [](Evidence& e) { e.wire.group = kGroupX25519, e.wire.server_share_bytes = 32; },
     VerificationOutcome::kWrong,
     "it resumed with a key exchange (psk_dhe_ke)"},
    {{kTls13, Handshake::kTicket}, [](Evidence& e) { e.wire.group = 0; }, VerificationOutcome::kWrong, ""},
    {{kTls13, Handshake::kEarlyData},
     [](Evidence& e) { e.wire.end_of_early_data = false; },
     VerificationOutcome::kWrong,
     "early data was taken according to the client, not taken on the wire, taken according to the server"},
    {{kTls13, Handshake::kEarlyData},
     [](Evidence& e) { e.client.early_data_accepted = false; },
     VerificationOutcome::kWrong,
     "early data was not taken according to the client"},
    {{kTls13, Handshake::kEarlyData},
     [](Evidence& e) { e.server.early_data_accepted = false; },
     VerificationOutcome::kWrong,
     "not taken according to the server"},
    {{kTls13, Handshake::kEarlyData},
     [](Evidence& e) {
       e.wire.end_of_early_data = e.client.early_data_accepted = e.server.early_data_accepted = false;
     },
     VerificationOutcome::kDeclined,
     "the server did not take the early data"},
    {{kTls13, Handshake::kEarlyData},
     [](Evidence& e) { e.wire.offered_early_data = false; },
     VerificationOutcome::kWrong,
     "the ClientHello announces no early data"},
    {{kTls13, Handshake::kRejectedEarlyData},
     [](Evidence& e) { e.wire.end_of_early_data = e.client.early_data_accepted = e.server.early_data_accepted = true; },
     VerificationOutcome::kWrong,
     "the server took the early data that it should reject"},
    {{kTls13, Handshake::kTicket},
     [](Evidence& e) { e.wire.offered_early_data = true; },
     VerificationOutcome::kWrong,
     "the client sent early data, which this row does not have"},
    {{kTls13, Handshake::kHelloRetry},
     [](Evidence& e) { e.wire.hello_retry = false; },
     VerificationOutcome::kWrong,
     "the server sent no HelloRetryRequest"},
    {{kTls13, Handshake::kFull},
     [](Evidence& e) { e.wire.hello_retry = true; },
     VerificationOutcome::kHelloRetry,
     "HelloRetryRequest"},
    {{kTls12, Handshake::kFalseStart},
     [](Evidence& e) { e.wire.sent_early = false; },
     VerificationOutcome::kDeclined,
     "no False Start: the client could not send"},
    {{kTls12, Handshake::kFull},
     [](Evidence& e) { e.wire.sent_early = true; },
     VerificationOutcome::kWrong,
     "False Start"},
    {{kTls12, Handshake::kFull},
     [](Evidence& e) { e.wire.server_key_exchange = false; },
     VerificationOutcome::kWrong,
     "the wire shows no ServerKeyExchange"},
    {{kTls12, Handshake::kSessionId},
     [](Evidence& e) { e.wire.offered_ticket_bytes = 192; },
     VerificationOutcome::kWrong,
     "the ClientHello carries a session ticket"},
    {{kTls12, Handshake::kSessionId},
     [](Evidence& e) { e.wire.session_id_echoed = false; },
     VerificationOutcome::kWrong,
     "the server did not take the session ID"},
    {{kTls12, Handshake::kRefusedTicket},
     [](Evidence& e) { e.wire.offered_ticket_bytes = 0; },
     VerificationOutcome::kDeclined,
     "the client offered no session"},
};

TEST(VerifyKindsTest, OneThingMissingIsNamed) {
  for (const Doubt& doubt : kDoubts) {
    Evidence evidence = HonestKind(doubt.kind.protocol, doubt.kind.handshake);
    ASSERT_EQ(Judge(evidence).reason, "");
    doubt.change(evidence);
    const Verification verification = Judge(evidence);
    EXPECT_EQ(verification.outcome, doubt.outcome) << HandshakeName(doubt.kind.handshake) << verification.reason;
    EXPECT_NE(verification.reason.find(doubt.reason), std::string::npos)
        << HandshakeName(doubt.kind.handshake) << ": " << verification.reason;
  }
}

TEST(VerifyKindsTest, ATicketThatWasReadAfterAllIsNoRefusedOne) {
  for (const std::uint16_t protocol : {kTls12, kTls13}) {
    Evidence evidence = HonestKind(protocol, Handshake::kTicket);
    evidence.scenario.handshake = Handshake::kRefusedTicket;
    EXPECT_EQ(Judge(evidence).outcome, VerificationOutcome::kWrong);
    EXPECT_EQ(Judge(evidence).reason, "the server read the ticket that it should not be able to");
  }
}

TEST(VerifyKindsTest, StaticRsaHasNoServerKeyExchange) {
  constexpr std::uint16_t kStaticRsa = 0x009c;  // TLS_RSA_WITH_AES_128_GCM_SHA256
  Evidence evidence = Honest(kTls12, Handshake::kFull);
  evidence.scenario.auth = Auth::kRsa2048;
  evidence.scenario.group = evidence.client.group = evidence.server.group = evidence.wire.group = 0;
  for (std::uint16_t* suite : {&evidence.scenario.cipher_suite, &evidence.client.cipher_suite,
                               &evidence.server.cipher_suite, &evidence.wire.cipher_suite}) {
    *suite = kStaticRsa;
  }
  evidence.client.signature_scheme = 0;
  evidence.client.peer_key = KeyType::kRsa;
  evidence.client.peer_key_bits = 2048;
  evidence.wire.server_key_exchange = false;
  EXPECT_EQ(Judge(evidence).reason, "");
  EXPECT_EQ(KeyExchangeName(evidence.wire), "RSA");
  evidence.wire.server_key_exchange = true;
  EXPECT_NE(Judge(evidence).reason.find("the wire shows a ServerKeyExchange"), std::string::npos);
}

TEST(VerifyKindsTest, TheClientsCertificateIsTheServersWord) {
  for (const std::uint16_t protocol : {kTls12, kTls13}) {
    Evidence evidence = Honest(protocol, Handshake::kFull);
    evidence.scenario.client_auth = Auth::kRsa2048;
    EXPECT_EQ(Judge(evidence).reason, "the client's certificate is none according to the server, not rsa-2048");
    evidence.server.peer_key = KeyType::kRsa;
    evidence.server.peer_key_bits = 2048;
    evidence.wire.client_certificate = evidence.wire.certificate_request = protocol == kTls12;
    EXPECT_EQ(Judge(evidence).reason, "");
    evidence.scenario.client_auth = Auth::kNone;
    EXPECT_EQ(Judge(evidence).reason, "the client's certificate is rsa-2048 according to the server, not none");
  }
  Evidence silent = Honest(kTls12, Handshake::kFull);
  silent.wire.client_certificate = true;
  EXPECT_EQ(Judge(silent).reason, "the wire shows a certificate of the client");
}

TEST(VerifyKindsTest, MiddleboxCompatibilityShowsOnTheWire) {
  Evidence evidence = Honest(kTls13, Handshake::kFull);
  WireFacts& wire = evidence.wire;
  wire.session_id_bytes = 32;
  wire.client_changed_cipher = wire.server_changed_cipher = true;
  evidence.scenario.middlebox = Middlebox::kOn;
  EXPECT_EQ(Judge(evidence).reason, "");
  evidence.scenario.middlebox = Middlebox::kOff;
  EXPECT_NE(Judge(evidence).reason.find("the wire shows middlebox compatibility"), std::string::npos);
  wire.session_id_bytes = 0;
  wire.client_changed_cipher = wire.server_changed_cipher = false;
  EXPECT_EQ(Judge(evidence).reason, "");
  evidence.scenario.middlebox = Middlebox::kOn;
  EXPECT_NE(Judge(evidence).reason.find("the wire shows no middlebox compatibility"), std::string::npos);
}

TEST(VerifyKindsTest, SwitchesOfTheClientHello) {
  Evidence evidence = Honest(kTls13, Handshake::kFull);
  evidence.scenario.grease = true;
  EXPECT_EQ(Judge(evidence).reason, "the ClientHello has no GREASE");
  evidence.wire.grease = true;
  EXPECT_EQ(Judge(evidence).reason, "");
  evidence.scenario.certificate_compression = true;
  EXPECT_EQ(Judge(evidence).reason, "the ClientHello does not offer to take compressed certificates");
  evidence.wire.offered_compression = true;
  EXPECT_EQ(Judge(evidence).reason, "");
}

// TLS 1.3 adds 17 bytes to a record as it encrypts it.
TEST(VerifyKindsTest, RecordsHoldNoMoreThanWasAsked) {
  for (const std::uint16_t protocol : {kTls12, kTls13}) {
    Evidence evidence = Honest(protocol, Handshake::kFull);
    evidence.wire.client_record_bytes = evidence.wire.server_record_bytes = 20000;
    EXPECT_EQ(Judge(evidence).reason, "") << "nothing was asked";
    evidence.scenario.record_size = 1024;
    const std::size_t most = protocol == kTls13 ? 1041 : 1024;
    evidence.wire.client_record_bytes = evidence.wire.server_record_bytes = most;
    EXPECT_EQ(Judge(evidence).reason, "");
    evidence.wire.client_record_bytes = most + 1;
    EXPECT_NE(Judge(evidence).reason.find("a record of the client"), std::string::npos);
    evidence.wire.client_record_bytes = most;
    evidence.wire.server_record_bytes = most + 1;
    EXPECT_NE(Judge(evidence).reason.find("a record of the server"), std::string::npos);
    EXPECT_EQ(Verify(evidence.scenario, evidence.client, nullptr, evidence.wire).reason, "") << "a target's own affair";
  }
}

TEST(VerifyKindsTest, KeyExchangesHaveNames) {
  const auto named = [](std::uint16_t protocol, std::uint16_t suite, std::uint16_t group, bool psk = false) {
    WireFacts wire;
    wire.protocol = protocol;
    wire.cipher_suite = suite;
    wire.group = group;
    wire.selected_psk = psk;
    return KeyExchangeName(wire);
  };
  EXPECT_EQ(named(kTls12, 0xc02b, 29), "ECDHE");
  EXPECT_EQ(named(kTls12, 0x009e, 0), "DHE");
  EXPECT_EQ(named(kTls12, 0x009c, 0), "RSA");
  EXPECT_EQ(named(kTls13, 0x1301, 29), "ECDHE");
  EXPECT_EQ(named(kTls13, 0x1301, 256), "DHE");
  EXPECT_EQ(named(kTls13, 0x1301, kGroupX25519Mlkem768), "ECDHE") << "with something added";
  EXPECT_EQ(named(kTls13, 0x1301, 513), "ML-KEM");
  EXPECT_EQ(named(kTls13, 0x1301, 0, true), "PSK");
}

// A target's right; of our own servers it is their ALPN that is wrong.
TEST(VerifyKindsTest, WithoutAlpnATargetBringsNoFalseStart) {
  Evidence evidence = HonestKind(kTls12, Handshake::kFalseStart);
  evidence.wire.sent_early = false;
  evidence.client.alpn = evidence.server.alpn = "";
  const Verification remote = Verify(evidence.scenario, evidence.client, nullptr, evidence.wire);
  EXPECT_EQ(remote.outcome, VerificationOutcome::kDeclined);
  EXPECT_EQ(remote.reason, "no False Start: the server chose no protocol by ALPN");
  EXPECT_EQ(Judge(evidence).outcome, VerificationOutcome::kWrong);
}

TEST(VerifyKindsTest, PskModesHaveNames) {
  EXPECT_EQ(PskModeName(HonestKind(kTls13, Handshake::kPskKe).wire), "psk_ke");
  EXPECT_EQ(PskModeName(HonestKind(kTls13, Handshake::kTicket).wire), "psk_dhe_ke");
  EXPECT_EQ(PskModeName(HonestKind(kTls13, Handshake::kFull).wire), "");
  EXPECT_EQ(PskModeName(HonestKind(kTls12, Handshake::kTicket).wire), "");
}

}  // namespace
}  // namespace tlsbench
