// main() of the tests that start workers or servers: those are this same program, in a hidden mode.

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "bench/child_modes.h"

namespace {

// Gives every case the environment that the program was begun with: all of a program run in one process.
class EnvironmentKeeper : public testing::EmptyTestEventListener {
 public:
  EnvironmentKeeper() {
    for (char** entry = environ; *entry != nullptr; ++entry) {
      entries_.emplace_back(*entry);
    }
  }

  void OnTestEnd(const testing::TestInfo& /*test*/) override {
    clearenv();
    for (const std::string& entry : entries_) {
      const std::size_t end = entry.find('=');
      setenv(entry.substr(0, end).c_str(), entry.substr(end + 1).c_str(), 1);
    }
  }

 private:
  std::vector<std::string> entries_;
};

}  // namespace

int main(int argc, char** argv) {
  tlsbench::PrepareProcess();
  tlsbench::RunHiddenMode({argv + 1, argv + argc});
  testing::InitGoogleTest(&argc, argv);
  testing::UnitTest::GetInstance()->listeners().Append(new EnvironmentKeeper);
  return RUN_ALL_TESTS();
}
