#include "bench/report/benchstat.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "bench/report/benchmark_name.h"

namespace tlsbench {
namespace {

// Returns Go's name of the architecture from the name of uname, with which the description of the kernel ends.
std::string Architecture(const std::string& kernel) {
  const std::string machine = kernel.substr(kernel.rfind(' ') + 1);
  return machine == "x86_64" ? "amd64" : machine == "aarch64" ? "arm64" : machine;
}

// Makes one line of any text that a library or a peer produced.
std::string OneLine(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 127; }, ' ');
  return text;
}

// Returns the configuration lines. They hold nothing that differs between two libraries, because benchstat compares
// only results of one configuration.
std::string Header(const Environment& environment) {
  std::string text = "goos: linux\n";
  const auto add = [&](std::string_view key, const std::string& value) {
    text += value.empty() ? "" : fmt::format("{}: {}\n", key, OneLine(value));
  };
  add("goarch", Architecture(environment.kernel));
  add("pkg", "tlsbench");
  add("cpu", environment.cpu_model);
  return text;
}

// Returns text such as "  638000 client-ns/op" for a time in nanoseconds.
std::string Value(double ns, std::string_view unit) { return fmt::format("  {:.0f} {}", ns, unit); }

std::string Value(const std::optional<double>& ms, std::string_view unit) { return ms ? Value(*ms * 1e6, unit) : ""; }

// Returns the values of a round, each with its unit; empty if it has none that count.
std::string Values(const Round& round) {
  if (round.client_cpu && round.server_cpu) {
    const double client = round.client_cpu->total_us * 1e3;
    const double server = round.server_cpu->total_us * 1e3;
    return HasCpuToCount(round)
               ? Value(client + server, "ns/op") + Value(client, "client-ns/op") + Value(server, "server-ns/op")
               : "";
  }
  return Value(MedianHandshakeMs(round), "handshake-ns/op") + Value(MedianConnectMs(round), "connect-ns/op") +
         Value(MedianFirstByteMs(round), "first-byte-ns/op");
}

}  // namespace

std::string Benchstat(const std::vector<Summary>& rows, const std::vector<Round>& rounds,
                      const Environment& environment) {
  std::vector<std::string> lines(rows.size());
  for (const Round& round : rounds) {
    const std::string values = round.cell < rows.size() ? Values(round) : "";
    if (!values.empty()) {
      lines[round.cell] += fmt::format("Benchmark{}-{}  {}{}\n", BenchmarkName(rows[round.cell].cell),
                                       std::max(environment.cores, 1U), round.verified, values);
    }
  }
  std::string text = Header(environment);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Summary& row = rows[i];
    const bool whole = row.status == Status::kOk && !lines[i].empty();
    const bool counts = row.status == Status::kOk || row.status == Status::kIncomplete;
    text += counts ? lines[i] : "";
    if (!whole) {
      text += fmt::format("--- {}: Benchmark{}: {}\n", row.status == Status::kFailed ? "FAIL" : "SKIP",
                          BenchmarkName(row.cell), OneLine(row.reason));
    }
  }
  return text;
}

}  // namespace tlsbench
