// Writes a run in the Go project's benchmark data format (https://golang.org/design/14313-benchmark-format), for
// benchstat and other tools that read it. Used by `tlsbench --format benchstat`. Pure (any thread).

#ifndef TLSBENCH_BENCH_REPORT_BENCHSTAT_H_
#define TLSBENCH_BENCH_REPORT_BENCHSTAT_H_

#include <string>
#include <vector>

#include "bench/os/environment.h"
#include "bench/result/result.h"

namespace tlsbench {

// Returns lines that describe the machine, as `go test -bench` prints them (goos, goarch, pkg, cpu), then a result line
// for each round, since benchstat does its own statistics over lines of one name:
//   BenchmarkTLS1.3/full/openssl-3.0.22-2  36  845123 ns/op  638000 client-ns/op  207000 server-ns/op
// The name ends in the number of cores, as Go's names do; the second field is the number of handshakes.
//
// Values are nanoseconds for one handshake. Memory: `ns/op` is the CPU of both sides, the sum of the round's two
// medians, and rounds that were preempted have no line. Sockets: medians of `handshake-ns/op`, `connect-ns/op` and
// `first-byte-ns/op`, which are latencies and share no unit with CPU time.
//
// Rows that are neither ok nor incomplete have no result line: a line "--- FAIL: name: reason" or "--- SKIP: ..."
// replaces it, which readers of the format ignore. An incomplete row has both.
//
// rows[i] is the summary of cell i; Round::cell is that index. Rounds of the twin, which has no row, are left out.
std::string Benchstat(const std::vector<Summary>& rows, const std::vector<Round>& rounds,
                      const Environment& environment);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_REPORT_BENCHSTAT_H_
