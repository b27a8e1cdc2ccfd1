// Reads whole files, and makes folders that live as long as an object. Any thread.

#ifndef TLSBENCH_BENCH_OS_FILE_H_
#define TLSBENCH_BENCH_OS_FILE_H_

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace tlsbench {

// Returns the whole file; the error is one line that says why it cannot be read.
tl::expected<std::string, std::string> ReadFile(const std::string& path);

// Owns a private folder (mode 0700) for temporary files. The destructor removes it with everything in it.
class TemporaryFolder {
 public:
  // `prefix` begins its name: "tlsbench-".
  explicit TemporaryFolder(std::string_view prefix);
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  const std::string& path() const { return path_; }        // empty if the folder could not be made
  const std::string& failure() const { return failure_; }  // the reason for that, one line
  std::string File(std::string_view name) const;

 private:
  std::string path_;
  std::string failure_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_OS_FILE_H_
