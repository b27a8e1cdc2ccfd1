#include "bench/plugin/describe.h"

#include "bench/os/process.h"
#include "bench/plugin/loader.h"
#include "bench/scenario/endpoint.h"

namespace tlsbench {
int DescribePlugin(const std::string& file, int out) {
  const auto plugin = LoadPlugin(file);
  if (!plugin) {
    WriteAll(out, "error: " + plugin.error() + "\n");
    return 1;
  }
  const Backend& backend = *plugin->backend;
  BackendInfo info;
  info.name = backend.name();
  info.file = file;
  info.library_version = backend.library_version();
  info.linkage = backend.linkage();
  info.build_flags = backend.build_flags();
  info.build_note = backend.build_note();
  info.is_library = backend.is_library();
  info.library_files = plugin->library_files;
  for (const Variant& variant : backend.variants()) {
    info.variants.push_back(
        {std::string(variant.name), std::string(variant.environment), std::string(variant.description)});
  }
  return WriteAll(out, Encode(info)) ? 0 : 1;
}

}  // namespace tlsbench
