// The hidden modes, entered as the tool enters them: this program is started again.

#include "bench/child_modes.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

#include "bench/measure/library_defaults.h"
#include "bench/os/process.h"
#include "bench/plugin/backend_info.h"
#include "bench/scenario/scenario_list.h"
#include "tests/support/plugins.h"

namespace tlsbench {
namespace {

tl::expected<std::string, std::string> Start(const std::vector<std::string>& arguments) {
  SpawnOptions options;
  options.arguments = arguments;
  options.arguments.insert(options.arguments.begin(), "/proc/self/exe");
  return RunCommand(options);
}

TEST(ModesTest, WhatIsNoHiddenModeReturns) {
  RunHiddenMode({});
  RunHiddenMode({"run", "--internal-worker"});
  RunHiddenMode({"--internal"});
}

TEST(ModesTest, DescribesAPlugin) {
  const auto output = Start({"--internal-describe", PluginFile("fake-honest")});
  ASSERT_TRUE(output) << output.error();
  EXPECT_EQ(DecodeBackendInfo(*output).value().name, "fake-honest");
  EXPECT_TRUE(DecodeBackendInfo(*output).value().capabilities.empty());
}

TEST(ModesTest, SaysWhatAPluginCannotDo) {
  const auto output = Start({"--internal-unsupported", PluginFile("fake-honest"), EncodeScenarios(DefaultPins())});
  ASSERT_TRUE(output) << output.error();
  EXPECT_EQ(*output, "\n\n\n\n") << "a line for each end of two scenarios";
}

TEST(ModesTest, APluginThatDoesNotLoadIsAnErrorInWords) {
  const auto output = Start({"--internal-describe", "/nonexistent.so"});
  ASSERT_FALSE(output);
  EXPECT_NE(output.error().find("error: /nonexistent.so does not load"), std::string::npos) << output.error();
}

TEST(ModesTest, WorkerAndServerEndWhenNobodyTalksToThem) {
  for (const char* mode : {"--internal-worker", "--internal-server"}) {
    const auto output = Start({mode});
    ASSERT_FALSE(output);
    EXPECT_EQ(output.error(), "/proc/self/exe failed: ") << mode;
  }
}

TEST(ModesTest, MeasuresParity) {
  const auto output = Start({"--internal-parity", PluginFile("fake-honest"), "pinned", EncodeScenarios(DefaultPins())});
  ASSERT_TRUE(output) << output.error();
  EXPECT_EQ(DecodeBehaviour(output->substr(0, output->find('\n'))).value().setting, "pinned 1.2");
}

TEST(ModesTest, NoMaskOfTheUsersReachesALibrary) {
  setenv("OPENSSL_ia32cap", "~0x200000200000000", 1);
  PrepareProcess();
  EXPECT_EQ(std::getenv("OPENSSL_ia32cap"), nullptr);
}

TEST(ModesTest, NoConfigurationOfTheSystemReachesALibrary) {
  EXPECT_STREQ(std::getenv("OPENSSL_CONF"), "/dev/null");
  EXPECT_STREQ(std::getenv("GNUTLS_SYSTEM_PRIORITY_FILE"), "/dev/null");
  EXPECT_EQ(std::signal(SIGPIPE, SIG_IGN), SIG_IGN);
}

}  // namespace
}  // namespace tlsbench
