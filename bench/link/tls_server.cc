#include "bench/link/tls_server.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "bench/net/socket.h"
#include "bench/os/clock.h"
#include "bench/wire/records.h"

namespace tlsbench {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr int kMaxAccepts = 64;                    // of one listener, before it is somebody else's turn
constexpr std::size_t kMaxRequestBytes = 16384;    // of a request that has no end yet
constexpr std::size_t kMaxUnsentBytes = 64 << 10;  // nothing more is read or answered above it
constexpr milliseconds kLongestTick(1000);
constexpr milliseconds kShortestTick(5);
constexpr milliseconds kPause(10);

}  // namespace

TlsServer::TlsServer(ServerEvents& events, Transport transport, const ServerLimits& limits)
    : events_(events),
      transport_(std::move(transport)),
      limits_(limits),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      ticks_(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)) {
  Watch(ticks_.get(), [this] { Tick(); });
}

void TlsServer::Ask(int operation, int fd, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  epoll_ctl(epoll_.get(), operation, fd, &event);
}

int TlsServer::Listen(Fd listener, const Context& context) {
  const int fd = listener.get();
  const int number = static_cast<int>(listeners_.size());
  listeners_.emplace(fd, Listening{std::move(listener), &context, number});
  Ask(EPOLL_CTL_ADD, fd, EPOLLIN);
  return number;
}

void TlsServer::Watch(int fd, std::function<void()> on_readable) {
  watched_.emplace(fd, std::move(on_readable));
  Ask(EPOLL_CTL_ADD, fd, EPOLLIN);
}

void TlsServer::Run() {
  while (!stopped_) {
    Poll(milliseconds(-1));
  }
}

int TlsServer::Poll(milliseconds wait) {
  std::array<epoll_event, 64> events;  // not cleared, for speed: the kernel fills in as many as it counts
  const int count =
      epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), static_cast<int>(wait.count()));
  if (count < 0 && errno != EINTR) {
    Stop();
  }
  for (int i = 0; i < count && !stopped_; ++i) {
    const epoll_event& event = events.at(static_cast<std::size_t>(i));
    Handle(event.data.fd, event.events);
  }
  return std::max(count, 0);
}

// An event may be of a connection that was closed since epoll_wait returned, and its descriptor another's by now: then
// that one finds nothing to read or to send.
void TlsServer::Handle(int fd, std::uint32_t events) {
  if (const auto found = by_descriptor_.find(fd); found != by_descriptor_.end()) {
    const Iterator connection = found->second;
    const bool writable = (events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) != 0;
    if (writable && !connection->unsent.empty()) {
      OnWritable(connection);
    } else {
      OnReadable(connection);
    }
  } else if (const auto listener = listeners_.find(fd); listener != listeners_.end()) {
    TakeConnections(listener->second);
  } else if (const auto watched = watched_.find(fd); watched != watched_.end()) {
    watched->second();
  }
}

void TlsServer::TakeConnections(const Listening& listening) {
  for (int i = 0; i < kMaxAccepts; ++i) {
    Fd fd = Accept(listening.fd.get(), transport_);
    if (fd.valid()) {
      Add(listening, std::move(fd));
    } else if (!MakeRoom(errno)) {
      return;
    }
  }
}

// Whether accepting again can help. Without a descriptor left it can once a connection is closed; if there is none, the
// loop must not spin, and nobody is there to be kept waiting.
bool TlsServer::MakeRoom(int error) {
  if (error == EAGAIN) {
    return false;
  }
  const bool no_descriptor = error == EMFILE || error == ENFILE;
  if (no_descriptor && !connections_.empty()) {
    Close(connections_.begin(), CloseReason::kCrowded);
    return true;
  }
  if (no_descriptor || error == ENOBUFS || error == ENOMEM) {
    poll(nullptr, 0, static_cast<int>(kPause.count()));
    return false;
  }
  return true;  // that one client has gone already
}

void TlsServer::Add(const Listening& listening, Fd fd) {
  if (connections_.size() >= limits_.connections) {
    Close(connections_.begin(), CloseReason::kCrowded);
  }
  const Iterator added = connections_.emplace(connections_.end());
  added->listener = listening.number;
  added->active_ns = added->busy_ns = MonotonicNs();
  OpenOptions options;
  options.writes = transport_.library_writes ? &added->writes : nullptr;
  added->connection = listening.context->Open(options);
  if (!added->connection) {
    connections_.erase(added);
    return;
  }
  added->fd = std::move(fd);
  added->watched = EPOLLIN;
  by_descriptor_.emplace(added->fd.get(), added);
  Ask(EPOLL_CTL_ADD, added->fd.get(), EPOLLIN);
  StartTicking();
}

