// Which cell a row of a run's files is about, by the names in the files (results/README.md). Used by
// files/run_reader.cc and by what compares rows. Pure functions; any thread.

#ifndef TLSBENCH_BENCH_FILES_ROW_IDENTITY_H_
#define TLSBENCH_BENCH_FILES_ROW_IDENTITY_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsbench {

struct RowIdentity {
  std::string client;
  std::string server;
  std::string link;
  std::string target;
  std::string rtt_ms;
  std::string protocol;
  std::string handshake;
  std::string cipher_suite;
  std::string group;
  std::string auth;
  std::string tickets;      // empty in a row without a verified handshake
  std::string chain_bytes;  // of padded certificates; else empty, as in runs that knew none
  std::string path{};       // the emulated path but for its RTT, in words: "1 % loss, MTU 576"; empty if it is plain
  std::string setting{};    // what else is unusual about its handshakes, in words: "client ecdsa-p256, 0 tickets asked"
  std::string transport{};  // how TCP was used, in words: "Nagle, fast open"; empty if as usual
};

// What a column of the row says; empty if there is no such column.
using ColumnText = std::function<std::string(std::string_view column)>;
RowIdentity IdentityOf(const ColumnText& text);

// All of it but the tickets, which may differ from round to round where a library says so.
std::vector<std::string> KeyOf(const RowIdentity& row);

// The columns that every run has.
const std::vector<std::string_view>& IdentityColumns();

// The second row of an A/A pair: one cell measured twice in a run, to see what the run can tell apart. Its backends
// carry this suffix in rounds.csv; summary.csv need not have it.
inline constexpr std::string_view kTwinSuffix = "#2";
bool IsTwin(const RowIdentity& identity);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_FILES_ROW_IDENTITY_H_
