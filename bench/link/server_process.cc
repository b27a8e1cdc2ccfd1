#include "bench/link/server_process.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "bench/link/server_protocol.h"
#include "bench/net/socket.h"
#include "bench/os/descriptor_passing.h"
#include "bench/scenario/scenario_json.h"

namespace tlsbench {
namespace {

using nlohmann::json;

json SetupMessage(const std::vector<std::string>& plugins, const std::map<CertificateKey, Credentials>& credentials,
                  const std::vector<ListenerRequest>& requests, const Transport& transport, int core) {
  json message = {{"plugins", plugins},
                  {"core", core},
                  {"nagle", transport.nagle},
                  {"library_writes", transport.library_writes},
                  {"fast_open", transport.fast_open},
                  {"congestion", transport.congestion},
                  {"credentials", credentials},
                  {"listeners", json::array()}};
  for (const ListenerRequest& request : requests) {
    message["listeners"].push_back(
        {{"backend", request.backend}, {"scenario", request.scenario}, {"has_socket", request.socket >= 0}});
  }
  return message;
}

// Receives one packet; an error at the deadline or if the server has ended.
tl::expected<std::string, std::string> ReceiveText(int control, std::chrono::milliseconds limit) {
  pollfd wait{control, POLLIN, 0};
  if (poll(&wait, 1, static_cast<int>(limit.count())) <= 0) {
    return tl::unexpected(fmt::format("the server process did not answer within {} ms", limit.count()));
  }
  std::string packet(kMaxPacketBytes, '\0');
  const ssize_t count = recv(control, packet.data(), packet.size(), 0);
  if (count <= 0) {
    return tl::unexpected(std::string("the server process has ended"));
  }
  packet.resize(static_cast<std::size_t>(count));
  return packet;
}

tl::expected<ServerRecord, std::string> ReceiveRecord(int control, std::chrono::milliseconds limit) {
  pollfd wait{control, POLLIN, 0};
  if (poll(&wait, 1, static_cast<int>(limit.count())) <= 0) {
    return tl::unexpected(fmt::format("the server's report of the handshake did not come within {} ms", limit.count()));
  }
  ServerRecord record;
  if (recv(control, &record, sizeof(record), 0) != static_cast<ssize_t>(sizeof(record))) {
    return tl::unexpected(std::string("the server process has ended"));
  }
  return record;
}

ServerReport ToWord(const ServerRecord& record) {
  ServerReport word;
  word.negotiated.protocol = record.protocol;
  word.negotiated.cipher_suite = record.cipher_suite;
  word.negotiated.group = record.group;
  word.negotiated.resumed = record.resumed;
  word.negotiated.early_data_accepted = record.early_data_accepted;
  word.negotiated.peer_key = record.peer_key;
  word.negotiated.peer_key_bits = record.peer_key_bits;
  word.failure.assign(record.failure.data(), strnlen(record.failure.data(), record.failure.size()));
  return word;
}

}  // namespace

tl::expected<ServerProcess, std::string> ServerProcess::Start(const std::vector<std::string>& plugins,
                                                              const std::map<CertificateKey, Credentials>& credentials,
                                                              const std::vector<ListenerRequest>& requests, int core,
                                                              std::chrono::milliseconds limit,
                                                              const Transport& transport) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return tl::unexpected(fmt::format("no socket pair: {}", std::strerror(errno)));
  }
  ServerProcess server;
  server.control_ = Fd(ends[0]);
  const Fd theirs(ends[1]);
  SpawnOptions options;
  options.arguments = {"/proc/self/exe", "--internal-server"};
  options.descriptors = {{theirs.get(), 3}};
  auto process = Process::Spawn(options);
  if (!process) {
    return tl::unexpected(process.error());
  }
  server.process_ = std::move(*process);
  const std::string setup = SetupMessage(plugins, credentials, requests, transport, core).dump();
  if (!SendSetup(server.control_.get(), setup)) {
    return tl::unexpected(fmt::format("cannot set up the server process: {}", std::strerror(errno)));
  }
  for (const ListenerRequest& request : requests) {
    const char nothing = 0;
    if (request.socket >= 0 && !SendPacket(server.control_.get(), &nothing, sizeof(nothing), request.socket)) {
      return tl::unexpected(fmt::format("cannot give the server process its sockets: {}", std::strerror(errno)));
    }
  }
  const auto answer = ReceiveText(server.control_.get(), limit);
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  for (const json& port : json::parse(*answer)) {
    server.ports_.push_back(port.is_number() ? ListenerPort(port.get<std::uint16_t>())
                                             : ListenerPort(tl::unexpected(port.get<std::string>())));
  }
  return server;
}

tl::expected<ServerReport, std::string> ServerProcess::Await(const Random& client_random,
                                                             std::chrono::milliseconds limit) {
  const Deadline deadline = After(limit);
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    const auto record = ReceiveRecord(control_.get(), std::max(left, std::chrono::milliseconds(0)));
    if (!record) {
      return tl::unexpected(record.error());
    }
    // Reports on connections that the client gave up are skipped.
    if (record->kind == ServerRecord::Kind::kWord && record->client_random == client_random) {
      return ToWord(*record);
    }
  }
}

tl::expected<ServerTcp, std::string> ServerProcess::Tcp(const Random& client_random, std::chrono::milliseconds limit) {
  ServerRecord question{ServerRecord::Kind::kTcp};
  question.client_random = client_random;
  const auto record = Ask(question, limit);
  if (!record) {
    return tl::unexpected(record.error());
  }
  return record->known ? tl::expected<ServerTcp, std::string>(ServerTcp{record->tcp, record->stalls})
                       : tl::unexpected(std::string("the server does not know that connection"));
}

std::optional<std::string> ServerProcess::Death() {
  constexpr std::chrono::seconds kAnswerLimit(1);
  if (CpuUs(kAnswerLimit)) {
    return std::nullopt;
  }
  const std::optional<int> status = process_.Ended();
  if (!status) {
    return "the server's library hung";
  }
  return WIFSIGNALED(*status) ? fmt::format("the server's library crashed: {}", SignalName(WTERMSIG(*status)))
                              : fmt::format("the server process ended with exit code {}", WEXITSTATUS(*status));
}

tl::expected<double, std::string> ServerProcess::CpuUs(std::chrono::milliseconds limit) {
  return Ask({ServerRecord::Kind::kCpu}, limit).map([](const ServerRecord& answer) { return answer.cpu_us; });
}

// Reports on handshakes for which Await was not called come first; they are skipped.
tl::expected<ServerRecord, std::string> ServerProcess::Ask(const ServerRecord& question,
                                                           std::chrono::milliseconds limit) {
  if (send(control_.get(), &question, sizeof(question), MSG_NOSIGNAL) != static_cast<ssize_t>(sizeof(question))) {
    return tl::unexpected(std::string("the server process has ended"));
  }
  for (;;) {
    const auto record = ReceiveRecord(control_.get(), limit);
    if (!record || record->kind == question.kind) {
      return record;
    }
  }
}

}  // namespace tlsbench
