#include "bench/files/run_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace tlsbench {

namespace fs = std::filesystem;

tl::expected<OutputFile, std::string> OutputFile::Create(const std::string& path) {
  constexpr mode_t kMode = 0644;
  OutputFile file;
  file.path_ = path;
  file.fd_ = Fd(open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, kMode));
  if (!file.fd_.valid()) {
    return tl::unexpected(
        fmt::format("cannot write {}: {}; name another folder with --out", path, std::strerror(errno)));
  }
  return file;
}

void OutputFile::Append(std::string_view text) {
  if (failure_.empty() && !WriteAll(fd_.get(), text)) {
    failure_ = fmt::format("cannot write {}: {}; what stands in it up to here is good", path_, std::strerror(errno));
  }
}

// Writes a new file beside the old one and renames it, so that there is always one whole version.
void OutputFile::Replace(std::string_view text) {
  constexpr mode_t kMode = 0644;
  const std::string part = path_ + ".part";
  const Fd fd(open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kMode));
  if (fd.valid() && WriteAll(fd.get(), text) && rename(part.c_str(), path_.c_str()) == 0) {
    failure_.clear();
    return;
  }
  failure_ = fmt::format("cannot write {}: {}; it holds what was written before", path_, std::strerror(errno));
  unlink(part.c_str());
}

tl::expected<RunFolder, std::string> RunFolder::Create(const std::string& path, bool with_samples) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) {
    return tl::unexpected(fmt::format("cannot make the folder {}: {}; name another with --out", path, error.message()));
  }
  RunFolder folder;
  folder.path = path;
  folder.with_samples = with_samples;
  const std::string summary_path = path + "/summary.csv";
  if (fs::is_regular_file(summary_path, error) && fs::file_size(summary_path, error) > 0) {
    return tl::unexpected(fmt::format("{} already holds a run; name another folder with --out", path));
  }
  const std::pair<std::string, OutputFile*> files[] = {{summary_path, &folder.summary},
                                                       {path + "/rounds.csv", &folder.rounds},
                                                       {path + "/flights.csv", &folder.flights},
                                                       {path + "/run.json", &folder.run},
                                                       {path + "/report.txt", &folder.report}};
  for (const auto& [name, file] : files) {
    auto created = OutputFile::Create(name);
    if (!created) {
      return tl::unexpected(created.error());
    }
    *file = std::move(*created);
  }
  if (with_samples) {
    auto created = OutputFile::Create(path + "/samples.csv");
    if (!created) {
      return tl::unexpected(created.error());
    }
    folder.samples = std::move(*created);
  }
  return folder;
}

std::string RunFolder::failure() const {
  for (const OutputFile* file : {&summary, &rounds, &flights, &run, &report, &samples}) {
    if (!file->failure().empty()) {
      return file->failure();
    }
  }
  return "";
}

}  // namespace tlsbench
