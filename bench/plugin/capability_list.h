// The kinds of handshake by name: every handshake, key exchange, certificate and cipher suite that a scenario can have,
// one at a time, with the defaults for the rest. They are the rows of the capability table. Pure (any thread).

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

// In the order of the table. None that no library could ever do (WhyImpossible).
std::vector<Kind> Kinds();

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_PLUGIN_CAPABILITY_LIST_H_
