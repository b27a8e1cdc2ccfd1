// Implements the path process: two namespaces, and a loop that carries packets from one TUN device to the other after a
// delay.

#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "bench/net/delay_line.h"
#include "bench/net/network_namespace.h"
#include "bench/net/path_process.h"
#include "bench/net/path_protocol.h"
#include "bench/net/socket.h"
#include "bench/os/clock.h"
#include "bench/os/descriptor_passing.h"
#include "bench/stats/statistics.h"

namespace tlsbench {
namespace {

constexpr std::size_t kLargestPacket = 65536;
constexpr std::size_t kMaxLatenesses = 200000;
constexpr std::int64_t kNsPerSecond = 1'000'000'000;

std::string_view TextOf(const std::array<char, 16>& name) { return {name.data(), strnlen(name.data(), name.size())}; }

// Holds one direction of the path: out of one device, through the delay line, into the other device.
struct Way {
  int from;
  int to;
  DelayLine line;
};

class Relay {
 public:
  explicit Relay(int control) : control_(control) {}

  bool SetUp();
  void Run();

 private:
  tl::expected<void, std::string> MakeEnds();
  tl::expected<void, std::string> CheckTransport();
  PathAnswer MakeSocket(PathQuestion question, Fd& fd);
  bool AnswerControl();
  PathAnswer Facts() const;
  void Deliver(Way& way);
  void TakeIn(Way& way);
  int Wait();

