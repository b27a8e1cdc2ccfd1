#include "bench/os/file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

namespace tlsbench {

tl::expected<std::string, std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  const bool empty = file.peek() == std::ifstream::traits_type::eof();  // inserting nothing would count as a failure
  if (!file.is_open() || file.bad() || (!empty && !(text << file.rdbuf()))) {
    return tl::unexpected(fmt::format("cannot read {}: {}", path, std::strerror(errno != 0 ? errno : EIO)));
  }
  return text.str();
}

TemporaryFolder::TemporaryFolder(std::string_view prefix) {
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::temp_directory_path(error);
  if (error) {
    failure_ = fmt::format("there is no folder for temporary files: {}", error.message());
    return;
  }
  std::string name = parent / fmt::format("{}XXXXXX", prefix);
  if (mkdtemp(name.data()) != nullptr) {
    path_ = name;
  } else {
    failure_ = fmt::format("cannot make a folder {}: {}", name, std::strerror(errno));
  }
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path_.empty()) {
    std::filesystem::remove_all(path_, ignored);
  }
}

std::string TemporaryFolder::File(std::string_view name) const { return fmt::format("{}/{}", path_, name); }

}  // namespace tlsbench
