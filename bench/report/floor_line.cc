#include "bench/report/floor_line.h"

#include <fmt/format.h>

#include <algorithm>

namespace tlsbench {

std::string FloorLine(const std::optional<Floor>& floor, const std::vector<Summary>& rows) {
  if (!floor) {
    return "";
  }
  double cheapest_us = 0;
  for (const Summary& row : rows) {
    if (row.client_cpu_us && row.server_cpu_us && row.cell.client != "null") {
      const double both = row.client_cpu_us->value + row.server_cpu_us->value;
      cheapest_us = cheapest_us == 0 ? both : std::min(cheapest_us, both);
    }
  }
  std::string line = fmt::format(
      "Harness floor (null backend, both sides): {:.0f} ns a handshake, {:.0f} ns without the clock readings",
      floor->with_clock_ns, floor->without_clock_ns);
  if (cheapest_us > 0) {
    line += fmt::format("; {:.2g} % of the cheapest handshake here", floor->with_clock_ns / 10 / cheapest_us);
  }
  return line + ".\n";
}

}  // namespace tlsbench
