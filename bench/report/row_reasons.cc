#include "bench/report/row_reasons.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "bench/report/phrases.h"
#include "bench/report/row_labels.h"
#include "bench/text/quantities.h"
#include "bench/text/wrapping.h"

namespace tlsbench {
namespace {

struct Reason {
  Status status;
  std::string text;
  std::vector<std::string> rows;
};

// Returns each reason once, with its rows.
std::vector<Reason> Reasons(const std::vector<Summary>& rows) {
  std::vector<Reason> reasons;
  for (const Summary& row : rows) {
    if (row.status == Status::kOk && row.reason.empty()) {
      continue;
    }
    auto place = std::find_if(reasons.begin(), reasons.end(), [&](const Reason& reason) {
      return reason.status == row.status && reason.text == row.reason;
    });
    if (place == reasons.end()) {
      place = reasons.insert(reasons.end(), {row.status, row.reason, {}});
    }
    place->rows.push_back(fmt::format("{} {} {}", PlaceName(row.cell), EndsName(row.cell),
                                      ScenarioNames(rows, row.cell).Name(row.cell.scenario)));
  }
  return reasons;
}

}  // namespace

std::string ReasonText(const std::vector<Summary>& rows, std::size_t width) {
  std::string text;
  for (const Reason& reason : Reasons(rows)) {
    const std::string_view glue = reason.status == Status::kOk ? ", but " : ": ";
    text += Wrap("",
                 fmt::format("{} {}{}{}", Counted(reason.rows.size(), "row"), StatusName(reason.status), glue,
                             reason.text.empty() ? "no reason was recorded" : reason.text),
                 width);
    text += Wrap("  ", fmt::format("{}", fmt::join(reason.rows, "; ")), width);
  }
  return text;
}

std::vector<std::string> UncountedRows(const std::vector<Summary>& rows,
                                       const std::map<std::size_t, std::string>& reasons) {
  std::vector<std::string> words;
  for (const auto& [index, reason] : reasons) {
    const Cell& cell = rows.at(index).cell;
    const std::string row = ScenarioNames(rows, cell).Name(cell.scenario);
    words.push_back(fmt::format("{}, {}: {}", EndsName(cell), row, reason));
  }
  return words;
}

}  // namespace tlsbench
