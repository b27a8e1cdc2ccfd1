#include "bench/worker/countable.h"

#include <fmt/format.h>

#include "bench/report/phrases.h"
#include "bench/report/row_labels.h"

namespace tlsbench {

std::set<std::size_t> CountableRows(const std::vector<Summary>& rows) {
  std::set<std::size_t> countable;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].status == Status::kOk && rows[i].verified > 0 && rows[i].cell.link == LinkKind::kMemory) {
      countable.insert(i);
    }
  }
  return countable;
}

std::vector<std::string> NotCountedWords(const std::vector<Summary>& rows,
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
