// A process that has OpenSSL's shared library loaded already, as no tlsbench process has: the symbols of a second
// shared library with that API bind to the first, and the two become one in silence. Each plug-in loaded here must
// either be the library it was built for or be refused.

#include <dlfcn.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "bench/plugin/loader.h"
#include "tests/support/folders.h"

namespace tlsbench {
namespace {

TEST(PollutedProcessTest, ASharedLibraryThatBecameAnotherIsRefused) {
  const auto version = reinterpret_cast<const char* (*)(int)>(dlsym(RTLD_DEFAULT, "OpenSSL_version"));
  ASSERT_NE(version, nullptr) << "this process is not polluted, and the test proves nothing";
  const std::string polluter = version(0);
  int refused = 0;
  for (const std::string& file : FindPlugins(kPluginFolder)) {
    const auto plugin = LoadPlugin(file);
    if (plugin) {
      const std::string told = plugin->backend->library_version();
      EXPECT_NE(told.find(plugin->backend->expected_version()), std::string::npos) << file << ": " << told;
      continue;
    }
    ++refused;
    EXPECT_NE(plugin.error().find("but the library in this process calls itself " + polluter), std::string::npos)
        << plugin.error();
  }
  EXPECT_EQ(refused, TLSBENCH_HAS_BORINGSSL) << "BoringSSL comes as a shared library with OpenSSL's symbols";
}

TEST(PollutedProcessTest, AStaticPluginKeepsItsOwnLibrary) {
  const auto plugin = LoadPlugin(std::string(kPluginFolder) + "/openssl.so");
  ASSERT_TRUE(plugin) << plugin.error();
  EXPECT_EQ(plugin->backend->linkage(), "static");
}

}  // namespace
}  // namespace tlsbench
