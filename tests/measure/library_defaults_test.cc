// What libraries do with pinned parameters and by themselves, measured in processes of their own.

#include "bench/measure/library_defaults.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "bench/scenario/scenario_list.h"
#include "tests/support/folders.h"
#include "tests/support/plugins.h"

namespace tlsbench {
namespace {

BackendInfo Info(const std::string& plugin) {
  BackendInfo info;
  info.name = plugin;
  info.file = PluginFile(plugin);
  return info;
}

std::vector<Behaviour> BehavioursOf(const BackendInfo& info) {
  std::vector<BackendInfo> backends = {info};
  AddBehaviours(backends, DefaultPins());
  return backends[0].behaviours;
}

const Behaviour& Find(const std::vector<Behaviour>& behaviours, const std::string& setting) {
  const auto found = std::find_if(behaviours.begin(), behaviours.end(),
                                  [&](const Behaviour& behaviour) { return behaviour.setting == setting; });
  EXPECT_NE(found, behaviours.end()) << setting;
  return *found;
}

TEST(ParityTest, PinnedEveryLibraryDoesTheSame) {
  for (const std::string& file : FindPlugins(kPluginFolder)) {
    BackendInfo info;
    info.file = file;
    info.is_library = LoadPlugin(file).value().backend->is_library();
    const std::vector<Behaviour> behaviours = BehavioursOf(info);
    ASSERT_EQ(behaviours.size(), info.is_library ? 4U : 0U) << file;
    for (const std::string version : {"1.2", "1.3"}) {
      if (!info.is_library) {
        continue;
      }
      const Behaviour& pinned = Find(behaviours, "pinned " + version);
      EXPECT_EQ(pinned.failure, "") << file;
      EXPECT_EQ(pinned.protocol, version) << file;
      EXPECT_EQ(pinned.group, "x25519") << file;
      EXPECT_EQ(pinned.signature_scheme, "ecdsa_secp256r1_sha256") << file;
      EXPECT_NE(pinned.cipher_suite.find("AES_128_GCM_SHA256"), std::string::npos) << file;
      const bool one = version == "1.2" || file.find("wolfssl-4") != std::string::npos;  // which cannot be told
      EXPECT_EQ(pinned.tickets, one ? 1U : 2U) << file;
      EXPECT_TRUE(pinned.verifies) << file;
      EXPECT_EQ(pinned.extended_master_secret, version == "1.2") << file;
      const Behaviour& shipped = Find(behaviours, "as shipped " + version);
      EXPECT_EQ(shipped.failure, "") << file;
      EXPECT_EQ(shipped.protocol, version) << file;
      EXPECT_GT(shipped.client_hello_bytes, pinned.client_hello_bytes) << file << ": it offers more";
    }
  }
}

// OpenSSL's clients verify nothing unless told, and prefer AES-256 (SSL_CTX_set_verify(3),
// SSL_CTX_set_ciphersuites(3)).
TEST(ParityTest, OpensslByItselfVerifiesNothing) {
  if (!HasPlugin("openssl")) {
    GTEST_SKIP() << "no OpenSSL here";
  }
  const std::vector<Behaviour> behaviours = BehavioursOf(Info("openssl"));
  EXPECT_FALSE(Find(behaviours, "as shipped 1.3").verifies);
  EXPECT_EQ(Find(behaviours, "as shipped 1.3").cipher_suite, "TLS_AES_256_GCM_SHA384");
}

// wolfSSL's clients refuse an unknown root unless told otherwise, but for builds with OPENSSL_COMPATIBLE_DEFAULTS, as
// Debian's is (wolfssl/options.h).
TEST(ParityTest, WhetherWolfsslByItselfVerifiesIsAMatterOfItsBuild) {
  for (const std::string& file : FindPlugins(kPluginFolder)) {
    BackendInfo info;
    info.file = file;
    info.name = LoadPlugin(file).value().backend->name();
    if (info.name.starts_with("wolfssl")) {
      const bool compatible = info.name.ends_with("-debian");
      EXPECT_EQ(Find(BehavioursOf(info), "as shipped 1.3").verifies, !compatible) << info.name;
    }
  }
}

TEST(ParityTest, WhatIsPinnedIsTheRunsOwn) {
  if (!HasPlugin("openssl")) {
    GTEST_SKIP() << "no OpenSSL here";
  }
  std::vector<Scenario> pins = {DefaultPins()[1]};
  pins[0].group = ParseGroup("secp384r1").value();
  pins[0].auth = Auth::kRsa2048;
  std::vector<BackendInfo> backends = {Info("openssl")};
  AddBehaviours(backends, pins);
  ASSERT_EQ(backends[0].behaviours.size(), 2U);
  EXPECT_EQ(Find(backends[0].behaviours, "pinned 1.3").group, "secp384r1");
  EXPECT_EQ(Find(backends[0].behaviours, "pinned 1.3").signature_scheme, "rsa_pss_rsae_sha256");
  EXPECT_EQ(Find(backends[0].behaviours, "as shipped 1.3").group, "x25519");
}

TEST(ParityTest, BothEndsHaveTheCertificatesOfTheirScenario) {
  if (!HasPlugin("openssl")) {
    GTEST_SKIP() << "no OpenSSL here";
  }
  std::vector<Scenario> pins = DefaultPins();
  pins[1].auth = Auth::kRsa2048;  // not TLS 1.2's
  pins[1].client_auth = Auth::kEcdsaP256;
  std::vector<BackendInfo> backends = {Info("openssl")};
  AddBehaviours(backends, pins);
  EXPECT_EQ(Find(backends[0].behaviours, "pinned 1.2").signature_scheme, "ecdsa_secp256r1_sha256");
  EXPECT_EQ(Find(backends[0].behaviours, "pinned 1.3").signature_scheme, "rsa_pss_rsae_sha256");
  for (const Behaviour& behaviour : backends[0].behaviours) {
    EXPECT_EQ(behaviour.failure, "") << behaviour.setting;
  }
  EXPECT_TRUE(Find(backends[0].behaviours, "pinned 1.3").verifies);
}

TEST(ParityTest, APluginThatIsLostSaysSo) {
  for (const BackendInfo& info : {Info("fake-no-context"), Info("fake-that-is-not-there")}) {
    const std::vector<Behaviour> behaviours = BehavioursOf(info);
    ASSERT_FALSE(behaviours.empty());
    for (const Behaviour& behaviour : behaviours) {
      EXPECT_NE(behaviour.failure, "") << info.name;
    }
  }
}

}  // namespace
}  // namespace tlsbench
