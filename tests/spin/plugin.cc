// One spinning backend as a plug-in: TLSBENCH_SPIN_PERCENT says how much. What it wraps is the plug-in file that the
// environment variable TLSBENCH_SPIN_PLUGIN names, else OpenSSL's of the same build. All of one process wrap one image.

#include <dlfcn.h>

#include <cstdlib>

#include "tests/spin/spin.h"

namespace {

const tlsbench::Backend* RealBackend(std::uint64_t abi) {
  const char* named = std::getenv("TLSBENCH_SPIN_PLUGIN");
  void* handle = dlopen(named != nullptr ? named : TLSBENCH_SPIN_DEFAULT_PLUGIN, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    return nullptr;
  }
  const auto entry = reinterpret_cast<decltype(&tlsbench_backend)>(dlsym(handle, "tlsbench_backend"));
  return entry == nullptr ? nullptr : entry(abi);
}

}  // namespace

const tlsbench::Backend* tlsbench_backend(std::uint64_t abi) {
  const tlsbench::Backend* const real = abi == tlsbench::kAbi ? RealBackend(abi) : nullptr;
  if (real == nullptr) {
    return nullptr;
  }
  static const tlsbench::SpinBackend backend(*real, TLSBENCH_BACKEND_NAME, TLSBENCH_SPIN_PERCENT);
  return &backend;
}
