// The options of one command: what each is called, where its value goes, and what --help says of it. The files of this
// room fill an OptionSet; only option_set.cc knows the parser behind it (CLI11), whose header takes seconds to compile.
// One thread.

#ifndef TLSBENCH_BENCH_CLI_OPTION_SET_H_
#define TLSBENCH_BENCH_CLI_OPTION_SET_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tlsbench {

struct PrintText {  // --help, --version: to stdout, exit 0
  std::string text;
};
struct UsageError {  // one line to stderr, exit 2
  std::string words;
};

// Where a value goes. It outlives the OptionSet, and keeps what it holds if the option is not given.
using OptionTarget =
    std::variant<bool*, std::string*, std::vector<std::string>*, double*, int*, std::uint64_t*, std::optional<double>*>;

struct Option {
  std::string name;  // "--time"; without dashes: the operands
  OptionTarget target;
  std::string type;  // what --help shows for a value; of a flag nothing
  std::string help;
  char delimiter = '\0';  // between the values of a list
};

class OptionSet {
 public:
  OptionSet(std::string description, std::string program) : description_(description), program_(program) {}

  void Flag(const std::string& name, bool& target, const std::string& help);
  void Value(const std::string& name, OptionTarget target, const std::string& type, const std::string& help);
  // Words between commas, or one after another.
  void List(const std::string& name, std::vector<std::string>& target, const std::string& help);
  void Version(const std::string& text) { version_ = text; }
  // Two options that cannot be given together.
  void Exclude(const std::string& one, const std::string& other) { exclusive_.emplace_back(one, other); }

  // Fills the targets from the words; the answer instead, if they ask for help or the version, or hold a mistake.
  std::optional<std::variant<PrintText, UsageError>> Parse(std::vector<std::string> words) const;

 private:
  std::string description_, program_, version_;
  std::vector<Option> options_;  // in the order of --help
  std::vector<std::pair<std::string, std::string>> exclusive_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_CLI_OPTION_SET_H_
