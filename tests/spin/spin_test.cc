// The spinning backends are what scripts/bench-self measures tlsbench with: they must be correct themselves.

#include "tests/spin/spin.h"

#include <gtest/gtest.h>

#include "tests/support/folders.h"
#include "tests/support/pair.h"
#include "tests/support/plugins.h"

namespace tlsbench {
namespace {

class SpinTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!HasPlugin("openssl")) {
      GTEST_SKIP() << "libssl-dev is not installed";
    }
  }

  // What 30 handshakes, the first of them full, cost the library and were spun for. Each must verify.
  static SpinTotals Run(int percent, Handshake handshake) {
    const SpinBackend backend(BackendOf("openssl"), "spin", percent);
    const Scenario scenario = LocalScenario(kTls13, handshake);
    const SpinTotals before = TotalsOfSpinning();
    const Pair ends = MakePair(backend, scenario, TestCredentials().at(CertificatesOf(scenario)));
    std::unique_ptr<Session> session = ends.link->RunWithRequest(nullptr).session;
    for (int i = 0; i < 30; ++i) {
      MemoryHandshake run = ends.link->Run(scenario.resumes() ? session.get() : nullptr);
      EXPECT_EQ(VerifyHandshake(scenario, run).outcome, VerificationOutcome::kVerified) << run.failure;
      session = std::move(run.session);
    }
    const SpinTotals after = TotalsOfSpinning();
    return {after.called_ns - before.called_ns, after.spun_ns - before.spun_ns};
  }
};

TEST_F(SpinTest, SpinsForItsPartOfWhatTheLibraryTook) {
  for (const Handshake handshake : {Handshake::kFull, Handshake::kTicket}) {
    const SpinTotals little = Run(3, handshake);
    EXPECT_GE(little.spun_ns, little.called_ns * 29 / 1000);  // each connection's part is rounded down
    const SpinTotals much = Run(30, handshake);
    EXPECT_GE(much.spun_ns, much.called_ns * 299 / 1000);
  }
}

TEST_F(SpinTest, TheSteadyOneNeverSpins) {
  for (const Handshake handshake : {Handshake::kFull, Handshake::kTicket}) {
    const SpinTotals totals = Run(0, handshake);
    EXPECT_GT(totals.called_ns, 0);
    EXPECT_EQ(totals.spun_ns, 0);
  }
}

TEST_F(SpinTest, ThePlugInsAreOfOneLibraryUnderTheirOwnNames) {
  const std::string real = BackendOf("openssl").library_version();
  int found = 0;
  for (const std::string& file : FindPlugins(kSpinPluginFolder)) {
    const auto plugin = LoadPlugin(file);
    ASSERT_TRUE(plugin) << plugin.error();
    EXPECT_EQ(file, std::string(kSpinPluginFolder) + "/" +
                        (plugin->backend->is_library() ? std::string(plugin->backend->name()) : "spin-null") + ".so");
    found += plugin->backend->library_version() == real ? 1 : 0;
  }
  EXPECT_EQ(found, 5);
}

TEST_F(SpinTest, WithoutWhatItWrapsThereIsNoPlugIn) {
  ASSERT_EQ(setenv("TLSBENCH_SPIN_PLUGIN", "/nowhere.so", 1), 0);
  EXPECT_FALSE(LoadPlugin(std::string(kSpinPluginFolder) + "/steady-a.so"));
  unsetenv("TLSBENCH_SPIN_PLUGIN");
}

}  // namespace
}  // namespace tlsbench
