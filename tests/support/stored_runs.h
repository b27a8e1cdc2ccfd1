// Runs as their files hold them, and as compare looks at them, for the tests of both.

#ifndef TLSBENCH_TESTS_SUPPORT_STORED_RUNS_H_
#define TLSBENCH_TESTS_SUPPORT_STORED_RUNS_H_

#include <string>
#include <string_view>
#include <vector>

#include "bench/compare/compared_run.h"

namespace tlsbench {

// A name that ends in "#2" is a twin's, as in the files.
inline ComparedCell MemoryRow(const std::string& client, const std::string& protocol = "1.3",
                              const std::string& handshake = "full") {
  ComparedCell row;
  row.cell.twin = client.ends_with(kTwinSuffix);
  row.cell.client = row.cell.server = client.substr(0, client.find(kTwinSuffix));
  row.cell.scenario.protocol = ParseProtocol(protocol).value();
  row.cell.scenario.handshake = ParseHandshake(handshake).value();
  row.parameters.cipher_suite =
      protocol == "1.3" ? "TLS_AES_128_GCM_SHA256" : "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
  row.parameters.group = "x25519";
  row.parameters.auth = "ecdsa-p256";
  row.parameters.tickets = 2;
  return row;
}

// `rounds` rounds of three executions on a machine that drifts by a fifth: client CPU around `us`, server half of it,
// both with a noise of their own of 1 %. The minima drift by half as much.
inline ComparedRow MeasuredRow(const ComparedCell& cell, double us, int rounds = 30, int noise = 7) {
  ComparedRow row;
  static_cast<ComparedCell&>(row) = cell;
  for (int i = 0; i < rounds; ++i) {
    const double drift = 0.2 * (i * 37 % rounds) / rounds;
    const double own = 1 + 0.001 * ((i * noise + noise) % 11);
    row.samples[0].medians.push_back({i % 3, i / 3, us * (1 + drift) * own});
    row.samples[0].minima.push_back({i % 3, i / 3, us * 0.95 * (1 + drift / 2) * own});
    row.samples[1].medians.push_back({i % 3, i / 3, us / 2 * (1 + drift) * own});
    row.samples[1].minima.push_back({i % 3, i / 3, us / 2 * 0.95 * (1 + drift / 2) * own});
  }
  return row;
}

inline ComparedRun RunOf(const std::string& path, const std::vector<ComparedRow>& rows) {
  ComparedRun run;
  run.path = path;
  run.machine = "AMD EPYC, 2 cores";
  run.started = path;
  run.rows = rows;
  return run;
}

// The three files of a run with one row and two rounds.
inline constexpr std::string_view kRunJson =
    R"({"schema": 1, "started": "2026-01-01T00:00:00Z", "machine": {"cpu": "AMD EPYC", "cores": 2},
        "backends": [{"name": "open-1", "plugin": {"file": "o.so", "sha256": "ab"}, "shared_libraries": []},
                     {"name": "odd-1", "plugin": {"file": "p.so", "sha256": null}}, 5]})";
inline constexpr std::string_view kSummaryCsv =
    "client,server,link,target,rtt_ms,protocol,handshake,cipher_suite,group,auth,tickets,status,reason\n"
    "open-1,open-1,memory,,,1.3,full,TLS_AES_128_GCM_SHA256,x25519,ecdsa-p256,2,ok,\n";
inline constexpr std::string_view kRoundsCsv =
    "client,server,link,target,rtt_ms,protocol,handshake,cipher_suite,group,auth,tickets,execution,round,handshakes,"
    "verified,client_cpu_us,client_cpu_us_min,server_cpu_us,handshake_ms,first_byte_ms,preempted\n"
    "open-1,open-1,memory,,,1.3,full,TLS_AES_128_GCM_SHA256,x25519,ecdsa-p256,2,0,0,5,5,10.5,10.1,5.25,,,0\n"
    "open-1,open-1,memory,,,1.3,full,TLS_AES_128_GCM_SHA256,x25519,ecdsa-p256,2,0,1,5,5,11.5,10.2,5.75,,,0\n";

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_STORED_RUNS_H_
