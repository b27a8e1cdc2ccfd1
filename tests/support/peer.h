// A server of the test's own, in a thread: it treats each connection, one after another, as the test says. For tests.

#ifndef TLSBENCH_TESTS_SUPPORT_PEER_H_
#define TLSBENCH_TESTS_SUPPORT_PEER_H_

#include <poll.h>

#include <atomic>
#include <functional>
#include <thread>
#include <utility>

#include "bench/net/socket.h"
#include "bench/wire/byte_reader.h"

namespace tlsbench {

class Peer {
 public:
  using Treat = std::function<void(int fd)>;  // must end

  explicit Peer(Treat treat) : treat_(std::move(treat)), thread_([this] { Run(); }) {}
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  ~Peer() {
    stop_ = true;
    thread_.join();
  }

  Address address() const { return LoopbackAddress(listener_.port); }

 private:
  void Run() {
    while (!stop_) {
      pollfd wait{listener_.fd.get(), POLLIN, 0};
      poll(&wait, 1, 10);
      if (const Fd fd = Accept(listener_.fd.get()); fd.valid()) {
        treat_(fd.get());
      }
    }
  }

  Treat treat_;
  Listener listener_ = ListenOnLoopback().value();
  std::atomic<bool> stop_ = false;
  std::thread thread_;  // the last member: it uses the others
};

inline Deadline Soon() { return After(std::chrono::milliseconds(3000)); }

// Takes `count` bytes off the connection, or what comes before it closes.
inline void Take(int fd, std::size_t count) {
  Buffer in;
  while (in.size() < count && Receive(fd, in, Soon()) == Received::kBytes) {
  }
}

// Until the other end closes.
inline void AwaitClose(int fd) {
  Buffer in;
  while (Receive(fd, in, Soon()) == Received::kBytes) {
  }
}

inline void Say(int fd, Bytes bytes) { (void)SendAll(fd, bytes, Soon()); }

// Carries bytes both ways between `fd` and a server until either closes.
inline void Relay(int fd, const Address& server) {
  const auto other = Connect(server, Soon());
  bool going = other.has_value();
  while (going) {
    pollfd wait[] = {{fd, POLLIN, 0}, {other->get(), POLLIN, 0}};
    going = poll(wait, 2, 3000) > 0;
    for (const auto& [from, to] : {std::pair(0, 1), std::pair(1, 0)}) {
      Buffer bytes;
      if (going && wait[from].revents != 0) {
        going = Receive(wait[from].fd, bytes, Soon()) == Received::kBytes;
        Say(wait[to].fd, bytes);
      }
    }
  }
}

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_PEER_H_
