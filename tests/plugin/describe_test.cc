#include "bench/plugin/describe.h"

#include <gtest/gtest.h>

#include "bench/os/process.h"
#include "bench/plugin/backend_info.h"
#include "tests/support/plugins.h"
#include "tests/support/read_all.h"

namespace tlsbench {
namespace {

tl::expected<BackendInfo, std::string> Described(const std::string& file) {
  auto output = Pipe::Make().value();
  DescribePlugin(file, output.write.get());
  output.write.Close();
  return DecodeBackendInfo(ReadAll(output.read.get()));
}

TEST(DescribePluginTest, APluginSaysWhatItIs) {
  const BackendInfo info = Described(PluginFile("fake-honest")).value();
  EXPECT_EQ(info.name, "fake-honest");
  EXPECT_EQ(info.file, PluginFile("fake-honest"));
  EXPECT_EQ(info.library_version, "fake 1.0");
  EXPECT_EQ(info.linkage, "static");
  EXPECT_EQ(info.build_note, "for tests");
  EXPECT_TRUE(info.is_library);
  EXPECT_TRUE(info.capabilities.empty()) << "that is asked for apart";
}

}  // namespace
}  // namespace tlsbench
