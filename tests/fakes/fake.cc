#include "tests/fakes/fake.h"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <utility>

// null.cc's tlsbench_backend, renamed by tests/fakes/CMakeLists.txt.
extern "C" const tlsbench::Backend* tlsbench_null_backend(std::uint64_t abi);

namespace tlsbench {
namespace {

constexpr std::int64_t kDelayNs = 20'000'000;

std::int64_t ReadNs(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

// By the default action, whatever handler a sanitizer has set.
void Die(int signal) {
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void HangForEver() {
  volatile bool forever = true;  // a loop that does nothing may be left out (C++20, [intro.progress])
  while (forever) {
  }
}

void BurnCpu() {
  const std::int64_t end = ReadNs(CLOCK_THREAD_CPUTIME_ID) + kDelayNs;
  while (ReadNs(CLOCK_THREAD_CPUTIME_ID) < end) {
  }
}

void Sleep() {
  const timespec delay{0, kDelayNs};
  nanosleep(&delay, nullptr);
}

// Chained to the one before, so that a leak checker can still reach it: this leak is on purpose.
void Leak() {
  static void* newest = nullptr;
  void* block = std::malloc(kFakeLeakBytes);
  *static_cast<void**>(block) = newest;
  newest = block;
}

// Lines that are no event, or one of a cell that nobody asked for; the descriptor is that of child_modes.cc.
void Scribble() {
  constexpr std::string_view kNonsense = "nonsense\n{}\n[1]\n\n\xff\xfe\n";
  constexpr int kEventFd = 4;
  if (write(kEventFd, kNonsense.data(), kNonsense.size()) < 0) {
    return;  // nobody listens
  }
}

class FakeConnection : public Connection {
 public:
  FakeConnection(std::unique_ptr<Connection> real, Role role, Fault fault)
      : real_(std::move(real)), role_(role), fault_(fault) {}

  State Feed(Bytes in, Buffer& plaintext, Buffer& out) override {
    if (failed_ || Strikes(in, out)) {
      return failed_ ? State::kFailed : State::kHandshaking;
    }
    return real_->Feed(in, plaintext, out);
  }

  State Write(Bytes plaintext, Buffer& out) override { return real_->Write(plaintext, out); }
  State Flush(Buffer& out) override { return real_->Flush(out); }
  State Close(Buffer& out) override { return real_->Close(out); }

  Negotiated negotiated() const override {
    Negotiated negotiated = real_->negotiated();
    const Fault lie = role_ == Role::kClient ? Fault::kLyingClient : Fault::kLyingServer;
    negotiated.resumed |= fault_ == lie;
    if (fault_ == Fault::kNoTickets) {
      negotiated.tickets = 0;
    }
    return negotiated;
  }

  std::unique_ptr<Session> TakeSession() override {
    return fault_ == Fault::kNoTickets ? nullptr : real_->TakeSession();
  }

  Failure failure() const override {
    Failure failure = real_->failure();
    if (failed_) {
      failure.reason = "scripted failure";
    }
    return failure;
  }

 private:
  // True if the call ends here.
  bool Strikes(Bytes in, Buffer& out) {
    if (fault_ == Fault::kChatter) {
      out.push_back(0);
      return true;
    }
    if (role_ == Role::kServer) {
      return StrikesServer();
    }
    switch (fault_) {
      case Fault::kCrash:
        Die(SIGSEGV);
        break;
      case Fault::kAbort:
        Die(SIGABRT);
        break;
      case Fault::kQuit:
        std::_Exit(3);
      case Fault::kHang:
        HangForEver();
        break;
      case Fault::kFail:
        failed_ = true;
        return true;
      case Fault::kStall:
        return !in.empty();
      case Fault::kSlow:
      case Fault::kSleepy:
        if (in.empty()) {
          fault_ == Fault::kSlow ? BurnCpu() : Sleep();
        }
        break;
      case Fault::kScribble:
        Scribble();
        break;
      case Fault::kLeak:
        if (in.empty()) {
          Leak();
        }
        break;
      default:
        break;
    }
    return false;
  }

  bool StrikesServer() {
    if (fault_ == Fault::kServerCrash) {
      Die(SIGSEGV);
    }
    if (fault_ == Fault::kServerHang) {
      HangForEver();
    }
    failed_ = fault_ == Fault::kServerFail;
    return failed_;
  }

  std::unique_ptr<Connection> real_;
  Role role_;
  Fault fault_;
  bool failed_ = false;
};

// Which faults show only from some handshake on.
bool StrikesOnce(Fault fault) { return fault >= Fault::kCrash && fault <= Fault::kServerHang; }

class FakeContext : public Context {
 public:
  FakeContext(std::unique_ptr<Context> real, Role role, Fault fault, unsigned after)
      : real_(std::move(real)), role_(role), fault_(fault), after_(after) {}

  std::unique_ptr<Connection> Open(const OpenOptions& options) const override {
    const unsigned number = ++opened_;
    const Fault fault = StrikesOnce(fault_) && number < after_ ? Fault::kNone : fault_;
    OpenOptions changed = options;
    if (fault == Fault::kLyingClient || fault == Fault::kLyingServer || fault == Fault::kForgetful) {
      changed.resume = nullptr;
    }
    return fault == Fault::kNoConnection ? nullptr
                                         : std::make_unique<FakeConnection>(real_->Open(changed), role_, fault);
  }

 private:
  std::unique_ptr<Context> real_;
  Role role_;
  Fault fault_;
  unsigned after_;
  mutable std::atomic<unsigned> opened_ = 0;  // a Context may be shared between threads
};

}  // namespace

std::optional<std::string> FakeBackend::Unsupported(const EndpointConfig& config) const {
  return tlsbench_null_backend(kAbi)->Unsupported(config);
}

std::unique_ptr<Context> FakeBackend::MakeContext(const EndpointConfig& config, std::string& error) const {
  if (fault_ == Fault::kNoContext) {
    error = "scripted refusal of the configuration";
    return nullptr;
  }
  EndpointConfig changed = config;
  if (fault_ == Fault::kNoTickets) {
    changed.tickets = 0;
  }
  return std::make_unique<FakeContext>(tlsbench_null_backend(kAbi)->MakeContext(changed, error), config.role, fault_,
                                       after_);
}

}  // namespace tlsbench
