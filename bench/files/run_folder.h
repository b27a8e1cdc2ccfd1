// Writes the folder of a run: every file is opened before the work begins, rows are appended as they come, and each row
// is a whole line on disk before the next one is written. A failed write (a full disk) is reported once and loses no
// measurement: the run goes on and the table is still printed. One thread.

#ifndef TLSBENCH_BENCH_FILES_RUN_FOLDER_H_
#define TLSBENCH_BENCH_FILES_RUN_FOLDER_H_

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "bench/os/process.h"

namespace tlsbench {

// Writes one file; its errors name the file.
class OutputFile {
 public:
  static tl::expected<OutputFile, std::string> Create(const std::string& path);

  // Adds to the end. Keeps the text of the first failure; appending after a failure does nothing.
  void Append(std::string_view text);

  // Replaces the whole file; if that fails the old version stays. Do not mix it with Append, except for a first header.
  void Replace(std::string_view text);

  const std::string& failure() const { return failure_; }

 private:
  std::string path_;
  Fd fd_;
  std::string failure_;
};

struct RunFolder {
  std::string path;
  OutputFile summary;
  OutputFile rounds;
  OutputFile flights;
  OutputFile run;
  OutputFile report;   // the printed report, written when the run has ended
  OutputFile samples;  // used if `with_samples`
  bool with_samples = false;

  // Makes the folder and its files. Refuses a folder that already holds a run.
  static tl::expected<RunFolder, std::string> Create(const std::string& path, bool with_samples);

  // Returns the error of the first file that could not be written; empty if there is none.
  std::string failure() const;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_FILES_RUN_FOLDER_H_
