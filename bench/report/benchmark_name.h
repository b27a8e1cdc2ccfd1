// The name of a cell where benchmarks are known by one word: in Google Benchmark's output and in benchstat's. Equal for
// equal cells of two runs, so that their tools find the pairs; different for different cells. Pure (any thread).

#ifndef TLSBENCH_BENCH_REPORT_BENCHMARK_NAME_H_
#define TLSBENCH_BENCH_REPORT_BENCHMARK_NAME_H_

#include <string>

#include "bench/result/result.h"

namespace tlsbench {

// "TLS1.3/full/openssl-3.0.22", "TLS1.2/ticket/openssl-3.0.22->wolfssl-5.5.4/rsa-2048": protocol, handshake, ends, and
// then only what is not as it would be without options: the link unless it is memory, the scenario's axes
// (scenario/axes.h), and how TCP is used. Holds no white space.
std::string BenchmarkName(const Cell& cell);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_BENCHMARK_NAME_H_