  int control_;
  PathSetup setup_;
  Transport transport_;
  PathEnd client_;
  PathEnd server_;
  std::vector<Way> ways_;  // client to server, server to client
  std::array<pollfd, 3> polled_{};
  std::array<std::uint8_t, kLargestPacket> packet_{};
  std::uint64_t delivered_ = 0;
  std::vector<double> late_us_;
};

PathAnswer Refusal(const std::string& words) {
  PathAnswer answer;
  words.copy(answer.error.data(), answer.error.size() - 1);
  return answer;
}

tl::expected<void, std::string> Relay::MakeEnds() {
  if (auto users = EnterOwnUsers(); !users) {
    return users;
  }
  for (auto* end : {&server_, &client_}) {  // the client's end last: most sockets are made there
    auto made = MakePathEnd(end == &client_ ? kPathClient : kPathServer, setup_.conditions.mtu_bytes);
    if (!made) {
      return tl::unexpected(made.error());
    }
    *end = std::move(*made);
  }
  return {};
}

// Checks, before any handshake, whether the kernel has the congestion control that was asked for. If none was, chooses
// cubic, the default of most kernels: BBR paces even the first window. A kernel without cubic keeps its default, and
// each row says which.
tl::expected<void, std::string> Relay::CheckTransport() {
  const bool asked = !transport_.congestion.empty();
  if (!asked) {
    transport_.congestion = "cubic";
  }
  const auto socket = NewSocket(AF_INET, transport_);
  if (!socket && !asked) {
    transport_.congestion.clear();
    return {};
  }
  return socket ? tl::expected<void, std::string>() : tl::unexpected(socket.error());
}

bool Relay::SetUp() {
  Fd none;
  if (ReceivePacket(control_, &setup_, sizeof(setup_), none) != static_cast<ssize_t>(sizeof(setup_))) {
    return false;
  }
  transport_.fast_open = setup_.fast_open;
  transport_.congestion = TextOf(setup_.congestion);
  auto made = MakeEnds();
  if (made) {
    made = CheckTransport();
  }
  // The parent may have ended before the namespaces changed our rights, which cleared the parent-death signal.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_TIMERSLACK, 1);  // nanoseconds; the default is 50,000
  const PathAnswer answer = made ? PathAnswer() : Refusal(made.error());
  if (!SendPacket(control_, &answer, sizeof(answer), -1) || !made) {
    return false;
  }
  ways_.push_back({client_.tun.get(), server_.tun.get(), DelayLine(setup_.conditions, setup_.seed * 2)});
  ways_.push_back({server_.tun.get(), client_.tun.get(), DelayLine(setup_.conditions, setup_.seed * 2 + 1)});
  late_us_.reserve(kMaxLatenesses);
  return true;
}

PathAnswer Relay::MakeSocket(PathQuestion question, Fd& fd) {
  if (question == PathQuestion::kClientSocket) {
    auto made = NewSocket(AF_INET, transport_);
    if (!made) {
      return Refusal(made.error());
    }
    fd = std::move(*made);
    return {};
  }
  PathAnswer answer;
  const auto there = Enter(server_);
  auto made = there ? ListenAt(ParseAddress(kPathServer, 0), transport_) : tl::unexpected(there.error());
  if (made) {
    fd = std::move(made->fd);
    answer.port = made->port;
  } else {
    answer = Refusal(made.error());
  }
  const auto back = Enter(client_);
  return back ? answer : Refusal(back.error());
}

PathAnswer Relay::Facts() const {
  PathAnswer answer;
  answer.facts.packets = delivered_;
  for (const Way& way : ways_) {
    answer.facts.lost += way.line.lost();
    answer.facts.overflowed += way.line.overflowed();
  }
  answer.facts.late_us_p50 = Percentile(late_us_, 0.5).value_or(0);
  answer.facts.late_us_p99 = Percentile(late_us_, 0.99).value_or(0);
  return answer;
}

// Returns false when the worker has closed its end.
bool Relay::AnswerControl() {
  PathQuestion question{};
  Fd fd;
  if (ReceivePacket(control_, &question, sizeof(question), fd) != static_cast<ssize_t>(sizeof(question))) {
    return false;
  }
  const PathAnswer answer = question == PathQuestion::kFacts ? Facts() : MakeSocket(question, fd);
  return SendPacket(control_, &answer, sizeof(answer), fd.valid() ? fd.get() : -1);
}

// Delivers all packets that are due. A packet that the device does not take is lost, as on a wire.
void Relay::Deliver(Way& way) {
  for (std::int64_t now = MonotonicNs(); auto packet = way.line.Take(now); now = MonotonicNs()) {
    delivered_ += write(way.to, packet->bytes.data(), packet->bytes.size()) > 0 ? 1 : 0;
    if (late_us_.size() < kMaxLatenesses) {
      late_us_.push_back(static_cast<double>(MonotonicNs() - packet->due_ns) / 1000);
    }
  }
}

void Relay::TakeIn(Way& way) {
  for (ssize_t count = 0; (count = read(way.from, packet_.data(), packet_.size())) > 0;) {
    way.line.Offer(MonotonicNs(), {packet_.data(), static_cast<std::size_t>(count)});
  }
}

// Waits until a packet is due or something can be read.
int Relay::Wait() {
  std::optional<std::int64_t> next;
  for (const Way& way : ways_) {
    if (const auto due = way.line.next_due_ns()) {
      next = next ? std::min(*next, *due) : *due;
    }
  }
  timespec wait{};
  if (next) {
    const std::int64_t left = std::max<std::int64_t>(0, *next - MonotonicNs());
    wait = {left / kNsPerSecond, left % kNsPerSecond};
  }
  return ppoll(polled_.data(), polled_.size(), next ? &wait : nullptr, nullptr);
}

// Runs until the worker closes its end.
void Relay::Run() {
  polled_ = {pollfd{ways_[0].from, POLLIN, 0}, pollfd{ways_[1].from, POLLIN, 0}, pollfd{control_, POLLIN, 0}};
  for (;;) {
    const int ready = Wait();
    if (ready < 0 && errno != EINTR) {
      return;
    }
    for (std::size_t i = 0; i < ways_.size(); ++i) {
      Deliver(ways_[i]);
      if (ready > 0 && polled_.at(i).revents != 0) {
        TakeIn(ways_[i]);
        Deliver(ways_[i]);  // with no delay it is due now
      }
    }
    if (ready > 0 && polled_[2].revents != 0 && !AnswerControl()) {
      return;
    }
  }
}

}  // namespace

int ServePath(int control) {
  const auto relay = std::make_unique<Relay>(control);
  if (!relay->SetUp()) {
    return 1;
  }
  relay->Run();
  return 0;
}

}  // namespace tlsbench
