// Names a cell by one word, for Google Benchmark's output and benchstat's. Equal cells of two runs have equal names, so
// that these tools find the pairs; different cells have different names. Pure (any thread).

#ifndef TLSBENCH_BENCH_REPORT_BENCHMARK_NAME_H_
#define TLSBENCH_BENCH_REPORT_BENCHMARK_NAME_H_

#include <string>

#include "bench/result/result.h"

namespace tlsbench {

// Returns a name such as "TLS1.3/full/openssl-3.0.22" or "TLS1.2/ticket/openssl-3.0.22->wolfssl-5.5.4/rsa-2048":
// protocol, handshake, ends, and then only what differs from the defaults: the link (memory), the scenario's axes
// (scenario/axes.h), and how TCP is used. Contains no white space.
std::string BenchmarkName(const Cell& cell);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_BENCHMARK_NAME_H_
