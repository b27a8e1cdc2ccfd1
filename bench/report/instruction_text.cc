#include "bench/report/instruction_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "bench/report/phrases.h"
#include "bench/report/row_labels.h"
#include "bench/text/quantities.h"
#include "bench/text/wrapping.h"

namespace tlsbench {
namespace {

std::string Count(std::int64_t instructions) {
  return instructions < 0 ? "none" : Thousands(static_cast<std::uint64_t>(instructions));
}

std::string RowText(const std::vector<Summary>& rows, std::size_t width) {
  std::string text;
  for (const Summary& row : rows) {
    if (row.instructions) {
      const std::string scenario = ScenarioNames(rows, row.cell).Name(row.cell.scenario);
      text += Wrap("  - ",
                   fmt::format("{}, {}: client {}, server {}.", EndsName(row.cell), scenario,
                               Count(row.instructions->client), Count(row.instructions->server)),
                   width);
    }
  }
  return text.empty() ? "" : "memory, instructions of one handshake, counted by callgrind:\n" + text;
}

std::string Warning(const std::vector<std::string>& hidden) {
  return hidden.empty() ? "Valgrind may hide CPU features from libraries: compare builds of one library, not libraries."
                        : fmt::format(
                              "Valgrind hides CPU features from libraries ({}): compare builds of one library, not "
                              "libraries.",
                              fmt::join(hidden, ", "));
}

}  // namespace

std::string InstructionText(const std::vector<Summary>& rows, const RunFacts& facts, std::size_t width) {
  if (!facts.instructions) {
    return "";
  }
  std::string text = RowText(rows, width);
  for (const std::string& failure : facts.instructions->not_counted) {
    text += Wrap("  - ", fmt::format("not counted: {}.", failure), width);
  }
  text += Wrap("", Warning(facts.instructions->hidden_cpu_features), width);
  if (!facts.counters_not_available.empty()) {
    text += Wrap("", fmt::format("On the processor itself: {}.", facts.counters_not_available), width);
  }
  return text + "\n";
}

}  // namespace tlsbench
