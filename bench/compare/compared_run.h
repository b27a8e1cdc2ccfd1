// Holds a run in the form that compare uses: its rows and its twins, with the rounds of each quantity. Used by the
// files of this folder. Pure functions; any thread.

#ifndef TLSBENCH_BENCH_COMPARE_COMPARED_RUN_H_
#define TLSBENCH_BENCH_COMPARE_COMPARED_RUN_H_

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bench/files/run_reader.h"
#include "bench/result/result.h"
#include "bench/stats/resampling.h"

namespace tlsbench {

// The quantities that can be compared, by column of rounds.csv.
inline constexpr std::array<std::string_view, 4> kQuantities = {"client_cpu_us", "server_cpu_us", "handshake_ms",
                                                                "first_byte_ms"};

// Holds the rounds of one quantity that may enter a statistic: all their handshakes verified, not preempted.
struct RowSample {
  Sample medians;
  Sample minima;  // empty if the run kept none
};

// Holds the cell of a row, and what it negotiated.
struct ComparedCell {
  Cell cell;
  Parameters parameters;
};

struct ComparedRow : ComparedCell {
  Status status = Status::kOk;
  std::string reason{};
  std::array<RowSample, kQuantities.size()> samples{};  // in the order of kQuantities
};

struct ComparedRun {
  std::string path;
  std::string machine;                        // "AMD EPYC, 2 cores"; empty if it is not known
  std::string started;                        // UTC
  std::map<std::string, std::string> builds;  // by backend, the hashes of its files; missing if a hash is missing
  std::vector<ComparedRow> rows;
};

ComparedRun ComparedRunOf(const StoredRun& run);

// Return how a row differs from the usual, as text that is empty if it does not: the emulated path without its RTT ("1
// % loss, MTU 576"), the handshakes ("client ecdsa-p256, 0 tickets asked"), and how TCP was used ("Nagle, fast open").
std::string PathText(const Cell& cell);
std::string SettingText(const Cell& cell);
std::string TransportText(const Cell& cell);

// Return these values as the files have them: empty off the path link, and for chains that are not padded.
std::string RttText(const Cell& cell);
std::string ChainText(const Cell& cell);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_COMPARE_COMPARED_RUN_H_