// One flight in, at most one send out.
void TlsServer::OnReadable(Iterator connection) {
  in_.clear();
  const Received received = TryReceive(connection->fd.get(), in_);
  if (received == Received::kNothing) {
    return;
  }
  connection->active_ns = MonotonicNs();
  if (!IsLoneChangeCipherSpec(in_)) {  // what follows it may come a round trip later
    connection->stalls.Arrived(connection->active_ns);
  }
  if (received != Received::kBytes) {
    connection->closing = CloseReason::kClient;
    return Settle(connection, received == Received::kClosed);  // who sends no more may still read
  }
  connection->Feed(in_, out_);
  Answer(connection);
}

void TlsServer::OnWritable(Iterator connection) {
  const std::size_t before = connection->unsent.size();
  const bool sent = connection->SendWaiting();
  if (connection->unsent.size() < before) {
    connection->active_ns = MonotonicNs();
  }
  if (!sent || connection->closing != CloseReason::kNone) {
    return Settle(connection, sent);
  }
  Answer(connection);
}

// False if the client takes no more.
bool TlsServer::AnswerRequests(ServerConnection& connection) {
  while (connection.may_send() && connection.unsent.size() + out_.size() < kMaxUnsentBytes) {
    const std::string_view request = connection.NextRequest();
    if (request.empty()) {
      break;
    }
    if (transport_.nagle && !connection.Send(out_)) {  // as a server that writes tickets and response with two calls
      return false;
    }
    const std::string_view response = events_.OnRequest(connection, request);
    connection.connection->Write({reinterpret_cast<const std::uint8_t*>(response.data()), response.size()}, out_);
    Buffer& plaintext = connection.plaintext;
    plaintext.erase(plaintext.begin(), plaintext.begin() + static_cast<std::ptrdiff_t>(request.size()));
    connection.busy_ns = 0;
  }
  return connection.Send(out_);
}

void TlsServer::Answer(Iterator connection) {
  const bool sent = AnswerRequests(*connection);
  out_.clear();
  if (!connection->told && (connection->state == State::kOpen || connection->state == State::kFailed)) {
    connection->told = true;
    events_.OnHandshake(*connection);
  }
  if (connection->over()) {
    connection->closing = connection->state == State::kFailed ? CloseReason::kFailed : CloseReason::kClient;
  } else if (connection->plaintext.size() > kMaxRequestBytes && connection->NextRequest().empty()) {
    connection->closing = CloseReason::kTooLong;
  }
  Settle(connection, sent);
}

// Closes the connection if it is over, else asks for what may happen on it next.
void TlsServer::Settle(Iterator connection, bool sent) {
  if (!sent) {
    return Close(connection, CloseReason::kClient);
  }
  const bool closing = connection->closing != CloseReason::kNone;
  if (closing && connection->unsent.empty()) {
    return Close(connection, connection->closing);
  }
  if (!connection->busy()) {
    connection->busy_ns = 0;
  } else if (connection->busy_ns == 0) {
    connection->busy_ns = connection->active_ns;
  }
  connections_.splice(connections_.end(), connections_, connection);
  const bool reads = !closing && connection->unsent.size() < kMaxUnsentBytes;
  const std::uint32_t wanted = (reads ? EPOLLIN : 0U) | (connection->unsent.empty() ? 0U : EPOLLOUT);
  if (wanted != connection->watched) {
    connection->watched = wanted;
    Ask(EPOLL_CTL_MOD, connection->fd.get(), wanted);
  }
}

// Closing the descriptor also takes it out of the epoll set.
void TlsServer::Close(Iterator connection, CloseReason reason) {
  events_.OnClosed(*connection, reason);
  by_descriptor_.erase(connection->fd.get());
  connections_.erase(connection);
}

// The clock ticks only while there is anybody to look after, so that an idle server sleeps.
void TlsServer::StartTicking() {
  if (ticking_) {
    return;
  }
  const milliseconds tick = std::clamp(std::min(limits_.idle, limits_.busy) / 4, kShortestTick, kLongestTick);
  const timespec every{tick.count() / 1000, tick.count() % 1000 * 1'000'000};
  const itimerspec setting{every, every};
  timerfd_settime(ticks_.get(), 0, &setting, nullptr);
  ticking_ = true;
}

void TlsServer::Tick() {
  std::uint64_t count = 0;
  if (read(ticks_.get(), &count, sizeof(count)) < 0) {
    return;
  }
  const std::int64_t now = MonotonicNs();
  for (Iterator next = connections_.begin(); next != connections_.end();) {
    const Iterator connection = next++;
    if (nanoseconds(now - connection->active_ns) > limits_.idle) {
      Close(connection, CloseReason::kIdle);
    } else if (connection->busy_ns != 0 && nanoseconds(now - connection->busy_ns) > limits_.busy) {
      Close(connection, CloseReason::kSlow);
    }
  }
  if (connections_.empty()) {
    const itimerspec never{};
    timerfd_settime(ticks_.get(), 0, &never, nullptr);
    ticking_ = false;
  }
}

}  // namespace tlsbench
