// The plug-in TLSBENCH_REAL_PLUGIN under another patch level: openssl-3.0.22-debian becomes openssl-3.0.99-debian, in
// its name and in the version that the library tells. Everything else is the real library's.

#include <dlfcn.h>
#include <sys/mman.h>

#include <fstream>
#include <regex>
#include <string>

#include "bench/backend.h"

namespace tlsbench {
namespace {

std::string WithOtherPatchLevel(const std::string& text) {
  static const std::regex version(R"(([0-9]+\.[0-9]+\.)[0-9]+)");
  std::smatch match;
  return std::regex_search(text, match, version) ? match.prefix().str() + match[1].str() + "99" + match.suffix().str()
                                                 : text;
}

class PatchLevelBackend : public Backend {
 public:
  explicit PatchLevelBackend(const Backend& real)
      : real_(real),
        name_(WithOtherPatchLevel(std::string(real.name()))),
        expected_version_(WithOtherPatchLevel(std::string(real.expected_version()))) {}

  std::string_view name() const override { return name_; }
  std::string library_version() const override { return WithOtherPatchLevel(real_.library_version()); }
  std::string_view expected_version() const override { return expected_version_; }
  std::string build_flags() const override { return real_.build_flags(); }
  std::string_view linkage() const override { return real_.linkage(); }
  std::string_view build_note() const override { return real_.build_note(); }
  std::span<const Variant> variants() const override { return real_.variants(); }
  bool is_library() const override { return real_.is_library(); }
  std::optional<std::string> Unsupported(const EndpointConfig& config) const override {
    return real_.Unsupported(config);
  }
  std::unique_ptr<Context> MakeContext(const EndpointConfig& config, std::string& error) const override {
    return real_.MakeContext(config, error);
  }

 private:
  const Backend& real_;
  std::string name_;
  std::string expected_version_;
};

// Loads a copy in memory: a variant is a second image of this plug-in, and needs a second image of the real one, which
// reads its environment as it is loaded. The copy's descriptor stays open, since the loader knows images by path.
const Backend* RealBackend(std::uint64_t abi) {
  const std::string copy = "/proc/self/fd/" + std::to_string(memfd_create("patch-level", MFD_CLOEXEC));
  std::ofstream(copy, std::ios::binary) << std::ifstream(TLSBENCH_REAL_PLUGIN, std::ios::binary).rdbuf();
  void* handle = dlopen(copy.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    return nullptr;
  }
  const auto entry = reinterpret_cast<decltype(&tlsbench_backend)>(dlsym(handle, "tlsbench_backend"));
  return entry == nullptr ? nullptr : entry(abi);
}

}  // namespace
}  // namespace tlsbench

const tlsbench::Backend* tlsbench_backend(std::uint64_t abi) {
  static const tlsbench::Backend* const real = tlsbench::RealBackend(abi);
  if (abi != tlsbench::kAbi || real == nullptr) {
    return nullptr;
  }
  static const tlsbench::PatchLevelBackend backend(*real);
  return &backend;
}
