#include "bench/os/interrupt.h"

#include <poll.h>
#include <sys/signalfd.h>

#include <csignal>

namespace tlsbench {

Interrupt::Interrupt() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  fd_ = Fd(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

bool Interrupt::pending() const {
  pollfd wait{fd_.get(), POLLIN, 0};
  return poll(&wait, 1, 0) > 0;
}

}  // namespace tlsbench
