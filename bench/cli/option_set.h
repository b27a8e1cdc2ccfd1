// Holds the options of one command: their names, where their values go, and their text in --help. The files of this
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
  std::string error;
};

// Points to where a value goes. The target must outlive the OptionSet, and keeps its value if the option is not given.
using OptionTarget =
    std::variant<bool*, std::string*, std::vector<std::string>*, double*, int*, std::uint64_t*, std::optional<double>*>;

struct Option {
  std::string name;  // "--time"; without dashes: the operands
  OptionTarget target;
  std::string type;  // what --help shows for a value; empty for a flag
  std::string help;
  char delimiter = '\0';  // between the values of a list
};

class OptionSet {
 public:
  OptionSet(std::string description, std::string program)
      : description_(std::move(description)), program_(std::move(program)) {}

  void Flag(const std::string& name, bool& target, const std::string& help);
  void Value(const std::string& name, OptionTarget target, const std::string& type, const std::string& help);
  // Adds an option with a list of values, separated by commas or spaces.
  void List(const std::string& name, std::vector<std::string>& target, const std::string& help);
  void Version(const std::string& text) { version_ = text; }
  // Makes it a mistake to give both options.
  void Exclude(const std::string& one, const std::string& other) { exclusive_.emplace_back(one, other); }

  // Fills the targets from the arguments. Returns a text if they ask for help or the version, an error if they hold a
  // mistake, else nullopt.
  std::optional<std::variant<PrintText, UsageError>> Parse(std::vector<std::string> words) const;

 private:
  std::string description_, program_, version_;
  std::vector<Option> options_;  // in the order of --help
  std::vector<std::pair<std::string, std::string>> exclusive_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_CLI_OPTION_SET_H_
