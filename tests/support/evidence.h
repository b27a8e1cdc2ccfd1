// What three witnesses say of an honest handshake, for tests of the proof to spoil.

#ifndef TLSBENCH_TESTS_SUPPORT_EVIDENCE_H_
#define TLSBENCH_TESTS_SUPPORT_EVIDENCE_H_

#include "bench/verify/verify.h"
#include "tests/support/pair.h"

namespace tlsbench {

// A handshake that is what its row says.
struct Evidence {
  Scenario scenario;
  Negotiated client;
  Negotiated server;
  WireFacts wire;
};

inline Evidence Honest(std::uint16_t protocol, Handshake handshake) {
  Evidence evidence;
  evidence.scenario = LocalScenario(protocol, handshake);
  const bool resumed = evidence.scenario.resumes();
  Negotiated& client = evidence.client;
  client.alpn = "http/1.1";
  client.protocol = protocol;
  client.cipher_suite = evidence.scenario.cipher_suite;
  client.group = kGroupX25519;
  client.resumed = resumed;
  evidence.server = client;
  client.signature_scheme = resumed ? 0 : PinnedSignatureScheme(protocol, Auth::kEcdsaP256);
  client.peer_key = KeyType::kEcdsa;
  client.peer_key_bits = 256;
  WireFacts& wire = evidence.wire;
  wire.client_hello = wire.server_hello = wire.server_changed_cipher = true;
  wire.protocol = protocol;
  wire.cipher_suite = evidence.scenario.cipher_suite;
  wire.group = protocol == kTls13 || !resumed ? kGroupX25519 : 0;
  if (protocol == kTls13) {
    wire.client_shares = {{kGroupX25519, 32}};
    wire.server_share_bytes = 32;
  }
  wire.certificate = wire.server_key_exchange = protocol == kTls12 && !resumed;
  wire.offered_psk = wire.selected_psk = protocol == kTls13 && resumed;
  wire.offered_ticket_bytes = protocol == kTls12 && resumed ? 192 : 0;
  return evidence;
}

inline Verification Judge(const Evidence& evidence) {
  return Verify(evidence.scenario, evidence.client, &evidence.server, evidence.wire);
}

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_EVIDENCE_H_
