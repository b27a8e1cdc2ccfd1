// Lists the axes of a scenario in one table: an entry holds everything about an axis in names, texts and files. From
// the table follow the command line's options, the messages to other processes, the columns of the files, the names of
// rows and benchmarks, sweeps, and rows of the capability table. Used by all of these; pure functions, any thread.
//
// A new axis needs: a member of Scenario and its impossible combinations (scenario.h), an entry here, the configuration
// of the two ends (endpoint.cc), its verification (verify/verify.cc), and the backends.

#ifndef TLSBENCH_BENCH_SCENARIO_AXES_H_
#define TLSBENCH_BENCH_SCENARIO_AXES_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bench/scenario/scenario.h"

namespace tlsbench {

// Says how the command line takes the values of an axis.
enum class OptionKind : std::uint8_t {
  kList,    // --NAME A,B: one scenario for each value
  kOffers,  // the same, and A+B is one value
  kWord,    // --NAME A: one value for the whole run
  kSwitch,  // --NAME: the value is `on` for the whole run
  kOwn,     // the option is defined elsewhere (cli/command_line.cc)
};

// Says where an axis stands in the rows of the files. New axes stand at the end.
enum class ColumnPlace : std::uint8_t {
  kNone,
  kFront,         // among the first columns, which every file has
  kAmid,          // among the measurements
  kKind,          // after the measurements
  kBehindResult,  // at the end, after the columns there about the handshakes' results
};

// Holds the range of whole numbers that an axis takes, from `least` to `most`. None if `most` is 0.
struct NumberRange {
  unsigned least = 0;
  unsigned most = 0;
};

struct ScenarioAxis {
  std::string_view name;   // of the option, without its dashes; also the axis's name in the code
  std::string_view title;  // for people: over a table's column, and in "unknown TITLE 'word'"
  std::string_view help;   // {} stands for the values

  // Return the value as the command line, the files and other processes write it, and parse such a text. `parse`
  // accepts every text that `text` returns; false: the text is no value, and the scenario does not change.
  std::string (*text)(const Scenario& scenario);
  bool (*parse)(std::string_view text, Scenario& scenario);

  OptionKind option = OptionKind::kList;
  std::vector<std::string> (*values)() = nullptr;  // all values; null: numbers
  NumberRange numbers{};
  std::string_view on = "1";         // the value of a switch
  std::string_view target_reason{};  // why a remote target cannot be asked for it; empty if it can

  // Returns whether the axis means anything in the scenario: a protocol may not have the feature. Null: always true.
  bool (*belongs)(const Scenario& scenario) = nullptr;

  // Returns what two rows must share so that a difference between them comes from this axis. Otherwise another axis may
  // have set the value, as a TLS 1.2 cipher suite sets its group. Null: nothing.
  std::string (*frame)(const Scenario& scenario) = nullptr;

  // In the files: the column, its position, and its value if that is not the text.
  std::string_view column{};
  ColumnPlace place = ColumnPlace::kNone;
  std::string (*file_text)(const Scenario& scenario) = nullptr;
  std::string_view setting{};  // text for an unusual row, {} for the value: "client {}"; empty: compare shows a column

  // The text in a benchmark's name if the value is unusual, {} for the value: "tickets={}". Empty: the value begins
  // every name.
  std::string_view benchmark{};
  std::string (*usual)(const Scenario& scenario) = nullptr;  // what a local row pins; null: the default's text

  // `label`: in the names of rows that differ in it: "client rsa-2048". `cell`: in a column under the title:
  // "rsa-2048". Null: the text.
  std::string (*label)(const Scenario& scenario) = nullptr;
  std::string (*cell)(const Scenario& scenario) = nullptr;

  // Rows of the capability table, among the handshakes: values, separated by commas. Empty: plugin/capability_list.cc
  // has its own.
  std::string_view capabilities{};
  Handshake capable_in = Handshake::kFull;  // the handshake type in which these rows are tested

  // Sets the value, or the default if the text is empty. Returns false, and sets nothing, if the text is no value.
  bool Set(std::string_view value, Scenario& scenario) const;

  bool Belongs(const Scenario& scenario) const { return belongs == nullptr || belongs(scenario); }
  std::string Usual(const Scenario& scenario) const;
  std::string Label(const Scenario& scenario) const { return label != nullptr ? label(scenario) : text(scenario); }
  std::string CellText(const Scenario& scenario) const;               // "-" for nothing
  std::string FileText(const Scenario& scenario, bool target) const;  // empty if the axis does not apply
  std::vector<std::string> Values() const;                            // all; empty if there are too many to list
};

// Returns all axes, in the order of --help and of the names of rows.
std::span<const ScenarioAxis> ScenarioAxes();

// Returns the axis of that name, which must exist; for code that needs a certain axis.
const ScenarioAxis& AxisNamed(std::string_view name);

// Returns the axis of that name, or null.
const ScenarioAxis* FindAxis(std::string_view name);

// Returns whether two scenarios differ only in that axis and in what it sets along with it.
bool AlikeBut(const ScenarioAxis& axis, const Scenario& a, const Scenario& b);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_SCENARIO_AXES_H_
