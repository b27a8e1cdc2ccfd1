// Every kind of handshake of the capability table, in every backend that says it can, with itself in memory: run a few
// times and verified each time, as a row of its own would be. And what a backend cannot do it says in words. A new kind
// comes from bench/plugin/capability_list.cc, a new backend from the plug-in folder, and neither is a line here.

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "bench/measure/memory_runner.h"
#include "bench/plugin/capability_list.h"
#include "bench/plugin/loader.h"
#include "bench/scenario/credentials.h"
#include "bench/scenario/endpoint.h"
#include "tests/support/folders.h"

namespace tlsbench {
namespace {

constexpr unsigned kHandshakes = 5;

std::vector<const Backend*> Libraries() {
  std::vector<const Backend*> libraries;
  for (const std::string& file : FindPlugins(kPluginFolder)) {
    const auto plugin = LoadPlugin(file);
    if (plugin && plugin->backend->is_library()) {
      libraries.push_back(plugin->backend);
    }
  }
  return libraries;
}

// Of every kind, made once. What cannot be made on this machine is not there.
const std::map<CertificateKey, Credentials>& AllCredentials() {
  static const auto* const all = [] {
    auto* made = new std::map<CertificateKey, Credentials>;
    for (const Kind& kind : Kinds()) {
      for (const CertificateKey& key : {CertificatesOf(kind.scenario), ClientCertificatesOf(kind.scenario)}) {
        if (key.auth == Auth::kNone || made->count(key) != 0) {
          continue;
        }
        if (auto credentials = MakeCredentials(key)) {
          (*made)[key] = std::move(*credentials);
        }
      }
    }
    return made;
  }();
  return *all;
}

bool HasCredentials(const Scenario& scenario) {
  const bool client =
      scenario.client_auth == Auth::kNone || AllCredentials().count(ClientCertificatesOf(scenario)) != 0;
  return client && AllCredentials().count(CertificatesOf(scenario)) != 0;
}

std::unique_ptr<Context> MakeContext(const Backend& backend, const Scenario& scenario, Role role) {
  std::string error;
  auto context = backend.MakeContext(EndpointWith(scenario, role, AllCredentials()), error);
  EXPECT_EQ(error, "");
  return context;
}

void ExpectVerified(const Backend& backend, const Scenario& scenario) {
  auto client = MakeContext(backend, scenario, Role::kClient);
  auto server = MakeContext(backend, scenario, Role::kServer);
  const bool refused = scenario.handshake == Handshake::kRefusedTicket;
  auto issuer = refused ? MakeContext(backend, scenario, Role::kServer) : nullptr;
  ASSERT_TRUE(client && server);
  MemoryTrial trial(scenario, std::move(client), std::move(server), std::move(issuer));
  const auto end = trial.Begin();
  ASSERT_FALSE(end) << end->reason;
  const Round round = trial.RunRound(kHandshakes);
  EXPECT_EQ(round.verified, round.handshakes) << round.reason;
  EXPECT_GT(round.verified, 0U) << round.reason;
}

class KindsConformanceTest : public testing::TestWithParam<const Backend*> {};

TEST_P(KindsConformanceTest, WhatItSaysItCanIsVerified) {
  for (const Kind& kind : Kinds()) {
    SCOPED_TRACE(kind.name);
    for (const Role role : {Role::kClient, Role::kServer}) {
      const auto reason = GetParam()->Unsupported(LocalEndpoint(kind.scenario, role));
      EXPECT_TRUE(!reason || reason->size() > 10) << "no words";
    }
    const bool can = !GetParam()->Unsupported(LocalEndpoint(kind.scenario, Role::kClient)) &&
                     !GetParam()->Unsupported(LocalEndpoint(kind.scenario, Role::kServer));
    if (can && HasCredentials(kind.scenario)) {
      ExpectVerified(*GetParam(), kind.scenario);
    }
  }
}

std::string LibraryName(const testing::TestParamInfo<const Backend*>& info) {
  std::string name(info.param->name());
  std::replace_if(
      name.begin(), name.end(), [](unsigned char ch) { return std::isalnum(ch) == 0; }, '_');
  return name;
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(KindsConformanceTest);
INSTANTIATE_TEST_SUITE_P(All, KindsConformanceTest, testing::ValuesIn(Libraries()), LibraryName);

}  // namespace
}  // namespace tlsbench
