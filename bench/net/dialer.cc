#include "bench/net/dialer.h"

#include <utility>

#include "bench/os/clock.h"

namespace tlsbench {

void Dialer::Start(tl::expected<Fd, std::string> socket, const Address& address, std::chrono::milliseconds timeout) {
  dialled_ = {};
  failure_.clear();
  step_ = Step::kTcp;
  if (!socket) {
    return Fail(std::move(socket.error()));
  }
  dialled_.fd = std::move(*socket);
  dialled_.start_ns = MonotonicNs();
  deadline_ = After(timeout);
  const auto connected = BeginConnect(dialled_.fd.get(), address);
  if (!connected) {
    Fail(connected.error());
  } else if (*connected) {
    Connected();
  }
}

void Dialer::OnWritable() {
  if (const auto result = ConnectResult(dialled_.fd.get()); !result) {
    return Fail(result.error());
  }
  Connected();
}

void Dialer::OnTimeout() { Fail("no answer to the connection attempt in time"); }

void Dialer::Connected() {
  dialled_.connect_ms = static_cast<double>(MonotonicNs() - dialled_.start_ns) / 1e6;
  step_ = Step::kDone;
}

void Dialer::Fail(std::string words) {
  dialled_.fd.Close();
  failure_ = std::move(words);
  step_ = Step::kDone;
}

tl::expected<Dialled, std::string> Dialer::Take() {
  if (!failure_.empty()) {
    return tl::unexpected(failure_);
  }
  return std::move(dialled_);
}

tl::expected<Dialled, std::string> Dial(tl::expected<Fd, std::string> socket, const Address& address,
                                        std::chrono::milliseconds timeout) {
  Dialer dialer;
  dialer.Start(std::move(socket), address, timeout);
  while (!dialer.done()) {
    if (AwaitWritable(dialer.fd(), dialer.deadline())) {
      dialer.OnWritable();
    } else {
      dialer.OnTimeout();
    }
  }
  return dialer.Take();
}

}  // namespace tlsbench
