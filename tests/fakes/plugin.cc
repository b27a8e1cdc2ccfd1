// One fake as a plug-in: TLSBENCH_FAKE_FAULT says which.

#include <cstdlib>

#include "tests/fakes/fake.h"

namespace {

unsigned After() {
  const char* text = std::getenv("TLSBENCH_FAKE_AFTER");
  return text == nullptr ? 20 : static_cast<unsigned>(std::strtoul(text, nullptr, 10));
}

}  // namespace

const tlsbench::Backend* tlsbench_backend(std::uint64_t abi) {
  static const tlsbench::FakeBackend backend(tlsbench::Fault::TLSBENCH_FAKE_FAULT, TLSBENCH_BACKEND_NAME, After());
  return abi == tlsbench::kAbi ? &backend : nullptr;
}
