#include "bench/plugin/describe.h"

#include <gtest/gtest.h>

#include "bench/os/process.h"
#include "bench/plugin/capability_list.h"
#include "bench/worker/messages.h"
#include "tests/support/plugins.h"
#include "tests/support/read_all.h"

namespace tlsbench {
namespace {

tl::expected<BackendInfo, std::string> Described(const std::string& file, Detail detail) {
  auto output = Pipe::Make().value();
  DescribePlugin(file, detail, output.write.get());
  output.write.Close();
  return DecodeBackendInfo(ReadAll(output.read.get()));
}

TEST(DescribePluginTest, APluginSaysWhatItIsAndCan) {
  const BackendInfo info = Described(PluginFile("fake-honest"), Detail::kCapabilities).value();
  EXPECT_EQ(info.name, "fake-honest");
  EXPECT_EQ(info.file, PluginFile("fake-honest"));
  EXPECT_EQ(info.library_version, "fake 1.0");
  EXPECT_EQ(info.linkage, "static");
  EXPECT_EQ(info.build_note, "for tests");
  EXPECT_TRUE(info.is_library);
  ASSERT_EQ(info.capabilities.size(), Kinds().size());
  EXPECT_EQ(info.capabilities[0].group, "handshakes");
  EXPECT_EQ(info.capabilities[0].kind, "1.2 full");
  EXPECT_EQ(info.capabilities[0].reason, "");
}

TEST(DescribePluginTest, WhatAPluginCanDoIsAskedOnlyIfItIsWanted) {
  EXPECT_TRUE(Described(PluginFile("fake-honest"), Detail::kIdentity).value().capabilities.empty());
}

}  // namespace
}  // namespace tlsbench
