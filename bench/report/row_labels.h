// What a scenario is called among those of a run: by protocol and handshake, and by what was asked for only where that
// differs (axes.h has the words). Used by the table, by the words below it, and wherever else a row is named. Pure
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
  // The rows of the place of `place`, among all rows of a run.
  ScenarioNames(const std::vector<Summary>& rows, const Cell& place);

  std::string Name(const Scenario& scenario) const;          // "TLS 1.3 full", "TLS 1.3 full, rsa-2048"
  std::string PinnedSuffix(const Scenario& scenario) const;  // "", ", rsa-2048"

  // Whether the rows differ in that axis, but for protocol and handshake, which begin each name.
  bool Varies(std::string_view axis) const;
  const std::vector<const ScenarioAxis*>& varied() const { return varied_; }

 private:
  std::vector<const ScenarioAxis*> varied_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_ROW_LABELS_H_
