// Finds plug-ins, loads them, and refuses those that are not what they claim. Used only in worker and server processes:
// the parent loads no TLS library. Plug-ins are never unloaded. Not thread safe.

#ifndef TLSBENCH_BENCH_PLUGIN_LOADER_H_
#define TLSBENCH_BENCH_PLUGIN_LOADER_H_

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "bench/backend.h"

namespace tlsbench {

struct Plugin {
  const Backend* backend = nullptr;        // lives as long as the process
  std::string file;                        // the plug-in itself; FILE@VARIANT for a variant
  std::vector<std::string> library_files;  // shared libraries that came with it
};

// Returns the plug-in files in a folder, sorted; empty if there is no such folder.
std::vector<std::string> FindPlugins(const std::string& folder);

// Returns the folder of the plug-ins: $TLSBENCH_BACKENDS if set, else backends/ beside the executable.
std::string PluginFolder();

// Loads one plug-in and checks its ABI and that the library in this process is the one it was built for. FILE@VARIANT
// loads a copy of the file under the variant's environment: a library reads its environment once, when it is loaded,
// and a path that is opened twice is loaded only once. The error is one line.
tl::expected<Plugin, std::string> LoadPlugin(const std::string& file);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_PLUGIN_LOADER_H_
