// A TLS client that does with its descriptor what the test says: to be slow, deaf, rude or gone. For tests.

#ifndef TLSBENCH_TESTS_SUPPORT_RAW_CLIENT_H_
#define TLSBENCH_TESTS_SUPPORT_RAW_CLIENT_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "tests/support/blocking_socket.h"

namespace tlsbench {

class RawClient {
 public:
  // Connected, with the ClientHello ready in out().
  RawClient(const Context& context, std::uint16_t port)
      : fd_(Connect(LoopbackAddress(port), Soon()).value()), connection_(context.Open({})) {
    state_ = connection_->Feed({}, plaintext_, out_);
  }

  int fd() const { return fd_.get(); }
  State state() const { return state_; }
  const Connection& connection() const { return *connection_; }
  std::size_t heard() const { return plaintext_.size(); }
  std::string_view text() const { return {reinterpret_cast<const char*>(plaintext_.data()), plaintext_.size()}; }

  // What waits to be sent. Send() sends up to `count` bytes of it.
  Buffer& out() { return out_; }
  bool Send(std::size_t count = SIZE_MAX) {
    count = std::min(count, out_.size());
    const bool sent = SendAll(fd_.get(), Bytes(out_).first(count), Soon());
    out_.erase(out_.begin(), out_.begin() + static_cast<std::ptrdiff_t>(count));
    return sent;
  }

  // Takes what has come. kNothing: nothing has.
  Received Take() {
    Buffer in;
    const Received received = TryReceive(fd_.get(), in);
    if (received == Received::kBytes) {
      state_ = connection_->Feed(in, plaintext_, out_);
    }
    return received;
  }

  void Ask(std::string_view request) { connection_->Write(AsBytes(request), out_); }
  void CloseSocket() { fd_.Close(); }

 private:
  Fd fd_;
  std::unique_ptr<Connection> connection_;
  State state_ = State::kHandshaking;
  Buffer plaintext_;
  Buffer out_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_RAW_CLIENT_H_
