#include "tests/spin/spin.h"

#include <atomic>
#include <utility>

#include "bench/os/clock.h"

namespace tlsbench {
namespace {

std::atomic<std::int64_t> called_total = 0;
std::atomic<std::int64_t> spun_total = 0;

// What one connection owes. What a call spins too long, by the length of a clock reading, the next spins less.
class Debt {
 public:
  explicit Debt(int percent) : percent_(percent) {}
  Debt(const Debt&) = delete;
  Debt& operator=(const Debt&) = delete;

  ~Debt() {
    called_total.fetch_add(called_ns_, std::memory_order_relaxed);
    spun_total.fetch_add(spun_ns_, std::memory_order_relaxed);
  }

  // Returns what `call` returns, late.
  template <class Call>
  auto Pay(Call call) {
    const std::int64_t start = MonotonicNs();
    auto result = call();
    Spin(MonotonicNs() - start);
    return result;
  }

 private:
  void Spin(std::int64_t call_ns) {
    called_ns_ += call_ns;
    const std::int64_t owed_ns = called_ns_ * percent_ / 100 - spun_ns_;
    if (owed_ns <= 0) {
      return;
    }
    const std::int64_t start = MonotonicNs();
    std::int64_t now = start;
    while (now - start < owed_ns) {
      now = MonotonicNs();
    }
    spun_ns_ += now - start;
  }

  std::int64_t percent_;
  std::int64_t called_ns_ = 0;
  std::int64_t spun_ns_ = 0;
};

class SpinConnection : public Connection {
 public:
  SpinConnection(std::unique_ptr<Debt> debt, std::unique_ptr<Connection> real)
      : debt_(std::move(debt)), real_(std::move(real)) {}
  SpinConnection(const SpinConnection&) = delete;
  SpinConnection& operator=(const SpinConnection&) = delete;

  ~SpinConnection() override {
    debt_->Pay([&] {
      real_.reset();
      return 0;
    });
  }

  State Feed(Bytes in, Buffer& plaintext, Buffer& out) override {
    return debt_->Pay([&] { return real_->Feed(in, plaintext, out); });
  }
  State Write(Bytes plaintext, Buffer& out) override {
    return debt_->Pay([&] { return real_->Write(plaintext, out); });
  }
  State Flush(Buffer& out) override {
    return debt_->Pay([&] { return real_->Flush(out); });
  }
  State Close(Buffer& out) override {
    return debt_->Pay([&] { return real_->Close(out); });
  }

  // These are outside what is measured.
  Negotiated negotiated() const override { return real_->negotiated(); }
  std::unique_ptr<Session> TakeSession() override { return real_->TakeSession(); }
  Failure failure() const override { return real_->failure(); }

 private:
  std::unique_ptr<Debt> debt_;
  std::unique_ptr<Connection> real_;
};

class SpinContext : public Context {
 public:
  SpinContext(std::unique_ptr<Context> real, int percent) : real_(std::move(real)), percent_(percent) {}

  std::unique_ptr<Connection> Open(const OpenOptions& options) const override {
    auto debt = std::make_unique<Debt>(percent_);
    auto real = debt->Pay([&] { return real_->Open(options); });
    return real ? std::make_unique<SpinConnection>(std::move(debt), std::move(real)) : nullptr;
  }

 private:
  std::unique_ptr<Context> real_;
  int percent_;
};

}  // namespace

SpinTotals TotalsOfSpinning() { return {called_total.load(), spun_total.load()}; }

std::unique_ptr<Context> SpinBackend::MakeContext(const EndpointConfig& config, std::string& error) const {
  auto real = real_.MakeContext(config, error);
  return real ? std::make_unique<SpinContext>(std::move(real), percent_) : nullptr;
}

}  // namespace tlsbench
