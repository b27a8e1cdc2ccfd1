#include "tests/support/folders.h"

namespace tlsbench {

const char* const kPluginFolder = TLSBENCH_BUILD_FOLDER "/backends";
const char* const kFakePluginFolder = TLSBENCH_BUILD_FOLDER "/fake-backends";
const char* const kRefusedPluginFolder = TLSBENCH_BUILD_FOLDER "/refused-backends";
const char* const kSpinPluginFolder = TLSBENCH_BUILD_FOLDER "/spin-backends";
const char* const kPatchLevelPluginFolder = TLSBENCH_BUILD_FOLDER "/patch-level-backends";
const char* const kGoldenFolder = TLSBENCH_SOURCE_FOLDER "/tests/golden";
const char* const kDataFolder = TLSBENCH_SOURCE_FOLDER "/tests/data";
const char* const kSeedFolder = TLSBENCH_SOURCE_FOLDER "/tests/fuzz/seeds";

}  // namespace tlsbench
