// A run as compare looks at it: its rows, the twins among them, with the rounds of each quantity. Used by the files of
// this folder. Pure functions; any thread.

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

// What can be compared, by column of rounds.csv.
inline constexpr std::array<std::string_view, 4> kQuantities = {"client_cpu_us", "server_cpu_us", "handshake_ms",
                                                                "first_byte_ms"};

// The rounds of one quantity that may enter a statistic: verified throughout and not preempted.
struct RowSample {
  Sample medians;
  Sample minima;  // empty where the run kept none
};

// What a row is about, and what was negotiated.
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
  std::string machine;                        // "AMD EPYC, 2 cores"; empty if the run does not say
  std::string started;                        // UTC
  std::map<std::string, std::string> builds;  // by backend, the hashes of its files; none where the run has not all
  std::vector<ComparedRow> rows;
};

ComparedRun ComparedRunOf(const StoredRun& run);

// How rows differ, in words that are empty where they are as usual: the emulated path but for its RTT ("1 % loss, MTU
// 576"), the handshakes ("client ecdsa-p256, 0 tickets asked"), and how TCP was used ("Nagle, fast open").
std::string PathWords(const Cell& cell);
std::string SettingWords(const Cell& cell);
std::string TransportWords(const Cell& cell);

// As the files have them: empty off the path link, and of chains that are not padded.
std::string RttText(const Cell& cell);
std::string ChainText(const Cell& cell);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_COMPARE_COMPARED_RUN_H_
