// Plug-ins are what they claim, or they are refused with words.

#include "bench/plugin/loader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/support/folders.h"

namespace tlsbench {
namespace {

namespace fs = std::filesystem;

std::string Refusal(const std::string& file) {
  const auto plugin = LoadPlugin(file);
  return plugin ? "loaded" : plugin.error();
}

bool Contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

const std::string kPlugins = kPluginFolder;
const std::string kRefused = kRefusedPluginFolder;

TEST(RegistryTest, LoadsEveryPluginAndEachIsItself) {
  const std::vector<std::string> files = FindPlugins(kPlugins);
  ASSERT_FALSE(files.empty());
  for (const std::string& file : files) {
    const auto plugin = LoadPlugin(file);
    ASSERT_TRUE(plugin) << plugin.error();
    const Backend& backend = *plugin->backend;
    EXPECT_TRUE(Contains(backend.library_version(), std::string(backend.expected_version()))) << file;
    EXPECT_TRUE(backend.linkage() == "static" || backend.linkage() == "shared") << file;
    EXPECT_EQ(plugin->file, file);
    const bool brings_libraries =
        std::any_of(plugin->library_files.begin(), plugin->library_files.end(),
                    [](auto& name) { return Contains(name, "ssl") || Contains(name, "gnutls"); });
    EXPECT_EQ(brings_libraries, backend.linkage() == "shared") << file;
  }
}

TEST(RegistryTest, NamesAreUnlike) {
  std::vector<std::string_view> names;
  for (const std::string& file : FindPlugins(kPlugins)) {
    names.push_back(LoadPlugin(file).value().backend->name());
  }
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

TEST(RegistryTest, AMissingFileDoesNotLoad) {
  EXPECT_TRUE(Contains(Refusal("/nonexistent/plugin.so"), "/nonexistent/plugin.so does not load: "));
}

TEST(RegistryTest, AFileOfWordsDoesNotLoad) {
  const std::string file = testing::TempDir() + "tlsbench-words.so";
  std::ofstream(file) << "not a library\n";
  EXPECT_TRUE(Contains(Refusal(file), "does not load: ")) << Refusal(file);
  fs::remove(file);
}

TEST(RegistryTest, AnotherLibraryIsNoPlugin) {
  EXPECT_EQ(Refusal("libm.so.6"), "libm.so.6 is not a tlsbench plug-in: it exports no tlsbench_backend");
}

TEST(RegistryTest, APluginOfAnotherAbiIsRefused) {
  EXPECT_TRUE(Contains(Refusal(kRefused + "/fake-stale.so"), "was built for another version of tlsbench"))
      << Refusal(kRefused + "/fake-stale.so");
}

TEST(RegistryTest, AnotherLibraryThanThePluginWasBuiltForIsRefused) {
  EXPECT_TRUE(Contains(Refusal(kRefused + "/fake-wrong-version.so"),
                       "was built for fake 2.0, but the library in this process calls itself fake 1.0"))
      << Refusal(kRefused + "/fake-wrong-version.so");
}

TEST(RegistryTest, FindsPluginsInOrderAndNothingElse) {
  const fs::path folder = fs::path(testing::TempDir()) / "tlsbench-plugins";
  fs::create_directory(folder);
  for (const char* name : {"b.so", "a.so", "notes.txt", "c.so.bak"}) {
    std::ofstream(folder / name) << "";
  }
  EXPECT_EQ(FindPlugins(folder), (std::vector<std::string>{folder / "a.so", folder / "b.so"}));
  fs::remove_all(folder);
  EXPECT_TRUE(FindPlugins(folder).empty());
}

TEST(RegistryTest, ThePluginFolderIsBesideTheExecutableUnlessNamed) {
  unsetenv("TLSBENCH_BACKENDS");
  EXPECT_EQ(PluginFolder(), (fs::read_symlink("/proc/self/exe").parent_path() / "backends").string());
  setenv("TLSBENCH_BACKENDS", "/elsewhere", 1);
  EXPECT_EQ(PluginFolder(), "/elsewhere");
  setenv("TLSBENCH_BACKENDS", "", 1);
  EXPECT_NE(PluginFolder(), "") << "set and empty is not set";
}

}  // namespace
}  // namespace tlsbench
