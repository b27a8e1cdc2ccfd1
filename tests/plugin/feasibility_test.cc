#include "bench/plugin/feasibility.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>

#include "bench/plugin/capability_list.h"
#include "bench/scenario/scenario_list.h"
#include "tests/support/pair.h"
#include "tests/support/plugins.h"

namespace tlsbench {
namespace {

const std::string kReason = "the null backend's messages are those of full handshakes and of plain tickets";

TEST(UnsupportedTest, BothEndsAreOneReasonOrTwo) {
  EXPECT_EQ((Unsupported{"", ""}.Both()), "");
  EXPECT_EQ((Unsupported{"no", "no"}.Both()), "no");
  EXPECT_EQ((Unsupported{"no", ""}.Both()), "as client: no");
  EXPECT_EQ((Unsupported{"", "no"}.Both()), "as server: no");
  EXPECT_EQ((Unsupported{"no", "never"}.Both()), "as client: no; as server: never");
}

TEST(UnsupportedTest, AProcessIsAskedAndAnswersInOrder) {
  const auto answers = AskUnsupported(
      PluginFile("fake-honest"), {LocalScenario(kTls13, Handshake::kPskKe), LocalScenario(kTls13, Handshake::kFull)});
  ASSERT_TRUE(answers) << answers.error();
  EXPECT_EQ((*answers)[0].client, kReason);
  EXPECT_EQ((*answers)[0].server, kReason);
  EXPECT_EQ((*answers)[1].Both(), "");
}

TEST(UnsupportedTest, APluginThatDoesNotAnswerIsAnError) {
  const auto answers = AskUnsupported("/nonexistent.so", {Scenario()});
  ASSERT_FALSE(answers);
  EXPECT_EQ(answers.error(), "/nonexistent.so crashed or hung when it was asked what it can do");
  EXPECT_FALSE(AskCapabilities("/nonexistent.so"));
}

TEST(UnsupportedTest, CapabilitiesAreEveryKindInOrder) {
  const auto capabilities = AskCapabilities(PluginFile("fake-honest"));
  ASSERT_TRUE(capabilities) << capabilities.error();
  ASSERT_EQ(capabilities->size(), Kinds().size());
  EXPECT_EQ(capabilities->front().group, "handshakes");
  EXPECT_EQ(capabilities->front().kind, "1.2 full");
  EXPECT_EQ(capabilities->front().reason, "");
}

TEST(UnsupportedTest, TheProcessSaysALineForEachRole) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const Scenario can = LocalScenario(kTls13, Handshake::kFull);
  const Scenario cannot = LocalScenario(kTls13, Handshake::kPskKe);
  EXPECT_EQ(SayUnsupported(PluginFile("fake-honest"), EncodeScenarios({can, cannot}), ends[1]), 0);
  EXPECT_EQ(SayUnsupported("/nonexistent.so", EncodeScenarios({can}), ends[1]), 1);
  EXPECT_EQ(SayUnsupported(PluginFile("fake-honest"), "no scenarios", ends[1]), 1);
  close(ends[1]);
  std::string text(4096, 0);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(0, read(ends[0], text.data(), text.size()))));
  close(ends[0]);
  EXPECT_EQ(text, "\n\n" + kReason + "\n" + kReason + "\n");
}

}  // namespace
}  // namespace tlsbench
