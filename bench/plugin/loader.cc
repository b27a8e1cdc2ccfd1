#include "bench/plugin/loader.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <link.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <system_error>

#include "bench/os/process.h"

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

// Returns the objects that the last dlopen loaded, without the plug-in itself.
std::vector<std::string> NewObjects(const std::vector<std::string>& before, const std::string& plugin) {
  std::vector<std::string> added;
  for (const std::string& name : LoadedObjects()) {
    if (name != plugin && std::find(before.begin(), before.end(), name) == before.end()) {
      added.push_back(name);
    }
  }
  return added;
}

// Wraps a backend under its variant's name. Contexts come from the library's own backend: no measured call passes
// through this class.
class VariantBackend : public Backend {
 public:
  VariantBackend(const Backend& backend, const Variant& variant)
      : backend_(backend), name_(fmt::format("{}@{}", backend.name(), variant.name)) {}

  std::string_view name() const override { return name_; }
  std::string library_version() const override { return backend_.library_version(); }
  std::string_view expected_version() const override { return backend_.expected_version(); }
  std::string build_flags() const override { return backend_.build_flags(); }
  std::string_view linkage() const override { return backend_.linkage(); }
  std::string_view build_note() const override { return backend_.build_note(); }
  bool is_library() const override { return backend_.is_library(); }
  std::optional<std::string> Unsupported(const EndpointConfig& config) const override {
    return backend_.Unsupported(config);
  }
  std::unique_ptr<Context> MakeContext(const EndpointConfig& config, std::string& error) const override {
    return backend_.MakeContext(config, error);
  }

 private:
  const Backend& backend_;
  std::string name_;
};

// Sets one environment variable for as long as it lives.
class ScopedEnvironment {
 public:
  explicit ScopedEnvironment(std::string_view assignment) : name_(assignment.substr(0, assignment.find('='))) {
    if (const char* before = std::getenv(name_.c_str())) {
      before_ = before;
    }
    setenv(name_.c_str(), std::string(assignment.substr(name_.size() + 1)).c_str(), 1);
  }
  ScopedEnvironment(const ScopedEnvironment&) = delete;
  ScopedEnvironment& operator=(const ScopedEnvironment&) = delete;
  ~ScopedEnvironment() {
    if (before_) {
      setenv(name_.c_str(), before_->c_str(), 1);
    } else {
      unsetenv(name_.c_str());
    }
  }

 private:
  std::string name_;
  std::optional<std::string> before_;
};

// Makes a copy in memory. Its descriptor is never closed: the dynamic loader also identifies objects by path, and a
// reused descriptor number would give two objects one path.
tl::expected<std::string, std::string> CopyOf(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const int fd = memfd_create("tlsbench-variant", MFD_CLOEXEC);
  if (!in || fd < 0 || !WriteAll(fd, bytes)) {
    return tl::unexpected(fmt::format("{} cannot be copied for a variant", file));
  }
  return fmt::format("/proc/self/fd/{}", fd);
}

tl::expected<const Backend*, std::string> OpenImage(const std::string& path, const std::string& file) {
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
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
  return backend;
}

tl::expected<Plugin, std::string> LoadVariant(const std::string& file, const std::string& name) {
  const auto plain = OpenImage(file, file);
  if (!plain) {
    return tl::unexpected(plain.error());
  }
  const auto variants = (*plain)->variants();
  const auto variant = std::find_if(variants.begin(), variants.end(), [&](auto& known) { return known.name == name; });
  if (variant == variants.end()) {
    return tl::unexpected(fmt::format("{} has no variant {}", (*plain)->name(), name));
  }
  const auto copy = CopyOf(file);
  if (!copy) {
    return tl::unexpected(copy.error());
  }
  const ScopedEnvironment environment(variant->environment);
  const auto masked = OpenImage(*copy, file);
  if (!masked) {
    return tl::unexpected(masked.error());
  }
  static auto* const kept = new std::deque<VariantBackend>;  // lives as long as the process, like every plug-in
  return Plugin{&kept->emplace_back(**masked, *variant), fmt::format("{}@{}", file, name), {}};
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
  const std::size_t at = file.rfind('@');
  if (at != std::string::npos && !fs::exists(file)) {
    return LoadVariant(file.substr(0, at), file.substr(at + 1));
  }
  const std::vector<std::string> before = LoadedObjects();
  const auto backend = OpenImage(file, file);
  if (!backend) {
    return tl::unexpected(backend.error());
  }
  return Plugin{*backend, file, NewObjects(before, file)};
}

}  // namespace tlsbench
