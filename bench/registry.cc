#include "bench/registry.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <link.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace tlsbench {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> LoadedObjects() {
  std::vector<std::string> names;
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t /*size*/, void* result) {
        static_cast<std::vector<std::string>*>(result)->emplace_back(info->dlpi_name);
        return 0;
      },
      &names);
  return names;
}

// The objects that came with the last dlopen, without the plug-in itself.
std::vector<std::string> NewObjects(const std::vector<std::string>& before, const std::string& plugin) {
  std::vector<std::string> added;
  for (const std::string& name : LoadedObjects()) {
    if (name != plugin && std::find(before.begin(), before.end(), name) == before.end()) {
      added.push_back(name);
    }
  }
  return added;
}

}  // namespace

std::vector<std::string> FindPlugins(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".so") {
      files.push_back(entry.path().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string PluginFolder() {
  const char* named = std::getenv("TLSBENCH_BACKENDS");
  if (named != nullptr && *named != '\0') {
    return named;
  }
  std::error_code error;
  return (fs::read_symlink("/proc/self/exe", error).parent_path() / "backends").string();
}

tl::expected<Plugin, std::string> LoadPlugin(const std::string& file) {
  const std::vector<std::string> before = LoadedObjects();
  void* handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    return tl::unexpected(fmt::format("{} does not load: {}", file, dlerror()));
  }
  const auto entry = reinterpret_cast<decltype(&tlsbench_backend)>(dlsym(handle, "tlsbench_backend"));
  if (entry == nullptr) {
    return tl::unexpected(fmt::format("{} is not a tlsbench plug-in: it exports no tlsbench_backend", file));
  }
  const Backend* backend = entry(kAbi);
  if (backend == nullptr) {
    return tl::unexpected(fmt::format("{} was built for another version of tlsbench; build it again", file));
  }
  // Two shared libraries with equal symbols in one process silently become one.
  if (backend->library_version().find(backend->expected_version()) == std::string::npos) {
    return tl::unexpected(fmt::format("{} was built for {}, but the library in this process calls itself {}", file,
                                      backend->expected_version(), backend->library_version()));
  }
  return Plugin{backend, file, NewObjects(before, file)};
}

}  // namespace tlsbench
