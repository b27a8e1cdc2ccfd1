// Lists the rows of the capability table by name: every handshake, key exchange, certificate and cipher suite that a
// scenario can have, one at a time, with the defaults for the rest. Pure (any thread).

#ifndef TLSBENCH_BENCH_PLUGIN_CAPABILITY_LIST_H_
#define TLSBENCH_BENCH_PLUGIN_CAPABILITY_LIST_H_

#include <string>
#include <vector>

#include "bench/scenario/scenario.h"

namespace tlsbench {

struct Kind {
  std::string group;  // "handshakes", "key exchange", "certificates", "cipher suites"; neighbours are of one group
  std::string name;   // "1.3 early-data", "1.2 DHE", "TLS_AES_128_CCM_SHA256": unique, and does not change
  Scenario scenario;
};

// Returns the rows in the order of the table, without those that no library could ever run (WhyImpossible).
std::vector<Kind> Kinds();

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_PLUGIN_CAPABILITY_LIST_H_
