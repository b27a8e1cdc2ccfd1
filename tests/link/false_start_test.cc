// When a client does a False Start (RFC 7918) and when not: BoringSSL and AWS-LC ask for ALPN, GnuTLS does not. Real
// libraries, in memory.

#include <gtest/gtest.h>

#include "bench/link/memory_link.h"
#include "bench/plugin/loader.h"
#include "bench/scenario/credentials.h"
#include "bench/scenario/endpoint.h"
#include "tests/support/folders.h"
#include "tests/support/pair.h"

namespace tlsbench {
namespace {

// Whether the client could send before the server's Finished had come.
bool StartsFalsely(const Backend& backend, bool alpn, bool allowed = true) {
  static const Credentials credentials = MakeCredentials({Auth::kEcdsaP256}).value();
  const Scenario scenario = LocalScenario(kTls12, Handshake::kFalseStart);
  const std::map<CertificateKey, Credentials> made = {{CertificatesOf(scenario), credentials}};
  std::unique_ptr<Context> ends[2];
  for (const Role role : {Role::kClient, Role::kServer}) {
    EndpointConfig config = EndpointWith(scenario, role, made);
    config.alpn = alpn ? config.alpn : std::vector<std::string>();
    config.false_start = config.false_start && allowed;
    std::string error;
    ends[role == Role::kServer ? 1 : 0] = backend.MakeContext(config, error);
    EXPECT_EQ(error, "");
  }
  const MemoryHandshake handshake = MemoryLink(*ends[0], *ends[1]).RunWithRequest(nullptr);
  EXPECT_EQ(handshake.failure, "");
  EXPECT_EQ(handshake.client.alpn, alpn ? "http/1.1" : "");
  EXPECT_EQ(handshake.counts.round_trips, handshake.sent_early ? 1U : 2U);
  return handshake.sent_early;
}

TEST(FalseStartTest, WithoutAlpnThereIsNoneInBoringssl) {
  int clients = 0;
  for (const std::string& file : FindPlugins(kPluginFolder)) {
    const Plugin plugin = LoadPlugin(file).value();
    const Backend& backend = *plugin.backend;
    const Scenario scenario = LocalScenario(kTls12, Handshake::kFalseStart);
    if (!backend.is_library() || backend.Unsupported(LocalEndpoint(scenario, Role::kClient))) {
      continue;
    }
    SCOPED_TRACE(backend.name());
    const bool needs_alpn = !backend.name().starts_with("gnutls");
    EXPECT_TRUE(StartsFalsely(backend, true));
    EXPECT_EQ(StartsFalsely(backend, false), !needs_alpn);
    EXPECT_FALSE(StartsFalsely(backend, true, false)) << "nobody asked for it";
    ++clients;
  }
  EXPECT_GE(clients, 2) << "BoringSSL and GnuTLS, as Debian has them";
}

}  // namespace
}  // namespace tlsbench
