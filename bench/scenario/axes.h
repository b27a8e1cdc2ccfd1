// The axes of a scenario, one table: an entry says all there is to say of an axis in names, words and files. From it
// follow the command line's options, what crosses to other processes, the columns of the files, the names of rows and
// benchmarks, sweeps, and rows of the capability table. Used by all of these; pure functions, any thread.
//
// A new axis: a member of Scenario and what cannot be (scenario.h), an entry here, what the two ends are told
// (endpoint.cc), what proves it (verify/verify.cc), and the backends.

#ifndef TLSBENCH_BENCH_SCENARIO_AXES_H_
#define TLSBENCH_BENCH_SCENARIO_AXES_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bench/scenario/scenario.h"

namespace tlsbench {

// How the command line takes the values of an axis.
enum class OptionKind : std::uint8_t {
  kList,    // --NAME A,B: each is a scenario
  kOffers,  // the same, and A+B is one value
  kWord,    // --NAME A: in the whole run
  kSwitch,  // --NAME: the value is `on` in the whole run
  kOwn,     // the option is told elsewhere (cli/command_line.cc)
};

// Where an axis stands in the rows of the files. New axes stand at the end.
enum class ColumnPlace : std::uint8_t {
  kNone,
  kFront,         // among what every file's rows begin with
  kAmid,          // among the measurements
  kKind,          // behind the measurements
  kBehindResult,  // at the end, behind what is said there of the handshakes' results
};

// Whole numbers that an axis takes, from `least` to `most`. None if `most` is 0.
struct NumberRange {
  unsigned least = 0;
  unsigned most = 0;
};

struct ScenarioAxis {
  std::string_view name;   // of the option, without its dashes, and wherever an axis is named in the code
  std::string_view title;  // for people: over a table's column, and in "unknown TITLE 'word'"
  std::string_view help;   // {} stands for the values

  // The value as the command line, the files and other processes write it, and back. Parse takes every text that is
  // made here; false: it is no value, and the scenario is as it was.
  std::string (*text)(const Scenario& scenario);
  bool (*parse)(std::string_view text, Scenario& scenario);

  OptionKind option = OptionKind::kList;
  std::vector<std::string> (*values)() = nullptr;  // all of them; null: numbers
  NumberRange numbers{};
  std::string_view on = "1";         // of a switch
  std::string_view target_reason{};  // why it cannot be asked of somebody else's server; empty if it can

  // Whether it means anything in the scenario, whose protocol may have nothing of the kind. Null: it always does.
  bool (*belongs)(const Scenario& scenario) = nullptr;

  // What two rows must share so that a difference between them is one of this axis: in others something else brought
  // the value along, as a cipher suite brings its group. Null: nothing.
  std::string (*frame)(const Scenario& scenario) = nullptr;

  // In the files: the column, its place, and its value where that is not the text.
  std::string_view column{};
  ColumnPlace place = ColumnPlace::kNone;
  std::string (*file_text)(const Scenario& scenario) = nullptr;
  std::string_view setting{};  // words for an unusual row, {} for the value: "client {}"; empty: compare shows a column

  // In a benchmark's name where it is unusual, {} for the value: "tickets={}". Empty: it begins every name.
  std::string_view benchmark{};
  std::string (*usual)(const Scenario& scenario) = nullptr;  // what a local row pins; null: the default's text

  // In the names of rows, where it differs: "client rsa-2048". In a column under the title: "rsa-2048". Null: the text.
  std::string (*label)(const Scenario& scenario) = nullptr;
  std::string (*cell)(const Scenario& scenario) = nullptr;

  // Rows of the capability table, among the handshakes: values, by commas. Empty: plugin/capability_list.cc has its
  // own.
  std::string_view capabilities{};
  Handshake capable_in = Handshake::kFull;  // the kind of handshake in which it shows

  // Sets the value, or the default's if the text is empty. False, and nothing is set, if it is no value.
  bool Set(std::string_view value, Scenario& scenario) const;

  bool Belongs(const Scenario& scenario) const { return belongs == nullptr || belongs(scenario); }
  std::string Usual(const Scenario& scenario) const;
  std::string Label(const Scenario& scenario) const { return label != nullptr ? label(scenario) : text(scenario); }
  std::string CellText(const Scenario& scenario) const;               // "-" for nothing
  std::string FileText(const Scenario& scenario, bool target) const;  // empty where the axis says nothing
  std::vector<std::string> Values() const;                            // all; empty if they are too many to go through
};

// In the order of --help and of the names of rows.
std::span<const ScenarioAxis> ScenarioAxes();

// By its name, which must be one; for code that means a certain axis.
const ScenarioAxis& AxisNamed(std::string_view name);

// Null if there is none.
const ScenarioAxis* FindAxis(std::string_view name);

// Whether two scenarios differ in nothing but that axis and what it brings along.
bool AlikeBut(const ScenarioAxis& axis, const Scenario& a, const Scenario& b);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_SCENARIO_AXES_H_
