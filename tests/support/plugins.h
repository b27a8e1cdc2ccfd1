// Plug-ins by the name of their file, real ones and fakes, and credentials made once in a process. For tests.

#ifndef TLSBENCH_TESTS_SUPPORT_PLUGINS_H_
#define TLSBENCH_TESTS_SUPPORT_PLUGINS_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "bench/plugin/loader.h"
#include "bench/scenario/credentials.h"
#include "bench/scenario/endpoint.h"
#include "bench/scenario/scenario.h"
#include "tests/support/folders.h"

namespace tlsbench {

inline std::string PluginFile(const std::string& name) {
  const bool fake = name.rfind("fake-", 0) == 0;
  return (fake ? kFakePluginFolder : kPluginFolder) + ("/" + name + ".so");
}

// A real library that is not installed here has no plug-in.
inline bool HasPlugin(const std::string& name) { return std::filesystem::exists(PluginFile(name)); }

inline const Backend& BackendOf(const std::string& plugin) { return *LoadPlugin(PluginFile(plugin)).value().backend; }

inline const std::map<CertificateKey, Credentials>& TestCredentials() {
  static const std::map<CertificateKey, Credentials> credentials = {
      {{Auth::kEcdsaP256}, MakeCredentials({Auth::kEcdsaP256}).value()}};
  return credentials;
}

inline EndpointConfig TestClient(const Scenario& scenario) {
  EndpointConfig config = LocalEndpoint(scenario, Role::kClient);
  config.trust_anchors_pem = TestCredentials().at(CertificatesOf(scenario)).root_pem;
  return config;
}

inline EndpointConfig TestServer(const Scenario& scenario) {
  EndpointConfig config = LocalEndpoint(scenario, Role::kServer);
  config.certificate_chain_pem = TestCredentials().at(CertificatesOf(scenario)).chain_pem;
  config.private_key_pem = TestCredentials().at(CertificatesOf(scenario)).key_pem;
  return config;
}

inline std::unique_ptr<Context> MakeTestContext(const Backend& backend, const EndpointConfig& config) {
  std::string error;
  auto context = backend.MakeContext(config, error);
  EXPECT_EQ(error, "");
  return context;
}

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_PLUGINS_H_
