// Compares round trips with time: what TCP did in the handshakes of a row, and whether the time to the first byte
// agrees with the counted round trips. Pure functions of results; any thread.

#ifndef TLSBENCH_BENCH_RESULT_LATENCY_MODEL_H_
#define TLSBENCH_BENCH_RESULT_LATENCY_MODEL_H_

#include <optional>
#include <string>
#include <vector>

#include "bench/result/result.h"

namespace tlsbench {

// The residual of a clean path of 30 ms or more is smaller than this. Above it the row names a likely cause.
inline constexpr double kSmallResidualPercent = 3;

// Summarizes what the kernels reported about the connections of verified handshakes; nullopt on links without sockets.
std::optional<TcpSummary> SummarizeTcp(const std::vector<Round>& rounds);

// Return the parts of the model: the round trips of TCP, TLS and the request plus the stalls, and the CPU time of both
// sides. The row must have its counts and its TCP facts.
unsigned RoundTripsToFirstByte(const Summary& summary);
double CpuToFirstByteMs(const Summary& summary);

// Returns the time to the first byte that the model predicts, and the measured one:
//  (round trips of TCP + first_byte_round_trips + stalls) x RTT + CPU of both sides
// On a path the RTT is the one asked for; on a target it is the one that the kernel measured, and the server's CPU time
// is not known. The measured time is the median over connections without retransmissions. `summary` must have its
// counts, CPU and TCP facts. nullopt on other links, without a request, or if every connection retransmitted.
std::optional<Prediction> Predict(const Summary& summary, const std::vector<Round>& rounds);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_RESULT_LATENCY_MODEL_H_
