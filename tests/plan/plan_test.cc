#include "bench/plan/plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "bench/scenario/credentials.h"
#include "tests/support/sample_backends.h"

namespace tlsbench {
namespace {

std::vector<Cell> Plan(const RunOptions& options) { return PlanCells(options, SampleList()).value(); }

std::set<std::pair<std::string, std::string>> Pairs(const std::vector<Cell>& cells) {
  std::set<std::pair<std::string, std::string>> pairs;
  for (const Cell& cell : cells) {
    pairs.emplace(cell.client, cell.server);
  }
  return pairs;
}

TEST(PlanTest, ByDefaultEachLibraryMeetsItselfAndTheNullBackendIsNoResult) {
  const std::vector<Cell> cells = Plan({});
  EXPECT_EQ(cells.size(), 3U * 2 * 2 * 2);
  EXPECT_EQ(Pairs(cells), (std::set<std::pair<std::string, std::string>>{{"boringssl-13", "boringssl-13"},
                                                                         {"openssl-3.0.22", "openssl-3.0.22"},
                                                                         {"openssl-3.5.7", "openssl-3.5.7"}}));
}

TEST(PlanTest, ClientsAndServersMakeTheMatrix) {
  RunOptions options;
  options.clients = {"openssl"};
  options.servers = {"boringssl", "openssl-3.5.7"};
  EXPECT_EQ(Pairs(Plan(options)).size(), 4U);
}

TEST(PlanTest, AVariantMeetsItself) {
  BackendList list = SampleList();
  list.backends[2].variants = {{"noaes", "OPENSSL_ia32cap=~0x2", "no AES instructions"}};
  RunOptions options;
  options.backends = {"openssl-3.0.22", "openssl-3.0.22@noaes"};
  EXPECT_EQ(Pairs(PlanCells(options, list).value()).size(), 2U);
}

TEST(PlanTest, WhatCellsNeedLoaded) {
  BackendList list = SampleList();
  list.backends[2].variants = {{"noaes", "", ""}};
  RunOptions options;
  options.clients = {"openssl-3.0.22@noaes"};
  options.servers = {"boringssl"};
  std::vector<std::string> names;
  for (const BackendInfo& info : BackendsOf(PlanCells(options, list).value(), list)) {
    names.push_back(info.name);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"boringssl-13", "null", "openssl-3.0.22@noaes"}));
}

TEST(PlanTest, AsShippedPinsOnlyWhatIsNamed) {
  RunOptions options;
  options.as_shipped = true;
  for (const Cell& cell : Plan(options)) {
    EXPECT_TRUE(cell.scenario.as_shipped);
    EXPECT_EQ(cell.scenario.group, 0);
    EXPECT_EQ(cell.scenario.cipher_suite, 0);
  }
  options.axes["group"] = {"secp256r1"};
  EXPECT_EQ(Plan(options).front().scenario.group, kGroupSecp256r1);
}

TEST(PlanTest, ALocalScenarioIsPinnedWhole) {
  RunOptions options;
  options.axes["auth"] = {"ecdsa-p256", "rsa-2048"};
  for (const Cell& cell : Plan(options)) {
    EXPECT_EQ(cell.scenario.group, kGroupX25519);
    EXPECT_EQ(cell.scenario.cipher_suite, DefaultCipherSuite(cell.scenario.protocol, cell.scenario.auth));
  }
}

TEST(PlanTest, ChainsAreAnAxisBesideCertificatesAndATargetHasNone) {
  RunOptions options;
  options.axes["auth"] = {"ecdsa-p256", "rsa-2048"};
  options.axes["chain-bytes"] = {"20000", "45000"};
  std::set<CertificateKey> keys;
  const std::vector<Cell> cells = Plan(options);
  std::transform(cells.begin(), cells.end(), std::inserter(keys, keys.end()),
                 [](const Cell& cell) { return CertificatesOf(cell.scenario); });
  EXPECT_EQ(
      keys,
      (std::set<CertificateKey>{
          {Auth::kEcdsaP256, 20000}, {Auth::kEcdsaP256, 45000}, {Auth::kRsa2048, 20000}, {Auth::kRsa2048, 45000}}));
  EXPECT_EQ(Plan({}).front().scenario.chain_bytes, 0U);
  options.target = HostPort{"h", 443};
  EXPECT_EQ(Plan(options).front().scenario.chain_bytes, 0U);
}

TEST(PlanTest, ATargetIsTheOnlyLinkAndPinsNothingUnasked) {
  RunOptions options;
  options.target = HostPort{"h", 8443};
  const std::vector<Cell> cells = Plan(options);
  EXPECT_EQ(cells.size(), 3U * 2 * 2);
  for (const Cell& cell : cells) {
    EXPECT_EQ(cell.server, "");
    EXPECT_EQ(cell.target, "h:8443");
    EXPECT_EQ(cell.link, LinkKind::kTarget);
    EXPECT_EQ(cell.scenario.group, 0);
    EXPECT_EQ(cell.scenario.cipher_suite, 0);
  }
}

TEST(PlanTest, ASuiteGoesToTheProtocolAndCertificateItIsFor) {
  RunOptions options;
  options.axes["cipher"] = {"TLS_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"};
  options.axes["auth"] = {"ecdsa-p256", "rsa-2048"};
  for (const Cell& cell : Plan(options)) {
    const bool rsa = cell.scenario.auth == Auth::kRsa2048;
    EXPECT_EQ(cell.scenario.cipher_suite, cell.scenario.tls13() ? 0x1302 : rsa ? 0xc030 : 0xc02c);
  }
}

// A row of another suite than was asked for would be a lie; a row less would be a silence.
TEST(PlanTest, ASuiteThatDoesNotFitIsKeptToBeReported) {
  RunOptions options;
  options.axes["cipher"] = {"TLS_AES_256_GCM_SHA384"};
  for (const Cell& cell : Plan(options)) {
    EXPECT_EQ(cell.scenario.cipher_suite, 0x1302);
    EXPECT_EQ(!WhyImpossible(cell.scenario, false), cell.scenario.tls13());
  }
  options.axes["protocol"] = {"1.2"};
  EXPECT_FALSE(PlanCells(options, SampleList())) << "nothing that was asked can be";
}

TEST(PlanTest, NothingFoundIsSaidWithTheReason) {
  const auto cells = PlanCells({}, {{Info("null", false)}, {"x.so does not load"}});
  ASSERT_FALSE(cells);
  EXPECT_NE(cells.error().find("x.so does not load"), std::string::npos);
}

}  // namespace
}  // namespace tlsbench
