#include "bench/net/path_process.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <thread>

#include "bench/net/path_protocol.h"
#include "bench/os/descriptor_passing.h"

namespace tlsbench {
namespace {

struct Answer {
  PathAnswer words;
  Fd fd;
};

tl::expected<Answer, std::string> ReceiveAnswer(int control, std::chrono::milliseconds limit) {
  pollfd wait{control, POLLIN, 0};
  if (poll(&wait, 1, static_cast<int>(limit.count())) <= 0) {
    return tl::unexpected(fmt::format("the path's relay did not answer within {} ms", limit.count()));
  }
  Answer answer;
  if (ReceivePacket(control, &answer.words, sizeof(answer.words), answer.fd) !=
      static_cast<ssize_t>(sizeof(answer.words))) {
    return tl::unexpected(std::string("the path's relay has ended"));
  }
  if (answer.words.error[0] != '\0') {
    return tl::unexpected(std::string(answer.words.error.data()));
  }
  return answer;
}

tl::expected<Answer, std::string> Ask(int control, PathQuestion question, std::chrono::milliseconds limit) {
  if (!SendPacket(control, &question, sizeof(question), -1)) {
    return tl::unexpected(std::string("the path's relay has ended"));
  }
  return ReceiveAnswer(control, limit);
}

PathSetup SetupOf(const PathConditions& conditions, const Transport& transport, std::uint64_t seed) {
  PathSetup setup;
  setup.conditions = conditions;
  setup.fast_open = transport.fast_open;
  setup.seed = seed;
  transport.congestion.copy(setup.congestion.data(), setup.congestion.size() - 1);
  return setup;
}

}  // namespace

tl::expected<PathProcess, std::string> PathProcess::Start(const PathConditions& conditions, const Transport& transport,
                                                          std::uint64_t seed, std::chrono::milliseconds limit) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return tl::unexpected(fmt::format("no socket pair: {}", std::strerror(errno)));
  }
  PathProcess path;
  path.limit_ = limit;
  path.control_ = Fd(ends[0]);
  const Fd theirs(ends[1]);
  SpawnOptions options;
  options.arguments = {"/proc/self/exe", "--internal-path"};
  options.descriptors = {{theirs.get(), 3}};
  auto process = Process::Spawn(options);
  if (!process) {
    return tl::unexpected(process.error());
  }
  path.process_ = std::move(*process);
  const PathSetup setup = SetupOf(conditions, transport, seed);
  if (!SendPacket(path.control_.get(), &setup, sizeof(setup), -1)) {
    return tl::unexpected(fmt::format("cannot set up the path: {}", std::strerror(errno)));
  }
  if (const auto ready = ReceiveAnswer(path.control_.get(), limit); !ready) {
    return tl::unexpected(ready.error());
  }
  return path;
}

tl::expected<Fd, std::string> PathProcess::ClientSocket() {
  auto answer = Ask(control_.get(), PathQuestion::kClientSocket, limit_);
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  return std::move(answer->fd);
}

tl::expected<PathProcess::Listening, std::string> PathProcess::Listen() {
  auto answer = Ask(control_.get(), PathQuestion::kListener, limit_);
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  return Listening{std::move(answer->fd), ParseAddress(kPathServer, answer->words.port)};
}

tl::expected<RelayFacts, std::string> PathProcess::Facts() {
  const auto answer = Ask(control_.get(), PathQuestion::kFacts, limit_);
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  return answer->words.facts;
}

std::optional<std::string> PathProcess::Death() {
  constexpr std::chrono::seconds kAnswerLimit(1);
  const Deadline deadline = After(kAnswerLimit);
  if (death_ || Ask(control_.get(), PathQuestion::kFacts, kAnswerLimit)) {
    return death_;
  }
  // A process that ends closes its socket first and then its devices, which takes the kernel a while.
  std::optional<int> status = process_.Ended();
  while (!status && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    status = process_.Ended();
  }
  if (!status) {
    return "the path's relay hung";
  }
  death_ = WIFSIGNALED(*status) ? fmt::format("the path's relay was ended by {}", SignalName(WTERMSIG(*status)))
                                : fmt::format("the path's relay ended with exit code {}", WEXITSTATUS(*status));
  return death_;
}

}  // namespace tlsbench
