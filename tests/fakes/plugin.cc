// One fake as a plug-in: TLSBENCH_FAKE_FAULT says which.

#include <cerrno>
#include <cstdlib>
#include <limits>
#include <string_view>

#include "tests/fakes/fake.h"

namespace {

// After how many connections the fault shows: TLSBENCH_FAKE_AFTER, and never in a program of another name than
// TLSBENCH_FAKE_PROGRAM, where that is set.
unsigned After() {
  const char* program = std::getenv("TLSBENCH_FAKE_PROGRAM");
  if (program != nullptr && std::string_view(program) != program_invocation_short_name) {
    return std::numeric_limits<unsigned>::max();
  }
  const char* text = std::getenv("TLSBENCH_FAKE_AFTER");
  return text == nullptr ? 20 : static_cast<unsigned>(std::strtoul(text, nullptr, 10));
}

}  // namespace

const tlsbench::Backend* tlsbench_backend(std::uint64_t abi) {
  static const tlsbench::FakeBackend backend(tlsbench::Fault::TLSBENCH_FAKE_FAULT, TLSBENCH_BACKEND_NAME, After());
  return abi == tlsbench::kAbi ? &backend : nullptr;
}
