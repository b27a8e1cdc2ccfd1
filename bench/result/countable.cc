#include "bench/result/countable.h"

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

}  // namespace tlsbench
