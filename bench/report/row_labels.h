// What a scenario is called among those of a run: by protocol and handshake, and by what was asked for only where that
// differs. Used by the table, by the words below it, and wherever else a row is named. Pure functions; any thread.

#ifndef TLSBENCH_BENCH_REPORT_ROW_LABELS_H_
#define TLSBENCH_BENCH_REPORT_ROW_LABELS_H_

#include <string>
#include <string_view>
#include <vector>

#include "bench/result/result.h"

namespace tlsbench {

// "2 tickets"; of TLS 1.2, where the number is not asked for, "a ticket" or "no ticket".
std::string TicketsName(const Scenario& scenario);

// "20,000 byte chain"; "unpadded chain" for 0.
std::string ChainName(unsigned chain_bytes);

// Something that is asked for, in which the rows of one run may differ.
enum class Asked : std::uint8_t { kAuth, kClientAuth, kCertificates, kChain, kGroup, kSuite, kTickets };

class ScenarioNames {
 public:
  // The rows of the place of `place`, among all rows of a run.
  ScenarioNames(const std::vector<Summary>& rows, const Cell& place);

  std::string Name(const Scenario& scenario) const;          // "TLS 1.3 full", "TLS 1.3 full, rsa-2048"
  std::string PinnedSuffix(const Scenario& scenario) const;  // "", ", rsa-2048"

  bool Varies(Asked asked) const;

 private:
  std::vector<Asked> varied_;
};

// For a column of a table: what the rows are asked for, and a scenario's own ("-" for none).
std::string_view TitleOf(Asked asked);
std::string ValueOf(Asked asked, const Scenario& scenario);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_ROW_LABELS_H_
