// A run in which the second cell is measured a second time, as the last one: for tests of what the two tell.

#ifndef TLSBENCH_TESTS_SUPPORT_TWINS_H_
#define TLSBENCH_TESTS_SUPPORT_TWINS_H_

#include <vector>

#include "bench/result/result.h"

namespace tlsbench {

inline std::vector<Cell> CellsWithTwin() {
  const Cell first{"b-1", "", "b-1", "", LinkKind::kMemory, "", {}};
  Cell other = first;
  other.client = other.server = "a-1";
  Cell twin = first;
  twin.twin = true;
  return {other, first, twin};
}

// The twin costs `factor` times as much in every round, the first and the other 100 us.
inline std::vector<Round> RoundsWithTwin(double factor, int count) {
  std::vector<Round> rounds;
  for (int number = 0; number < count; ++number) {
    for (std::size_t cell = 0; cell < 3; ++cell) {
      Round round;
      round.cell = cell;
      round.round = number;
      round.handshakes = round.verified = 10;
      const double value = (100 + number) * (cell == 2 ? factor : 1);
      round.client_cpu = round.server_cpu = RoundCpu{value, value, {}};
      rounds.push_back(round);
    }
  }
  return rounds;
}

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_TWINS_H_
