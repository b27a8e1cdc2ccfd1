// Round trips against time: what TCP did in the handshakes of a row, and whether the time to the first byte is what the
// counted round trips say. Pure functions of results; any thread.

#ifndef TLSBENCH_BENCH_RESULT_LATENCY_MODEL_H_
#define TLSBENCH_BENCH_RESULT_LATENCY_MODEL_H_

#include <optional>
#include <string>
#include <vector>

#include "bench/result/result.h"

namespace tlsbench {

// The residual of a clean path of 30 ms and more is smaller; above it the row says what else happened.
inline constexpr double kSmallResidualPercent = 3;

// What the kernels said of the connections of verified handshakes; nothing on links without sockets.
std::optional<TcpSummary> SummarizeTcp(const std::vector<Round>& rounds);

// The parts of the model: round trips of TCP, TLS and the request, and the stalls; CPU time of both sides. Of a row
// that has its counts and what TCP did.
unsigned RoundTripsToFirstByte(const Summary& summary);
double CpuToFirstByteMs(const Summary& summary);

// The time to the first byte that the model predicts, beside the measured one:
//   (round trips of TCP + first_byte_round_trips + stalls) x RTT + CPU of both sides
// RTT is what was asked for on a path, and what the kernel measured on a target, whose CPU is not known. Measured is
// the median over connections in which nothing was sent again. `summary` has its counts, CPU and TCP. Nothing on other
// links, without a request, or where every connection had to send something again.
std::optional<Prediction> Predict(const Summary& summary, const std::vector<Round>& rounds);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_RESULT_LATENCY_MODEL_H_
