// Makes a connected descriptor, step by step and without blocking, and notes when each step was done. Today there is
// one step, TCP, with fast open (RFC 7413) if the socket is set so; what must be said on a connection before TLS begins
// (STARTTLS, a proxy) becomes a step of its own behind it. Who dials many at once drives a Dialer from an event loop;
// Dial() waits. One thread at a time.

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
  std::int64_t start_ns = 0;  // CLOCK_MONOTONIC as the connect began; what follows counts from here
  double connect_ms = 0;      // TCP alone
};

class Dialer {
 public:
  // Begins. `socket` comes from NewSocket; an error is how the dialling ends. Readies the object for another time, too.
  void Start(tl::expected<Fd, std::string> socket, const Address& address, std::chrono::milliseconds timeout);

  bool done() const { return step_ == Step::kDone; }

  // Until it is done: the descriptor to be watched until it is writable, and until when.
  int fd() const { return dialled_.fd.get(); }
  Deadline deadline() const { return deadline_; }
  void OnWritable();
  void OnTimeout();

  // Once it is done.
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
