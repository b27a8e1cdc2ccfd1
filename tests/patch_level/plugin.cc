// The plug-in TLSBENCH_REAL_PLUGIN under another patch level: openssl-3.0.22-debian becomes openssl-3.0.99-debian, in
// its name and in the version that the library tells. Everything else is the real library's.

#include <dlfcn.h>
#include <sys/mman.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <string_view>

#include "bench/backend.h"

namespace tlsbench {
namespace {

constexpr std::string_view kDigits = "0123456789";

// The position behind a number that begins at `at` and its dot; npos if no such thing stands there.
std::size_t AfterNumberAndDot(const std::string& text, std::size_t at) {
  const std::size_t end = text.find_first_not_of(kDigits, at);
  return end != at && end < text.size() && text[end] == '.' ? end + 1 : std::string::npos;
}

// Replaces the last number of the first version. (Without std::regex, of which GCC 12 warns under the sanitizers.)
std::string WithOtherPatchLevel(const std::string& text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t minor = AfterNumberAndDot(text, at);
    const std::size_t patch = minor == std::string::npos ? minor : AfterNumberAndDot(text, minor);
    if (patch < text.size() && kDigits.find(text[patch]) != std::string::npos) {
      return text.substr(0, patch) + "99" + text.substr(std::min(text.find_first_not_of(kDigits, patch), text.size()));
    }
  }
  return text;
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
