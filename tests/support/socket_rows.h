// Cells on socket links: what a test's parameters are, and a server for them. For tests.

#ifndef TLSBENCH_TESTS_SUPPORT_SOCKET_ROWS_H_
#define TLSBENCH_TESTS_SUPPORT_SOCKET_ROWS_H_

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "bench/link/server_process.h"
#include "bench/measure/socket_runner.h"
#include "tests/support/pair.h"
#include "tests/support/plugins.h"

namespace tlsbench {

inline constexpr std::chrono::milliseconds kTimeout(10000);

inline ServerProcess StartServer(const std::string& plugin, const std::vector<Scenario>& scenarios) {
  std::vector<ListenerRequest> requests;
  requests.reserve(scenarios.size());
  for (const Scenario& scenario : scenarios) {
    requests.push_back({std::string(BackendOf(plugin).name()), scenario});
  }
  return ServerProcess::Start({PluginFile(plugin)}, TestCredentials(), requests, -1, kTimeout).value();
}

inline Address AddressOf(const ServerProcess& server, std::size_t listener = 0) {
  return LoopbackAddress(server.ports()[listener].value());
}

inline std::string Words(const std::optional<Outcome>& end) {
  return end ? std::string(StatusName(end->status)) + (end->cause == Cause::kWholeTarget ? " target: " : ": ") +
                   end->reason
             : "no end";
}

struct Row {
  std::string plugin;
  std::uint16_t protocol;
  Handshake handshake;
};

inline std::string NameOfRow(const testing::TestParamInfo<Row>& row) {
  return std::string(row.param.plugin == "openssl" ? "openssl" : "fake") +
         (row.param.protocol == kTls13 ? "13" : "12") + (row.param.handshake == Handshake::kFull ? "full" : "ticket");
}

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_SOCKET_ROWS_H_
