// A backend that makes another dearer by a known part: it forwards everything and spins after each call for so many
// percent of the time that the call took. With 0 percent it is the same code without the spinning, so that two such
// are equal. Linked into its unit test, and built as plug-ins (<build>/spin-backends/) for scripts/bench-self, which
// asks whether tlsbench finds a difference that is there and claims none that is not.

#ifndef TLSBENCH_TESTS_SPIN_SPIN_H_
#define TLSBENCH_TESTS_SPIN_SPIN_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "bench/backend.h"

namespace tlsbench {

// Of all connections of all such backends in this process (one plug-in's, where they are plug-ins).
struct SpinTotals {
  std::int64_t called_ns = 0;  // within the library that is wrapped
  std::int64_t spun_ns = 0;
};
SpinTotals TotalsOfSpinning();

class SpinBackend : public Backend {
 public:
  // `real` and `name` live as long as the process.
  SpinBackend(const Backend& real, std::string_view name, int percent) : real_(real), name_(name), percent_(percent) {}

  std::string_view name() const override { return name_; }
  std::string library_version() const override { return real_.library_version(); }
  std::string_view expected_version() const override { return real_.expected_version(); }
  std::string build_flags() const override { return real_.build_flags(); }
  std::string_view linkage() const override { return real_.linkage(); }
  std::string_view build_note() const override { return "for scripts/bench-self: another backend, made dearer"; }
  bool is_library() const override { return real_.is_library(); }
  std::optional<std::string> Unsupported(const EndpointConfig& config) const override {
    return real_.Unsupported(config);
  }
  std::unique_ptr<Context> MakeContext(const EndpointConfig& config, std::string& error) const override;

 private:
  const Backend& real_;
  std::string_view name_;
  int percent_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SPIN_SPIN_H_
