// Two ends of one backend for a local scenario, and the memory link between them. For tests.

#ifndef TLSBENCH_TESTS_SUPPORT_PAIR_H_
#define TLSBENCH_TESTS_SUPPORT_PAIR_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "bench/link/memory_link.h"
#include "bench/scenario/credentials.h"
#include "bench/scenario/endpoint.h"
#include "bench/scenario/scenario.h"
#include "bench/verify/verify.h"
#include "bench/wire/wire_facts.h"

namespace tlsbench {

struct Pair {
  std::unique_ptr<Context> client;
  std::unique_ptr<Context> server;
  std::unique_ptr<MemoryLink> link;
};

inline Scenario LocalScenario(std::uint16_t protocol, Handshake handshake) {
  const Auth auth = Auth::kEcdsaP256;
  return {protocol, handshake, auth, DefaultCipherSuite(protocol, auth), kGroupX25519};
}

// Fakes need no credentials.
inline Pair MakePair(const Backend& backend, const Scenario& scenario, const Credentials& credentials = {}) {
  EndpointConfig client = LocalEndpoint(scenario, Role::kClient);
  client.trust_anchors_pem = credentials.root_pem;
  EndpointConfig server = LocalEndpoint(scenario, Role::kServer);
  server.certificate_chain_pem = credentials.chain_pem;
  server.private_key_pem = credentials.key_pem;
  std::string error;
  Pair pair;
  pair.client = backend.MakeContext(client, error);
  pair.server = backend.MakeContext(server, error);
  EXPECT_EQ(error, "");
  pair.link = std::make_unique<MemoryLink>(*pair.client, *pair.server);
  return pair;
}

inline Verification VerifyHandshake(const Scenario& scenario, const MemoryHandshake& handshake) {
  return Verify(scenario, handshake.client, &handshake.server, ReadWire(handshake.from_client, handshake.from_server));
}

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_PAIR_H_
