#include "bench/measure/contexts.h"

#include <gtest/gtest.h>

#include "tests/support/pair.h"
#include "tests/support/plugins.h"

namespace tlsbench {
namespace {

class ContextsTest : public testing::Test {
 protected:
  ContextsTest() {
    for (const char* name : {"fake-honest", "fake-null", "fake-no-context"}) {
      inputs_.plugins.push_back(PluginFile(name));
    }
    inputs_.plugins.emplace_back("/nonexistent.so");
    inputs_.credentials = TestCredentials();
  }

  static Cell CellOf(const std::string& client, const std::string& server) {
    Cell cell;
    cell.scenario = LocalScenario(kTls13, Handshake::kFull);
    cell.client = client;
    cell.server = server;
    return cell;
  }

  RunInputs inputs_;
};

TEST_F(ContextsTest, BothEndsOfACellGetTheirs) {
  const Contexts contexts(inputs_);
  const Cell cell = CellOf("fake-honest", "fake-honest");
  EXPECT_FALSE(contexts.WhyNone(cell));
  const auto client = contexts.MakeClient(cell);
  const auto server = contexts.MakeServer(cell);
  ASSERT_TRUE(client && server);
  MemoryLink link(**client, **server);
  EXPECT_EQ(link.Run(nullptr).client.protocol, kTls13);
}

TEST_F(ContextsTest, OnlyWhatWasLoadedIsFound) {
  const Contexts contexts(inputs_);
  ASSERT_NE(contexts.Find("fake-honest"), nullptr);
  EXPECT_EQ(contexts.Find("fake-honest")->name(), "fake-honest");
  EXPECT_EQ(contexts.Find("nobody"), nullptr);
  const auto context = contexts.MakeClient(CellOf("nobody", "nobody"));
  ASSERT_FALSE(context);
  EXPECT_EQ(context.error().status, Status::kFailed);
  EXPECT_EQ(context.error().reason, "the plug-in of nobody did not load");
}

TEST_F(ContextsTest, ABackendWithoutCryptographyMeetsOnlyItself) {
  const Contexts contexts(inputs_);
  EXPECT_FALSE(contexts.WhyNone(CellOf("null", "null")));
  const auto end = contexts.WhyNone(CellOf("fake-honest", "null"));
  ASSERT_TRUE(end);
  EXPECT_EQ(end->status, Status::kUnsupported);
  EXPECT_EQ(end->reason, "a backend without cryptography meets only itself");
}

TEST_F(ContextsTest, WhatTheRfcsExcludeIsUnsupported) {
  Cell cell = CellOf("fake-honest", "fake-honest");
  cell.scenario = LocalScenario(kTls12, Handshake::kEarlyData);
  const auto end = Contexts(inputs_).WhyNone(cell);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->status, Status::kUnsupported);
  EXPECT_EQ(end->reason, WhyImpossible(cell.scenario, false));
}

TEST_F(ContextsTest, ARefusalIsInTheLibrarysWords) {
  const auto context = Contexts(inputs_).MakeServer(CellOf("fake-no-context", "fake-no-context"));
  ASSERT_FALSE(context);
  EXPECT_EQ(context.error().status, Status::kFailed);
  EXPECT_EQ(context.error().reason, "fake-no-context made no context: scripted refusal of the configuration");
}

}  // namespace
}  // namespace tlsbench
