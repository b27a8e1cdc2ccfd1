// Names a scenario among those of a run: by protocol and handshake, and by other axes only if the rows differ in them
// (axes.h has the labels). Used by the table, by the findings below it, and wherever else a row is named. Pure
// functions; any thread.

#ifndef TLSBENCH_BENCH_REPORT_ROW_LABELS_H_
#define TLSBENCH_BENCH_REPORT_ROW_LABELS_H_

#include <string>
#include <string_view>
#include <vector>

#include "bench/result/result.h"
#include "bench/scenario/axes.h"

namespace tlsbench {

class ScenarioNames {
 public:
  // Looks at those rows of a run that have the place of `place`.
  ScenarioNames(const std::vector<Summary>& rows, const Cell& place);

  std::string Name(const Scenario& scenario) const;          // "TLS 1.3 full", "TLS 1.3 full, rsa-2048"
  std::string PinnedSuffix(const Scenario& scenario) const;  // "", ", rsa-2048"

  // Returns whether the rows differ in that axis. False for protocol and handshake, with which each name begins.
  bool Varies(std::string_view axis) const;
  const std::vector<const ScenarioAxis*>& varied() const { return varied_; }

 private:
  std::vector<const ScenarioAxis*> varied_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_ROW_LABELS_H_
