// The folders that tests read: what the build made, and data of this tree. Their paths stand in folders.cc alone, so
// that every other file of the tests compiles to the same object in every clone, and a compiler cache serves them all.

#ifndef TLSBENCH_TESTS_SUPPORT_FOLDERS_H_
#define TLSBENCH_TESTS_SUPPORT_FOLDERS_H_

namespace tlsbench {

extern const char* const kPluginFolder;            // of all libraries, and null.so
extern const char* const kFakePluginFolder;        // tests/fakes
extern const char* const kRefusedPluginFolder;     // fakes that must not load
extern const char* const kSpinPluginFolder;        // tests/spin
extern const char* const kPatchLevelPluginFolder;  // tests/patch_level
extern const char* const kGoldenFolder;            // tests/golden
extern const char* const kDataFolder;              // tests/data
extern const char* const kSeedFolder;              // tests/fuzz/seeds

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_FOLDERS_H_
