// Collects the mistakes of a command line: only the first one is reported, and ends the tool. Used by the files of this
// room. Plain data (any thread).

#ifndef TLSBENCH_BENCH_CLI_MISTAKES_H_
#define TLSBENCH_BENCH_CLI_MISTAKES_H_

#include <optional>
#include <string>

namespace tlsbench {

class Mistakes {
 public:
  // Notes a mistake, in one line, unless `good` is true or a mistake was noted before.
  void Check(bool good, const std::string& mistake) { first_ = first_ || good ? first_ : mistake; }

  const std::optional<std::string>& first() const { return first_; }

 private:
  std::optional<std::string> first_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_CLI_MISTAKES_H_
