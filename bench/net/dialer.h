// Makes a connected descriptor, step by step and without blocking, and notes when each step was done. Today there is
// one step, TCP, with fast open (RFC 7413) if the socket is set so; a protocol before TLS (STARTTLS, a proxy) becomes a
// further step. An event loop can drive many Dialers at once; Dial() waits for one. One thread at a time.

#ifndef TLSBENCH_BENCH_NET_DIALER_H_
#define TLSBENCH_BENCH_NET_DIALER_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <tl/expected.hpp>

#include "bench/net/address.h"
#include "bench/net/socket.h"

namespace tlsbench {

struct Dialled {
  Fd fd;
  std::int64_t start_ns = 0;  // CLOCK_MONOTONIC when the connect began; later times count from here
  double connect_ms = 0;      // TCP alone
};

class Dialer {
 public:
  // Begins to dial, also after an earlier use. `socket` comes from NewSocket; if it is an error, dialling ends with
  // that error.
  void Start(tl::expected<Fd, std::string> socket, const Address& address, std::chrono::milliseconds timeout);

  bool done() const { return step_ == Step::kDone; }

  // Return, until it is done, the descriptor to watch until it is writable, and the time limit for that.
  int fd() const { return dialled_.fd.get(); }
  Deadline deadline() const { return deadline_; }
  void OnWritable();
  void OnTimeout();

  // Returns the result, once it is done.
  tl::expected<Dialled, std::string> Take();

 private:
  enum class Step { kTcp, kDone };

  void Connected();
  void Fail(std::string words);

  Step step_ = Step::kDone;
  Dialled dialled_;
  Deadline deadline_;
  std::string failure_ = "nothing was dialled";  // empty: connected
};

// Dials and waits until that is done.
tl::expected<Dialled, std::string> Dial(tl::expected<Fd, std::string> socket, const Address& address,
                                        std::chrono::milliseconds timeout);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_NET_DIALER_H_
