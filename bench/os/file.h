// Whole files, and folders that live as long as an object. Any thread.

#ifndef TLSBENCH_BENCH_OS_FILE_H_
#define TLSBENCH_BENCH_OS_FILE_H_

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace tlsbench {

// A whole file, or one line that says why not.
tl::expected<std::string, std::string> ReadFile(const std::string& path);

// A private folder (mode 0700) where temporary files go; it and what is in it go with the object.
class TemporaryFolder {
 public:
  // `prefix` begins its name: "tlsbench-".
  explicit TemporaryFolder(std::string_view prefix);
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  const std::string& path() const { return path_; }        // empty if it could not be made
  const std::string& failure() const { return failure_; }  // then the reason in words
  std::string File(std::string_view name) const;

 private:
  std::string path_;
  std::string failure_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_OS_FILE_H_
